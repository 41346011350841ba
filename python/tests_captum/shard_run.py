"""Explains a shard of the pictures of the tests, as one of several processes. Arguments: directory, rank, number of shards."""

import sys

import torch
from captum.attr import InputXGradient
from conftest import LABELS, MEAN, STD, Sides, normalised, picture

from salient.captum import explain

directory, rank, world = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
model = Sides()
sides = ["left", "right"] * 5
inputs = [normalised(picture(side, seed=number)) for number, side in enumerate(sides)]
data = [(each, int(side == "right")) for each, side in zip(inputs, sides)]
loader = torch.utils.data.DataLoader(data, batch_size=3)
explain(
    directory,
    model,
    loader,
    labels=LABELS,
    explainers={"Saliency": InputXGradient(model)},
    mean=MEAN,
    std=STD,
    scored=2,
    progress=False,
    shard=None if world == 0 else (rank, world),
    roll_over=None if world == 0 else "1KB",
)
