"""Converts what callers pass to numpy arrays: numpy, PIL, torch (which is not imported), JAX and anything numpy accepts."""

from __future__ import annotations

import numbers
import os
import warnings
from typing import Any

import numpy as np

ArrayLike = Any
"""A numpy array, a torch tensor on any device, a PIL image, or anything `numpy.asarray` takes."""

Size = tuple[int, int]
"""Height and width in pixels."""

_SMALL_FLOATS = ("bfloat16", "float8", "float6", "float4")
"""Types that JAX registers with numpy, which does not count them among its numbers."""


class NotFinite(ValueError):
    """Some of the values are NaN or infinite."""


def to_array(value: ArrayLike, what: str) -> np.ndarray:
    """The value as an array of finite real numbers with at least one element.

    Raises ValueError with a message that starts with `what`; NotFinite where NaN and infinite values are the only fault.
    """
    masked = count_masked(value)
    if masked:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # numpy says so of a masked number in a list
            array = as_numpy(value, what)
        raise ValueError(
            f"{what}: {masked} of {array.size} values are masked; write array.filled(0), or the value that they stand for"
        )
    array = as_numpy(value, what)
    if array.dtype.kind == "V" and array.dtype.name.startswith(_SMALL_FLOATS):
        array = array.astype(np.float32)
    if array.dtype.kind not in "biuf":
        raise ValueError(f"{what}: expected an array of real numbers, got {_described(value, array)}")
    if array.size == 0:
        raise ValueError(f"{what}: the array is empty, its shape is {array.shape}")
    bad = array.size - int(np.count_nonzero(np.isfinite(array)))
    if bad > 0:
        raise NotFinite(f"{what}: {bad} of {array.size} values are NaN or infinite")
    return array


def as_numpy(value: ArrayLike, what: str) -> np.ndarray:
    """The value as numpy converts it. Raises ValueError with a message that starts with `what`."""
    try:
        if hasattr(value, "detach"):
            value = value.detach().cpu()
            if "bfloat16" in str(value.dtype) or "float8" in str(value.dtype):
                value = value.float()  # types that numpy lacks
        return np.asarray(value)
    except Exception as error:  # whatever the object's own conversion raises
        raise ValueError(f"{what}: {type(value).__name__} cannot be converted to an array, {error}") from error


def count_masked(value: ArrayLike) -> int:
    """How many values are masked, also in a list of masked arrays, of which numpy makes a plain array."""
    if isinstance(value, np.ma.MaskedArray):
        return int(np.ma.count_masked(value))
    return sum(map(count_masked, value)) if isinstance(value, (list, tuple)) else 0


def _described(value: ArrayLike, array: np.ndarray) -> str:
    if value is None:
        return "None"
    if isinstance(value, (str, bytes, os.PathLike)):
        return f"{type(value).__name__}; write Image.open(path) for a picture, np.load(path) for an array"
    if array.dtype.kind == "O" and array.ndim == 0:
        return type(value).__name__ + ("; write array.toarray()" if hasattr(value, "toarray") else "")
    if array.dtype.kind == "c":
        return f"{array.dtype} of shape {array.shape}; write array.real or abs(array)"
    if array.dtype.kind != "O":
        return f"{array.dtype} of shape {array.shape}"
    return f"{array.dtype} of shape {array.shape}{_mend_of(array)}"


def _mend_of(objects: np.ndarray) -> str:
    """What to write for an array of Python objects: they may be numbers, arrays, or something else in between."""
    for place, each in zip(np.ndindex(objects.shape), objects.flat):
        if getattr(each, "ndim", 0) or isinstance(each, (list, tuple)):
            return f", of which each is of type {type(each).__name__}; write np.stack(list(array)) if they are of one shape"
        if not isinstance(each, numbers.Real) and getattr(each, "dtype", None) is None:
            where = ", ".join(map(str, place))
            return f", and its element [{where}] is {each!r:.40}; replace what is no number, then write array.astype(float)"
    return "; write array.astype(float)"


def drop_batch(array: np.ndarray, what: str) -> np.ndarray:
    """An array of four axes without the first, where that is a batch of one. Raises ValueError for a larger batch."""
    if array.ndim != 4:
        return array
    if len(array) != 1:
        raise ValueError(f"{what}: shape {array.shape} is a batch of {len(array)}; pass its samples one by one")
    return array[0]


def channels_last(array: np.ndarray, what: str, size: Size | None = None) -> np.ndarray:
    """An array of shape H×W, C×H×W or H×W×C as H×W×C; arguments and errors are those of `channel_axis`."""
    axis = channel_axis(array.shape, what, size)
    if axis is None:
        return array[:, :, np.newaxis]
    return np.moveaxis(array, 0, 2) if axis == 0 else array


def channel_axis(shape: tuple[int, ...], what: str, size: Size | None = None) -> int | None:
    """Which axis of a shape H×W, C×H×W or H×W×C is C: 0, 2, or None for H×W.

    Of the first and the last of three axes, the channels are the one without which the shape is `size`, the picture's, where
    that is given. Where neither or both fit, it is the axis of length 1, 3 or 4, or the one without which the array has the
    aspect ratio of `size`, and where neither of these decides and there is a `size`, the one of length 1. Raises ValueError
    with a message that starts with `what` where these contradict each other or leave both axes.
    """
    if len(shape) == 2:
        return None
    if len(shape) != 3:
        hints = {1: "; reshape it to rows × columns", 4: "; pass the samples of a batch one by one"}
        hint = hints.get(len(shape), "")
        raise ValueError(f"{what}: shape {shape} is none of H×W, C×H×W, H×W×C{hint}")
    exact = (shape[1:] == size, shape[:2] == size)
    if exact[0] != exact[1]:
        return 0 if exact[0] else 2
    counts = tuple(length in (1, 3, 4) for length in (shape[0], shape[2]))
    ratios = tuple(size is not None and is_proportional(rest, size) for rest in (shape[1:], shape[:2]))
    votes = {vote for vote in (counts, ratios) if vote[0] != vote[1]}
    if not votes and size is not None and (shape[0] == 1) != (shape[2] == 1):
        votes = {(shape[0] == 1, shape[2] == 1)}
    if shape == (1, 1, 1):
        return 2
    if len(votes) != 1 or exact[0]:
        reason = "both could be C" if exact[0] or len(votes) == 2 or all(counts) else "neither could be C"
        of_picture = "" if size is None else f" for a picture of {size[0]}×{size[1]} (height × width)"
        mend = "pass Image.fromarray(array)" if size is None else "add up the channels first: array.sum(axis=…)"
        raise ValueError(
            f"{what}: shape {shape} must be C×H×W or H×W×C{of_picture}, but of its first and last axis {reason}; {mend}"
        )
    ((is_first, _),) = votes
    return 0 if is_first else 2


def is_proportional(shape: Size, size: Size) -> bool:
    """Whether a grid has the aspect ratio of a picture, to less than a row or a column."""
    (rows, columns), (height, width) = shape, size
    return abs(rows - columns * height / width) < 1 or abs(columns - rows * width / height) < 1
