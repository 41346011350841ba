"""Scores of a saliency map, 0–1, the higher the better, independent of any framework."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from .checks import Box
from .occlusion import Probability

_STEPS = 16

_TILES = 14
"""How many tiles lie along the shorter side of a picture."""


def deletion_faithfulness(saliency_map: np.ndarray, probability: Probability, steps: int = _STEPS) -> float:
    """How fast the probability of a label falls as the picture is covered, the most salient parts first.

    1 minus the area under the deletion curve (Petsiuk, Das and Saenko, "RISE", BMVC 2018), as a share of the probability of
    the whole picture and with rises cut off: 1 where the first parts were all, 0 where nothing is lost. Parts are tiles
    and not pixels: a picture with scattered pixels covered is noise to a model, whichever pixels they are.

    Args:
        saliency_map: H×W numbers, of the size of the picture.
        probability: of the label, with parts of the picture covered.
        steps: in how many equal parts the picture is covered, from 1 on.

    Returns:
        0–1; NaN where the probability of the whole picture is 0.
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
    """For each of H×W pixels the number of the tile it lies in; tiles are about square."""
    shorter = min(size)
    counts = [max(1, round(min(_TILES, shorter) * length / shorter)) for length in size]
    rows, columns = (np.arange(length) * count // length for length, count in zip(size, counts))
    return rows[:, np.newaxis] * counts[1] + columns


def localization(saliency_map: np.ndarray, boxes: Iterable[Box]) -> float:
    """The share of what speaks for a label that lies in the boxes of its objects.

    The energy-based pointing game (Wang et al., "Score-CAM", CVPR workshops 2020), of what is positive in the map.

    Args:
        saliency_map: H×W numbers, of the size of the picture.
        boxes: left, top, width and height in pixels.

    Returns:
        0–1; NaN where nothing in the map is positive.
    """
    positive = np.clip(saliency_map, 0, None)
    inside = np.zeros(positive.shape, bool)
    for left, top, width, height in boxes:
        inside[top : top + height, left : left + width] = True
    total = positive.sum()
    return float(positive[inside].sum() / total) if total > 0 else float("nan")
