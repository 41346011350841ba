"""What callers hand in, as numpy arrays: numpy, PIL, torch (which is not imported) and whatever numpy understands."""

from __future__ import annotations

from typing import Any

import numpy as np

ArrayLike = Any
"""A numpy array, a torch tensor on any device, a PIL image, or anything `numpy.asarray` takes."""


class NotFinite(ValueError):
    """Some of the numbers are NaN or infinite."""


def to_array(value: ArrayLike, what: str) -> np.ndarray:
    """The value as an array of finite real numbers with at least one element.

    Raises ValueError that begins with `what`, and is NotFinite where that is all that is wrong.
    """
    if hasattr(value, "detach"):
        value = value.detach().cpu()
        if "bfloat16" in str(value.dtype):
            value = value.float()  # a type that numpy lacks
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise ValueError(f"{what}: no array, {error}") from error
    if array.dtype.kind not in "biuf":
        raise ValueError(f"{what}: an array of real numbers is wanted, this is {array.dtype} of shape {array.shape}")
    if array.size == 0:
        raise ValueError(f"{what}: the array is empty, of shape {array.shape}")
    bad = array.size - int(np.count_nonzero(np.isfinite(array)))
    if bad > 0:
        raise NotFinite(f"{what}: {bad} of {array.size} values are NaN or infinite")
    return array


def channels_last(array: np.ndarray, what: str, size: tuple[int, int] | None = None) -> np.ndarray:
    """An array of shape H×W, C×H×W or H×W×C as H×W×C.

    Of three axes, first and last, the channels are the one that leaves `size` (height, width), where that is given and
    tells; else the one of 1, 3 or 4. Raises ValueError that begins with `what` where neither or both could be.
    """
    if array.ndim == 2:
        return array[:, :, np.newaxis]
    if array.ndim != 3:
        hint = "; take the samples of a batch one by one" if array.ndim == 4 else ""
        raise ValueError(f"{what}: shape {array.shape} is none of H×W, C×H×W, H×W×C{hint}")
    is_first, is_last = (array.shape[1:] == size, array.shape[:2] == size)
    if is_first == is_last:
        is_first, is_last = (count in (1, 3, 4) for count in (array.shape[0], array.shape[2]))
    if is_first == is_last:
        reason = "both could be" if is_first else "neither could be"
        raise ValueError(f"{what}: shape {array.shape} is to be C×H×W or H×W×C, but of first and last axis {reason} C")
    return np.moveaxis(array, 0, 2) if is_first else array
