"""Writes a job in several parts: a sample for each line of standard input, and ends the run with it."""

import sys

import numpy as np

import salient

with salient.ExplainJob(sys.argv[1], labels=["cat", "dog"], explainers=["IG"], roll_over="4KB") as job:
    for number, _ in enumerate(sys.stdin):
        picture = np.full((24, 32, 3), 100 + number, np.uint8)
        sample = job.add_sample(picture, ground_truth=[0], probabilities={0: 0.75})
        sample.add_map("IG", 0, np.random.rand(24, 32))
