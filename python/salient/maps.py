"""Converts attributions to 8-bit heatmaps, with the range that converts levels back to attributions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from PIL import Image

from .arrays import ArrayLike, Size, channel_axis, channels_last, drop_batch, is_proportional, to_array

_PLAIN_MODES = {"1", "L", "I", "I;16", "F", "RGB"}

_MANAGEABLE = 1e-300
"""Ranges below this, or above its inverse, are rescaled first, because computing with them could overflow or underflow."""

_FEW_LEVELS = 16
"""A map that uses fewer levels than this may get a robust range."""

_CLIPPED_SHARE = 0.001
"""Share of the pixels that a robust range clips; at least one pixel."""

_GAIN = 4
"""A robust range is used if it increases the number of used levels at least by this factor."""

_SQUARE_TOKENS = 12
"""A square map with side² + 1 rows is taken for attention between tokens if side is at least this."""

_FEW_TOKENS = 7
"""The same where no layers of a whole stride make such a map of the picture."""

_PATCHES = (8, 14, 16, 32)
"""Sides in pixels of the patches that vision transformers make tokens of."""

_FEW_CELLS = 16
"""From how many cells on a single row or column is a grid that was not reshaped."""

_MORE_TOKENS = (1, 2, 5)
"""How many tokens a transformer has beside those of patches: class; distillation; four registers."""

_EXACT = 2**53
"""Integers up to this are exact as 64-bit floats."""

_LEAST_SHARE = 2**-40
"""Share of their magnitude by which greater integers must differ, for levels to be exact after rounding."""

_SUM_ROUNDING = 1e-2
"""How far from 1 a sum of probabilities in 16 bits may lie."""

_LONG = 32
"""Maps with at least this many cells along their longer side must have about the aspect ratio of the picture."""


class SaliencyMap(NamedTuple):
    """A heatmap: an attribution is `minimum + level / 255 * (maximum - minimum)`, to within half a level.

    If `extremes` is given, attributions outside of `minimum` to `maximum` were clipped.
    """

    levels: np.ndarray
    """H×W bytes: 0 is the minimum, 255 the maximum; all 0 if they are equal."""
    minimum: float
    maximum: float
    extremes: tuple[float, float] | None
    """The true minimum and maximum of a map with a robust range; None if they are `minimum` and `maximum`."""

    @property
    def least(self) -> float:
        """The true minimum of the attributions."""
        return self.minimum if self.extremes is None else self.extremes[0]


def to_map(attribution: ArrayLike, what: str, picture_size: Size) -> SaliencyMap:
    """Converts an attribution to 8 bits; arguments and errors are those of `to_values`."""
    return in_levels(to_values(attribution, what, picture_size))


def in_levels(values: np.ndarray) -> SaliencyMap:
    """H×W numbers in 8 bits."""
    minimum, maximum = float(values.min()), float(values.max())
    levels = _normalise(values, minimum, maximum)
    used = _used_levels(levels)
    if used < _FEW_LEVELS:
        low, high = _robust_range(values)
        clipped = _normalise(np.clip(values, low, high), low, high)
        if _used_levels(clipped) >= _GAIN * used:
            return SaliencyMap(clipped, low, high, (minimum, maximum))
    return SaliencyMap(levels, minimum, maximum, None)


def to_values(attribution: ArrayLike, what: str, picture_size: Size) -> np.ndarray:
    """Converts an attribution to H×W numbers.

    Accepts finite numbers of any range, of shape H×W, C×H×W or H×W×C, optionally in a batch of one; H×W may differ from
    the size of the picture. Channels are summed: attributions add up, so the sum is the attribution of the pixel.
    `picture_size` identifies the channel axis, see `channels_last`. Transposed maps and transformer tokens are rejected,
    because they do not form a grid over the picture. Raises ValueError with a message that starts with `what`.
    """
    if isinstance(attribution, Image.Image) and attribution.mode[:4] not in _PLAIN_MODES:
        raise ValueError(f"{what}: a PIL image of mode {attribution.mode} has no level per pixel; pass the numbers")
    array = drop_batch(to_array(attribution, what), what)
    channels = channels_last(array, what, picture_size)
    _check_grid(channels.shape[:2], what, picture_size, is_picture=isinstance(attribution, Image.Image))
    if array.dtype == np.uint8 and channels.shape[2] in (3, 4):
        if (channels != channels[:, :, :1]).any():
            raise ValueError(
                f"{what}: this is a coloured picture of bytes, not an attribution; pass the numbers it was drawn from"
            )
        channels = channels[:, :, :1]  # a grey picture
    if _is_opaque(channels):
        raise ValueError(
            f"{what}: this is a coloured picture of floats, red, green, blue and opacity, not an attribution; "
            "pass the numbers it was drawn from"
        )
    values = _added_up(channels, what)
    if not np.isfinite(values).all():
        raise ValueError(f"{what}: the sum of the channels is beyond the greatest number")
    if _is_attention(values, channels.shape[2]):
        raise ValueError(
            f"{what}: every row adds up to 1, as attention between {len(values)} tokens does; "
            "pass the row of one token, without the class token reshaped to rows × columns"
        )
    return values


def to_values_of_batch(
    attributions: Sequence[ArrayLike], whats: Sequence[str], picture_size: Size
) -> list[np.ndarray | ValueError]:
    """`to_values` of attributions of pictures of one size, or the errors that it raises, in one step where they are floats."""
    if isinstance(attributions, np.ndarray) and attributions.dtype.kind == "f" and attributions.ndim in (3, 4):
        found = _float_values(attributions, whats[0], picture_size)
        if found is not None:
            return found
    return [_values_or_error(each, what, picture_size) for each, what in zip(attributions, whats)]


def _values_or_error(attribution: ArrayLike, what: str, picture_size: Size) -> np.ndarray | ValueError:
    try:
        return to_values(attribution, what, picture_size)
    except ValueError as error:
        return error


def _float_values(attributions: np.ndarray, what: str, picture_size: Size) -> list[np.ndarray | ValueError] | None:
    """B×H×W numbers of B attributions; None where one of them may be none, and is to be looked at by itself."""
    try:
        axis = channel_axis(attributions.shape[1:], what, picture_size)
        grid = [length for number, length in enumerate(attributions.shape[1:]) if number != axis]
        _check_grid((grid[0], grid[1]), what, picture_size, is_picture=False)
    except ValueError:
        return None
    if axis is not None and attributions.shape[axis + 1] == 4:
        return None  # perhaps colours with opacity
    values = attributions.astype(np.float64)
    if axis is not None:
        values = values.sum(axis=axis + 1)
    heads = 1 if axis is None else attributions.shape[axis + 1]
    may_be_attention = grid[0] == grid[1] and bool((np.abs(values.sum(axis=2) / heads - 1) < _SUM_ROUNDING).all(axis=1).any())
    if values.size == 0 or may_be_attention or not np.isfinite(values).all() or not np.isfinite(attributions).all():
        return None
    return list(values)


def _added_up(channels: np.ndarray, what: str) -> np.ndarray:
    """The sum of the channels as 64-bit floats. Raises ValueError for integers that these do not tell apart."""
    count = channels.shape[2]
    if channels.dtype.kind in "iu" and max(-int(channels.min()), int(channels.max())) * count > _EXACT:
        channels = channels.astype(object).sum(axis=2, keepdims=True)  # integers of any size
        low, high = channels.min(), channels.max()
        if 0 < high - low < max(-low, high) * _LEAST_SHARE:
            raise ValueError(
                f"{what}: integers from {low} on differ by at most {high - low}, which 64-bit floats do not resolve; "
                "pass map - map.min()"
            )
    with np.errstate(over="ignore"):
        channels = channels.astype(np.float64)
        return channels[:, :, 0] if channels.shape[2] == 1 else channels.sum(axis=2)


def _is_opaque(channels: np.ndarray) -> bool:
    """Whether these are colours of floats with full opacity, as colour maps return them."""
    if channels.shape[2] != 4 or channels.dtype.kind != "f":
        return False
    return bool((channels[:, :, 3] == 1).all() and channels.min() >= 0 and channels.max() <= 1)


def _is_attention(values: np.ndarray, heads: int) -> bool:
    """Whether rows are probabilities of a softmax over as many tokens as there are rows, added up over heads."""
    rows, columns = values.shape
    if rows != columns or rows < 4 or values.min() <= 0 or values.min() == values.max():
        return False
    return bool((np.abs(values.sum(axis=1) / heads - 1) < _SUM_ROUNDING).all())


def _check_grid(shape: Size, what: str, size: Size, *, is_picture: bool) -> None:
    """Raises ValueError if a shape cannot be a grid over the picture. A map that is a picture is a grid, and not of tokens."""
    (rows, columns), (height, width) = shape, size
    if shape == size:
        return
    given = f"{what}: shape {rows}×{columns}"
    for more in _MORE_TOKENS if rows == columns and not is_picture else ():
        side = math.isqrt(max(0, rows - more))
        if side**2 + more == rows and _may_be_attention(rows, side, size):
            raise ValueError(
                f"{given} looks like attention between {rows} tokens; pass attention[0, {more}:].reshape({side}, {side}), "
                f"or Image.fromarray(np.float32(map)) if it is a map of {rows}×{columns}"
            )
    if is_proportional(shape, size):
        return
    if is_proportional((columns, rows), size):
        raise ValueError(
            f"{given} is that of the picture, {height}×{width} (height × width), transposed; pass the map as map.T"
        )
    if (
        (min(shape) == 1 and max(shape) >= _FEW_CELLS)
        or any(_may_be_tokens(*pair) for pair in ((rows, columns), (columns, rows)))
        or _is_too_long(shape, size)
    ):
        raise ValueError(
            f"{given} is no grid over a picture of {height}×{width} (height × width); "
            "reshape tokens to rows × columns: for 197 tokens with a class token, tokens[1:].reshape(14, 14)"
        )


def _may_be_attention(tokens: int, side: int, size: Size) -> bool:
    """Whether a square of so many tokens may be attention between side × side patches, rather than a map of the picture.

    A square map of a square picture is attention only where it is greater than the picture, or where a common size of patches
    divides the picture into side × side.
    """
    if side < _FEW_TOKENS or (side < _SQUARE_TOKENS and any(_is_strided(tokens, length) for length in size)):
        return False
    is_map = is_proportional((tokens, tokens), size) and tokens <= max(size)
    return not is_map or any(side * patch in size for patch in _PATCHES)


def _is_strided(cells: int, length: int) -> bool:
    """Whether steps of a whole number of pixels divide a length into so many cells, the last of them cut off or dropped."""
    steps = {max(1, length // cells), -(-length // cells)}
    return any(cells in (length // step, -(-length // step)) for step in steps)


def _may_be_tokens(tokens: int, features: int) -> bool:
    """Whether a shape may be tokens × features of a transformer: a square of 7×7 patches or more, and up to two more tokens."""
    squares = (math.isqrt(max(0, tokens - more)) ** 2 == tokens - more for more in (0, 1, 2))
    return tokens >= 49 and features != tokens and features % 64 == 0 and any(squares)


def _is_too_long(shape: Size, size: Size) -> bool:
    """Whether the aspect ratio differs from that of the picture by more than a factor of 2, and the map is far from square."""
    (rows, columns), (height, width) = shape, size
    ratio, wanted = rows / columns, height / width
    return max(shape) >= _LONG and max(ratio / wanted, wanted / ratio) > 2 and max(ratio, 1 / ratio) > 2


def _used_levels(levels: np.ndarray) -> int:
    return int(np.count_nonzero(np.bincount(levels.ravel(), minlength=256)))


def _robust_range(values: np.ndarray) -> tuple[float, float]:
    """The range without the 0.1 % of the pixels (at least one) that are farthest from the median."""
    flat = np.sort(values, axis=None)
    count = max(1, int(flat.size * _CLIPPED_SHARE))
    # Halved, because the difference of huge numbers may overflow.
    distance = np.abs(flat / 2 - np.median(flat / 2))
    kept = flat[np.argsort(distance, kind="stable")[: flat.size - count]]
    return (float(kept.min()), float(kept.max())) if kept.size else (float(flat[0]), float(flat[-1]))


def _normalise(values: np.ndarray, minimum: float, maximum: float) -> np.ndarray:
    if minimum == maximum:
        return np.zeros(values.shape, np.uint8)
    if not _MANAGEABLE < maximum / 2 - minimum / 2 < 1 / _MANAGEABLE:
        # Divided by the largest magnitude, so that huge ranges do not overflow and tiny ones do not underflow.
        unit = max(abs(minimum), abs(maximum))
        values, minimum, maximum = values / unit, minimum / unit, maximum / unit
    levels = values - minimum
    levels *= 255 / (maximum - minimum)
    levels += 0.5
    return levels.astype(np.uint8)
