"""Ground truth regions of a sample: where the objects of its labels are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from . import checks
from .arrays import ArrayLike, to_array
from .checks import Box
from .events import TrueRegion
from .names import mask_path
from .pictures import save_levels


class Regions:
    """Boxes and masks by label, checked, and written beside the original that they lie on."""

    def __init__(
        self,
        what: str,
        sample: int,
        size: tuple[int, int],
        label_count: int,
        boxes: Mapping[int, Sequence[Box]] | None,
        masks: Mapping[int, ArrayLike] | None,
    ) -> None:
        """Takes the width and height of the picture. Raises ValueError that starts with `what` where one is no region of it."""
        self._sample = sample
        self._shape = (size[1], size[0])
        self._boxes: dict[int, list[int]] = {}
        self._masks: dict[int, np.ndarray] = {}
        for label, of_label in _by_label(boxes, label_count, f"{what}, boxes"):
            where = f"{what}, boxes[{label}]"
            listed = checks.listed(of_label, where)
            if not listed:
                raise ValueError(f"{where}: there is none; leave the label out")
            self._boxes[label] = [number for box in listed for number in checks.box(box, *size, where)]
        for label, mask in _by_label(masks, label_count, f"{what}, masks"):
            self._masks[label] = _mask(mask, size, f"{what}, masks[{label}]")

    def region(self, label: int) -> np.ndarray | None:
        """Where the objects of a label are, as H×W booleans: inside of its mask, or of its boxes; None where none is known."""
        if label in self._masks or label not in self._boxes:
            return self._masks.get(label)
        numbers = self._boxes[label]
        return inside_of([numbers[start : start + 4] for start in range(0, len(numbers), 4)], self._shape)

    def events(self, data: str) -> list[TrueRegion]:
        """What is recorded."""
        return [
            TrueRegion(
                label=label,
                box=self._boxes.get(label, []),
                mask_path=mask_path(data, self._sample, label) if label in self._masks else None,
            )
            for label in sorted({*self._boxes, *self._masks})
        ]

    def save(self, directory: Path, data: str) -> None:
        """Writes the masks."""
        for label, mask in self._masks.items():
            save_levels(np.where(mask, np.uint8(255), np.uint8(0)), directory / mask_path(data, self._sample, label))


def _by_label(values: Mapping[int, object] | None, label_count: int, what: str) -> Iterable[tuple[int, object]]:
    if values is None:
        return ()
    if not isinstance(values, Mapping):
        raise ValueError(f"{what}: expected a dict by label id, got {type(values).__name__}")
    return checks.by_label(values, label_count, what).items()


def _mask(mask: ArrayLike, size: tuple[int, int], what: str) -> np.ndarray:
    """H×W booleans. Raises ValueError where they are not of the picture's size, or none is True."""
    inside = to_array(mask.convert("L") if isinstance(mask, Image.Image) else mask, what) > 0
    if inside.ndim == 3 and 1 in (inside.shape[0], inside.shape[2]):
        inside = inside.reshape([length for length in inside.shape if length != 1] if inside.size > 1 else (1, 1))
    if inside.shape != (size[1], size[0]):
        raise ValueError(f"{what}: shape {inside.shape}; the picture is {size[1]}×{size[0]} (height × width)")
    if not inside.any():
        raise ValueError(f"{what}: nothing is inside; leave the label out")
    return inside


def inside_of(boxes: Iterable[Box], size: tuple[int, int]) -> np.ndarray:
    """H×W booleans, `size` being H×W: what lies inside of boxes of left, top, width and height."""
    inside = np.zeros(size, bool)
    for left, top, width, height in boxes:
        inside[top : top + height, left : left + width] = True
    return inside
