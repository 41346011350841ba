"""One file of attributions: npy, npz or png."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from .arrays import ArrayLike
from .table import label_id, label_or_none

_COLOURS = (1, 3)
"""Lengths of an axis that is that of colours, however many labels there are."""


@dataclass(frozen=True)
class MapFile:
    """A file of attributions."""

    path: Path
    explainer: str
    image: str
    label: int | None
    """None where the path does not name it: that of an npz are its arrays' names, otherwise the most probable one."""
    may_name_explainers: bool = False
    """Whether arrays of an npz may be those of explainers, because its path names none."""

    def attributions(self, names: Sequence[str], top: int) -> Iterator[tuple[str, int, ArrayLike]]:
        """Explainer, label and array of each attribution; `top` is the most probable label. Raises ValueError."""
        label = top if self.label is None else self.label
        with _as_value_errors():
            if self.path.suffix.lower() == ".png":
                yield self.explainer, label, load_picture(self.path)
                return
            loaded = np.load(self.path, allow_pickle=False)
            if isinstance(loaded, np.ndarray):
                yield self.explainer, label, _of_one_label(loaded, len(names))
                return
            with loaded as arrays:
                for key, explainer, number in self._keys(arrays.files, names, label):
                    yield explainer, number, arrays[key]

    def explainers(self, names: Sequence[str]) -> list[str]:
        """Names of the explainers whose attributions the file has. Raises ValueError that names the file."""
        if not zipfile.is_zipfile(self.path):
            return [self.explainer]
        try:
            with _as_value_errors(), np.load(self.path, allow_pickle=False) as arrays:
                return [explainer for _, explainer, _ in self._keys(arrays.files, names, 0)]
        except ValueError as error:
            raise ValueError(f"{self.path}: {error}") from error

    def _keys(self, keys: Sequence[str], names: Sequence[str], label: int) -> Iterator[tuple[str, str, int]]:
        """Name, explainer and label of each array of an npz."""
        if len(keys) == 1 and (self.label is not None or keys == ["arr_0"]):
            yield keys[0], self.explainer, label
            return
        if self.label is not None:
            raise ValueError(f"{len(keys)} arrays for one label: {', '.join(keys)}")
        if len(keys) > 1 and all(re.fullmatch(r"arr_\d+", key) for key in keys):
            raise ValueError(f"the arrays {', '.join(keys)} have no names; write np.savez(path, **{{label: array, …}})")
        if self.may_name_explainers and not any(label_or_none(key, names) is not None for key in keys):
            yield from ((key, key, label) for key in keys)
            return
        for key in keys:
            yield key, self.explainer, label_id(key, names, "array")


@contextmanager
def _as_value_errors() -> Iterator[None]:
    """Whatever a broken file makes its decoder raise, as a ValueError."""
    try:
        yield
    except ValueError as error:
        if "allow_pickle" not in str(error):
            raise
        raise ValueError("holds no array of numbers as numpy saves it; write np.save(path, array.astype(float))") from error
    except Exception as error:
        raise ValueError(f"cannot be read, {error}") from error


def load_picture(path: Path) -> Image.Image:
    """The picture of a file, with its pixels. Raises ValueError where it cannot be read."""
    with _as_value_errors(), Image.open(path) as picture:
        picture.load()
        return picture


def _of_one_label(array: np.ndarray, label_count: int) -> np.ndarray:
    """The array; raises ValueError where its first axis seems to be that of labels, and not of colours."""
    shape = array.shape[1:] if array.ndim == 4 and len(array) == 1 else array.shape
    if len(shape) == 3 and shape[0] == label_count and label_count not in _COLOURS and shape[1:] != (1, 1):
        raise ValueError(
            f"shape {array.shape} may be a map for each of the {label_count} labels; "
            "write np.savez(path, **{label: array, …}), or the array of one label"
        )
    return array
