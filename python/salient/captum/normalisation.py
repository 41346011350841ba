"""How a loader normalises pictures, so that it can be undone."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import torch

from ..checks import shown

Channels = Sequence[float]
"""A number for each channel."""


class Normalisation:
    """Takes a picture of 0–1 to an input, `(picture - mean) / std` for each channel, and back."""

    def __init__(self, mean: Channels = (0.0,), std: Channels = (1.0,)) -> None:
        """Raises ValueError where the two are not a number for each channel, or a deviation is not above 0."""
        self._mean, self._std = _by_channel(mean, "mean"), _by_channel(std, "std")
        if self._mean.shape != self._std.shape or not bool((self._std > 0).all()):
            raise ValueError(f"mean, std: {list(mean)} and {list(std)} must be a number for each channel, std above 0")

    def undo(self, inputs: torch.Tensor, whats: Sequence[str]) -> torch.Tensor:
        """The pictures, 0–1, of B×C×H×W inputs.

        Raises ValueError that begins with what the input is where one was normalised otherwise.
        """
        if len(self._mean) not in (1, inputs.shape[1]):
            raise ValueError(
                f"{whats[0]}: the input has {inputs.shape[1]} channels, and mean and std have {len(self._mean)}; "
                "give a number for each"
            )
        pictures = inputs.float() * self._std + self._mean
        lows, highs = (extreme.tolist() for extreme in pictures.flatten(1).aminmax(dim=1))
        for what, low, high in zip(whats, lows, highs):
            if low < -_ROUNDING or high > 1 + _ROUNDING:
                raise ValueError(
                    f"{what}: without its normalisation it is {low:.3g} to {high:.3g} and not 0 to 1; "
                    "give mean= and std=, those of the loader's transform"
                )
        return pictures.clamp_(0, 1)

    def apply(self, pictures: torch.Tensor) -> torch.Tensor:
        """The C×H×W input of a picture, 0–1."""
        return (pictures - self._mean) / self._std

    def scale(self, share: float) -> torch.Tensor:
        """What a share of the picture's range is in an input, by channel."""
        return share / self._std


def _by_channel(numbers: Channels, what: str) -> torch.Tensor:
    if isinstance(numbers, (int, float)) or getattr(numbers, "ndim", 1) == 0:
        raise ValueError(
            f"{what}: {float(numbers):g} must be a list of a number for each channel; "
            f"write {what}=[{float(numbers):g}] for grey pictures, {what}=[{float(numbers):g}] * 3 for coloured ones"
        )
    try:
        found = [float(number) for number in numbers]
    except (TypeError, ValueError, RuntimeError):
        raise ValueError(
            f"{what}: {shown(numbers)} must be a list of a number for each channel, as {what}=[0.5, 0.5, 0.5]"
        ) from None
    if not all(map(math.isfinite, found)):
        raise ValueError(f"{what}: {found} are not finite numbers")
    return torch.tensor(found, dtype=torch.float32)[:, None, None]


_ROUNDING = 0.1
"""How far a picture may lie outside of 0–1: what resampling overshoots. What is normalised and not undone lies farther out."""


def normalisation_of(loader: Iterable[Any]) -> Normalisation:
    """The normalisation among the transforms of a loader's data set, as of torchvision; none where none is found."""
    found = _find(getattr(loader, "dataset", None))
    return Normalisation() if found is None else Normalisation(*found)


def _find(holder: object) -> tuple[list[float], list[float]] | None:
    """The last `Normalize` in `transform`, `transforms` and, as of a subset, `dataset`."""
    if type(holder).__name__ == "Normalize":
        return [list(getattr(holder, name)) for name in ("mean", "std")]
    inner: list[object] = []
    for name in ("dataset", "transform", "transforms"):
        part = getattr(holder, name, None)
        inner.extend(part if isinstance(part, (list, tuple)) else [part])
    found = [result for part in inner if part is not None and part is not holder for result in [_find(part)] if result]
    return found[-1] if found else None
