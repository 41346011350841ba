"""The files of a project of ViRelAy: HDF5 files of attributions and of pictures, and folders of pictures.

The format: "Database Specification" and "Project File Format" of the documentation of ViRelAy.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Union

import numpy as np
from PIL import Image

from .mapfile import load_picture

_ROUNDING = 1e-2
"""How far a pixel may lie outside of 0–1 after its normalisation was undone."""


class _Database:
    """An HDF5 file, whose entries are rows of arrays, or arrays in groups by name."""

    def __init__(self, path: Path, main: str) -> None:
        """`main` is the entry that tells how many rows there are. Raises ValueError where there is none, OSError as h5py."""
        import h5py

        self.path = path
        self._file = h5py.File(path, "r")
        if main not in self._file:
            entries = ", ".join(map(repr, self._file)) or "nothing"
            self._file.close()
            raise ValueError(f"{path}: it has no {main!r}, only {entries}")
        self._is_group = isinstance(self._file[main], h5py.Group)
        self._keys = list(self._file[main]) if self._is_group else []
        self._count = len(self._file[main])
        self._indices = self._read_indices()

    def _read_indices(self) -> list[int]:
        """The number of the sample of each row."""
        if "index" not in self._file:
            return list(range(self._count))
        if self._is_group and hasattr(self._file["index"], "keys"):
            return [int(np.asarray(self._file["index"][key]).item()) for key in self._keys]
        return [int(each) for each in np.asarray(self._file["index"])]

    def __len__(self) -> int:
        return self._count

    def index(self, position: int) -> int:
        """The number of the sample of a row."""
        return self._indices[position]

    def _row(self, name: str, position: int) -> np.ndarray:
        if name not in self._file:
            raise ValueError(f"the file has no {name!r}")
        entry = self._file[name]
        return np.asarray(entry[self._keys[position]] if self._is_group else entry[position])

    def _labels(self, position: int) -> list[int]:
        """Label ids: a number, or the marks or weights of all labels that are not 0."""
        found = self._row("label", position)
        if found.size == 1 and found.dtype.kind != "b":
            return [int(found.item())]
        return np.flatnonzero(found).tolist()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self._file.close()


class Attributions(_Database):
    """A file of attributions, each with its prediction and label."""

    def __init__(self, path: Path) -> None:
        """Raises ValueError where the file has no attributions."""
        super().__init__(path, "attribution")

    def __enter__(self) -> Attributions:
        return self

    def attribution(self, position: int) -> np.ndarray:
        """C×H×W numbers."""
        return self._row("attribution", position)

    def prediction(self, position: int) -> np.ndarray:
        """L outputs of the model."""
        return self._row("prediction", position).ravel()

    def labels(self, position: int) -> list[int]:
        """Labels that were attributed."""
        return self._labels(position)


class Hdf5Pictures(_Database):
    """A file of pictures, as the model took them."""

    def __init__(self, path: Path, mean: Sequence[float], std: Sequence[float]) -> None:
        """`mean` and `std` are for each channel, or one for all. Raises ValueError where the file has no pictures."""
        super().__init__(path, "data")
        self._positions = {index: position for position, index in enumerate(self._indices)}
        self._mean, self._std = mean, std

    def __enter__(self) -> Hdf5Pictures:
        return self

    def picture(self, index: int) -> np.ndarray:
        """A picture H×W×C, of bytes or of floats 0–1. Raises ValueError where its values are no such picture."""
        values = self._row("data", self._position(index))
        if values.ndim == 3 and values.shape[0] in (1, 3) and values.shape[2] not in (1, 3):
            values = np.moveaxis(values, 0, 2)
        if values.dtype == np.uint8:
            return values
        pixels = values * np.asarray(self._std, np.float64) + np.asarray(self._mean, np.float64)
        if pixels.min() < -_ROUNDING or pixels.max() > 1 + _ROUNDING:
            raise ValueError(
                f"sample {index}: its values are {values.min():.3g} to {values.max():.3g}, and pixels are 0 to 1; --mean "
                "and --std say how they were normalised: 0.5 and 0.5 for −1 to 1, 0 and 0.00392157 for 0 to 255"
            )
        return np.clip(pixels, 0, 1)

    def labels(self, index: int) -> list[int]:
        """Ground truth of a sample."""
        return self._labels(self._position(index))

    def _position(self, index: int) -> int:
        if index not in self._positions:
            raise ValueError(f"{self.path} has no sample {index}")
        return self._positions[index]


class PictureFiles:
    """A folder of pictures, numbered in the order of their paths, which also tell their labels."""

    def __init__(self, path: Path, options: Mapping[str, Any], word_nets: Mapping[str, int]) -> None:
        """`options` are those of the project's dataset. Raises ValueError where there is no picture."""
        listing = path.with_name(f"{path.name}_paths.txt")
        if listing.exists():
            self._paths = sorted(path.parent / line for line in listing.read_text(encoding="utf-8").splitlines() if line)
        else:
            self._paths = sorted((each for each in path.rglob("*.*") if each.is_file()), key=str)
        if not self._paths:
            raise ValueError(f"{path}: it holds no pictures")
        self._options = options
        self._word_nets = word_nets

    def __enter__(self) -> PictureFiles:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        """There is nothing to be closed."""

    def picture(self, index: int) -> Image.Image:
        """A picture as the model took it. Raises ValueError where it cannot be read, or would have to be padded."""
        path = self._path(index)
        picture = load_picture(path).convert("RGB")
        wanted = (int(self._options["input_width"]), int(self._options["input_height"]))
        is_smaller = picture.width < wanted[0] or picture.height < wanted[1]
        is_larger = picture.width > wanted[0] or picture.height > wanted[1]
        for name, is_needed in (("up_sampling_method", is_smaller), ("down_sampling_method", is_larger)):
            method = self._options.get(name) if is_needed else "none"
            if method == "resize":
                picture = picture.resize(wanted, Image.Resampling.BICUBIC)
            elif method == "center_crop" and picture.width >= wanted[0] and picture.height >= wanted[1]:
                left, top = (picture.width - wanted[0]) // 2, (picture.height - wanted[1]) // 2
                picture = picture.crop((left, top, left + wanted[0], top + wanted[1]))
            elif method != "none":
                size = f"{picture.width}×{picture.height}"
                raise ValueError(f"{path}: {size} made {wanted[0]}×{wanted[1]} by {method!r} is not read")
        return picture

    def labels(self, index: int) -> list[int]:
        """Ground truth of a sample. Raises ValueError where its path does not tell it."""
        path = self._path(index)
        for name, found in (("label_index_regex", None), ("label_word_net_id_regex", self._word_nets)):
            pattern = self._options.get(name)
            match = re.match(pattern, str(path)) if pattern else None
            if match and (found is None or match[1] in found):
                return [int(match[1]) if found is None else found[match[1]]]
        raise ValueError(f"{path}: neither label_index_regex nor label_word_net_id_regex tells its label")

    def _path(self, index: int) -> Path:
        if not 0 <= index < len(self._paths):
            raise ValueError(f"there are {len(self._paths)} pictures, and none of the number {index}")
        return self._paths[index]


Pictures = Union[Hdf5Pictures, PictureFiles]
"""The samples of a project, whatever they are stored in."""
