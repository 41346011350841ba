"""Writes samples as one of several writers of a job, and prints each id that was returned; then closes the job.

Arguments: directory, rank, number of writers, number of samples, roll_over or "-".
"""

import sys

import numpy as np

from salient import ExplainJob

directory, rank, world, count, roll_over = sys.argv[1:]
PICTURE = np.zeros((12, 16, 3), np.uint8)

with ExplainJob(
    directory,
    labels=["cat", "dog"],
    explainers=["GradCAM"],
    writer=(int(rank), int(world)),
    roll_over=None if roll_over == "-" else roll_over,
) as job:
    for _ in range(int(count)):
        sample = job.add_sample(PICTURE, ground_truth=[0], probabilities={0: 0.75, 1: 0.1})
        sample.add_map("GradCAM", 0, np.eye(12, 16))
        print(sample.id, flush=True)
