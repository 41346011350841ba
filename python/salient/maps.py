"""Attributions as 8-bit heatmaps, and the range that makes numbers of them again."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from PIL import Image

from .arrays import ArrayLike, channels_last, to_array

_PLAIN_MODES = {"1", "L", "I", "I;16", "F", "RGB"}

_MANAGEABLE = 1e-300
"""A range beyond which, or whose inverse, 255 times of it would not be a finite number."""


class SaliencyMap(NamedTuple):
    """A heatmap: an attribution is `minimum + level / 255 * (maximum - minimum)`, to half a level."""

    levels: np.ndarray
    """H×W bytes, 0 for the least attribution, 255 for the greatest; all 0 where all are equal."""
    minimum: float
    maximum: float


def to_map(attribution: ArrayLike, what: str, picture_size: tuple[int, int]) -> SaliencyMap:
    """Normalises an attribution to 8 bits.

    Takes finite numbers of any range, of shape H×W, C×H×W or H×W×C, H×W of any size; channels are added up, which is the
    attribution of the pixel where that of a picture is the sum of its parts. `picture_size` is the original's (height,
    width) and tells where the channels are. Raises ValueError that begins with `what`.
    """
    if isinstance(attribution, Image.Image) and attribution.mode not in _PLAIN_MODES:
        raise ValueError(f"{what}: a PIL image of mode {attribution.mode} has no level a pixel; give the numbers")
    channels = channels_last(to_array(attribution, what).astype(np.float64), what, picture_size)
    with np.errstate(over="ignore"):
        values = channels[:, :, 0] if channels.shape[2] == 1 else channels.sum(axis=2)
    minimum, maximum = float(values.min()), float(values.max())
    if not np.isfinite([minimum, maximum]).all():
        raise ValueError(f"{what}: the sum of the channels is beyond the greatest number")
    return SaliencyMap(_normalise(values, minimum, maximum), minimum, maximum)


def _normalise(values: np.ndarray, minimum: float, maximum: float) -> np.ndarray:
    if minimum == maximum:
        return np.zeros(values.shape, np.uint8)
    if not _MANAGEABLE < maximum / 2 - minimum / 2 < 1 / _MANAGEABLE:
        # In units of the greatest magnitude neither does the range of huge numbers overflow, nor that of tiny ones vanish.
        unit = max(abs(minimum), abs(maximum))
        values, minimum, maximum = values / unit, minimum / unit, maximum / unit
    levels = values - minimum
    levels *= 255 / (maximum - minimum)
    levels += 0.5
    return levels.astype(np.uint8)
