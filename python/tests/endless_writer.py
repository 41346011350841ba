"""Writes to the job of the directory given until it is killed, and prints each call that has returned."""

import sys

import numpy as np

from salient import ExplainJob

PICTURE = np.zeros((12, 16, 3), np.uint8)
MAP = np.eye(12, 16)


def say(*words):
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


with ExplainJob(sys.argv[1], labels=["cat", "dog"], explainers=["GradCAM", "Gradient"], metrics=["Faithfulness"]) as job:
    say("open")
    while True:
        sample = job.add_sample(PICTURE, ground_truth=[0], probabilities={0: 0.75, 1: 0.1})
        say("sample", sample.id)
        for explainer in job.explainers:
            sample.add_map(explainer, 0, MAP)
            say("map", sample.id, explainer)
        sample.add_counterfactual(0, [(0.75, [(0, 0, 16, 12)])])
        say("counterfactual", sample.id)
        job.add_score("Faithfulness", "GradCAM", total=float(sample.id))
        say("score", sample.id)
