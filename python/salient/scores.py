"""Metrics of a saliency map, 0–1, higher is better. They need no machine learning framework."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Union

import numpy as np

from .checks import Box
from .occlusion import Probability
from .regions import inside_of

_STEPS = 16

_TILES = 14
"""Number of tiles along the shorter side of a picture."""


def deletion_faithfulness(saliency_map: np.ndarray, probability: Probability, steps: int = _STEPS) -> float:
    """How fast the probability of a label falls while the picture is covered, the most salient parts first.

    1 minus the area under the deletion curve (Petsiuk, Das and Saenko, "RISE", BMVC 2018). The curve is divided by the
    probability for the uncovered picture and clipped to 0–1. The result is near 1 if covering the first part removes all of
    the probability, and 0 if the probability never falls. The parts consist of tiles, not pixels: to a model, a picture
    with scattered covered pixels is noise, whichever pixels they are.

    Args:
        saliency_map: H×W numbers, H×W being the size of the picture.
        probability: returns the probability of the label while parts of the picture are covered.
        steps: number of equal parts in which the picture is covered, at least 1.

    Returns:
        0–1; NaN if the probability for the uncovered picture is 0.
    """
    tiles = _tiles(saliency_map.shape)
    means = np.bincount(tiles.ravel(), weights=saliency_map.ravel()) / np.bincount(tiles.ravel())
    rank = np.empty(len(means), int)
    rank[np.argsort(-means, kind="stable")] = np.arange(len(means))
    covered = np.arange(steps + 1) * len(means) // steps
    curve = probability(rank[tiles] >= covered[:, np.newaxis, np.newaxis])
    if curve[0] <= 0:
        return float("nan")
    shares = np.clip(curve / curve[0], 0, 1)
    return float(1 - (shares[:-1] + shares[1:]).mean() / 2)


def _tiles(size: tuple[int, int]) -> np.ndarray:
    """The number of the tile of each pixel, H×W. Tiles are roughly square."""
    shorter = min(size)
    counts = [max(1, round(min(_TILES, shorter) * length / shorter)) for length in size]
    rows, columns = (np.arange(length) * count // length for length, count in zip(size, counts))
    return rows[:, np.newaxis] * counts[1] + columns


Region = Union[Iterable[Box], np.ndarray]
"""Where the objects of a label are: boxes of left, top, width and height in pixels, or H×W booleans."""


def localization(saliency_map: np.ndarray, region: Region) -> float:
    """The share of the positive attribution that is inside the region of the label's objects.

    The energy-based pointing game (Wang et al., "Score-CAM", CVPR workshops 2020); negative values are ignored.

    Args:
        saliency_map: H×W numbers, H×W being the size of the picture.
        region: where the objects are.

    Returns:
        0–1; NaN if no value of the map is positive.
    """
    positive = np.clip(saliency_map, 0, None)
    total = positive.sum()
    return float(positive[_inside(region, positive.shape)].sum() / total) if total > 0 else float("nan")


def pointing_game(saliency_map: np.ndarray, region: Region) -> float:
    """Whether the most salient point is inside the region of the label's objects.

    The pointing game (Zhang et al., "Top-down Neural Attention by Excitation Backprop", IJCV 2018), without its tolerance of 15
    pixels. Where several points are the most salient, it is the share of them that is inside.

    Args:
        saliency_map: H×W numbers, H×W being the size of the picture.
        region: where the objects are.

    Returns:
        0–1; NaN if all values of the map are equal.
    """
    greatest = saliency_map == saliency_map.max()
    return float("nan") if greatest.all() else float(_inside(region, saliency_map.shape)[greatest].mean())


def _inside(region: Region, size: tuple[int, int]) -> np.ndarray:
    if isinstance(region, np.ndarray) and region.ndim == 2 and region.dtype == bool:
        return region
    return inside_of(region, size)
