"""A model with known reasons, and pictures for it."""

import numpy as np
import pytest
import torch
from hypothesis import settings

# The same examples every time; with `--hypothesis-profile fuzz` others, and more.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")
settings.register_profile("fuzz", deadline=None, max_examples=3000)

# The models are tiny: on a machine with other work, more threads cost minutes.
torch.set_num_threads(1)

LABELS = ["left", "right", "blank"]


class Sides(torch.nn.Module):
    """Says which half of a picture is brighter. Takes pictures of any size, normalised by MEAN and STD."""

    def __init__(self, channels=3):
        super().__init__()
        self.smooth = torch.nn.Conv2d(channels, 1, 3, padding=1, bias=False)
        torch.nn.init.constant_(self.smooth.weight, 1 / (9 * channels))
        self.dropout = torch.nn.Dropout(0.3)

    def forward(self, inputs):
        grey = self.dropout(torch.relu(self.smooth(inputs) + 1))
        middle = grey.shape[3] // 2
        left, right = grey[..., :middle].mean(dim=(1, 2, 3)), grey[..., middle:].mean(dim=(1, 2, 3))
        return torch.stack([40 * (left - right), 40 * (right - left), torch.zeros_like(left)], dim=1)


MEAN, STD = (0.4, 0.5, 0.6), (0.2, 0.25, 0.3)


def picture(bright, size=(40, 64), seed=0):
    """3×H×W floats 0–1: a dark picture with a bright square of 16 pixels in its left or right half."""
    noise = np.random.default_rng(seed).random((3, *size), dtype=np.float32) * 0.2
    left = 6 if bright == "left" else size[1] - 22
    noise[:, 10:26, left : left + 16] += 0.7
    return torch.from_numpy(noise)


def normalised(pixels):
    return (pixels - torch.tensor(MEAN)[:, None, None]) / torch.tensor(STD)[:, None, None]


@pytest.fixture
def model():
    return Sides()


@pytest.fixture
def loader():
    """Two batches of two; the third picture is not what its target says."""
    sides = ["left", "right", "left", "right"]
    targets = [0, 1, 1, 1]
    inputs = [normalised(picture(side, seed=number)) for number, side in enumerate(sides)]
    return [(torch.stack(inputs[i : i + 2]), torch.tensor(targets[i : i + 2])) for i in (0, 2)]
