"""Which file of a folder is the attribution of which explainer for which picture and label."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath, PureWindowsPath

import numpy as np
from PIL import Image

from .arrays import ArrayLike
from .table import label_id

_READABLE = {".npy", ".npz", ".png"}
_OTHER_ARRAYS = {".pt", ".pth", ".pkl", ".pickle", ".mat", ".h5", ".hdf5", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"}

_LAYOUTS = ("E/I", "E/I/L", "E/I_L", "E/L/I", "I/E", "I/E/L", "I/L/E", "I/E_L", "I_E", "I", "I/L", "I_L")
"""Paths without their suffix: E an explainer, I a picture's path, L a label. Without E, the folder is the explainer."""

_SEPARATORS = "_-."
_MAX_LISTED = 5
_MAX_OUTER = 2
"""Folders around all maps that are looked through."""


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
        """Explainer, label and array of each attribution; `top` is the most probable label. Raises ValueError, OSError."""
        label = top if self.label is None else self.label
        suffix = self.path.suffix.lower()
        if suffix == ".png":
            with Image.open(self.path) as picture:
                picture.load()
                yield self.explainer, label, picture
        elif suffix == ".npy":
            yield self.explainer, label, np.load(self.path, allow_pickle=False)
        else:
            with np.load(self.path, allow_pickle=False) as arrays:
                for key, explainer, number in self._keys(arrays.files, names, label):
                    yield explainer, number, arrays[key]

    def explainers(self, names: Sequence[str]) -> list[str]:
        """Names of the explainers whose attributions the file has."""
        if self.path.suffix.lower() != ".npz":
            return [self.explainer]
        try:
            with np.load(self.path, allow_pickle=False) as arrays:
                return [explainer for _, explainer, _ in self._keys(arrays.files, names, 0)]
        except (ValueError, OSError, EOFError) as error:
            raise ValueError(f"{self.path}: {error}") from error

    def _keys(self, keys: Sequence[str], names: Sequence[str], label: int) -> Iterator[tuple[str, str, int]]:
        """Name, explainer and label of each array of an npz."""
        if len(keys) == 1 and (self.label is not None or keys == ["arr_0"]):
            yield keys[0], self.explainer, label
            return
        if self.label is not None:
            raise ValueError(f"{len(keys)} arrays for one label: {', '.join(keys)}")
        if self.may_name_explainers and not any(_label_or_none(key, names) is not None for key in keys):
            yield from ((key, key, label) for key in keys)
            return
        for key in keys:
            yield key, self.explainer, label_id(key, names, "array")


def find_maps(
    folder: Path, images: Path, pictures: Mapping[str, Path], names: Sequence[str]
) -> tuple[list[str], dict[str, list[MapFile]]]:
    """The explainers of a folder of attributions, and its files by picture as the table names it.

    Files are npy, npz and png. All have one of the layouts EXPLAINER/IMAGE, EXPLAINER/IMAGE/LABEL, EXPLAINER/IMAGE_LABEL and
    EXPLAINER/LABEL/IMAGE, or the same with IMAGE before EXPLAINER, or without EXPLAINER, which is the name of the folder then.
    There may be folders around all of them. IMAGE is the path of the picture, with or without its suffix, or its name alone
    where no other has it.

    Raises ValueError where files match nothing, listing them, or where more than one layout fits and they differ.
    """
    if not folder.is_dir():
        raise ValueError(f"{folder}: there is no such folder of maps")
    files = _files(folder, images, pictures)
    variants = _variants(images, pictures)
    parts = {path: (*path.relative_to(folder).parts[:-1], path.name[: -len(path.suffix)]) for path in files}
    best: list[MapFile] = []
    for outer in range(_MAX_OUTER + 1):
        if len({each[:outer] for each in parts.values()}) != 1 or any(len(each) <= outer for each in parts.values()):
            break
        root = folder.joinpath(*next(iter(parts.values()))[:outer])
        readings: list[list[MapFile]] = []
        for layout in _LAYOUTS:
            parser = _Parser(layout, root.absolute().name, variants, names)
            found = [each for path in files for each in [parser.parse(path, parts[path][outer:])] if each is not None]
            best = max(best, found, key=len)
            if len(found) == len(files):
                readings.append(found)
        if readings:
            return _result(root, readings, names)
    matched = {each.path for each in best}
    unmatched = [str(path) for path in files if path not in matched]
    raise ValueError(
        f"{folder}: {len(unmatched)} of {len(files)} files match no picture of the table: {_listed(unmatched)}; "
        f"expected EXPLAINER/IMAGE.npy, as {folder / 'EXPLAINER' / PurePath(next(iter(pictures))).with_suffix('.npy')}"
    )


def _result(root: Path, readings: list[list[MapFile]], names: Sequence[str]) -> tuple[list[str], dict[str, list[MapFile]]]:
    # Of readings of the same pictures, one that finds labels in the paths is the more exact.
    readings = sorted(readings, key=lambda reading: -sum(each.label is not None for each in reading))
    found = readings[0]
    for one, two in ((one, two) for other in readings[1:] for one, two in zip(found, other)):
        if one.image != two.image or (one.label == two.label and one.explainer != two.explainer):
            raise ValueError(
                f"{one.path} may be the map of {one.explainer!r} for {one.image}, or of {two.explainer!r} for {two.image}; "
                "write EXPLAINER/IMAGE.npz with an array for each label"
            )
    explainers = dict.fromkeys(name for each in found for name in each.explainers(names))
    by_image: dict[str, list[MapFile]] = {}
    for each in found:
        by_image.setdefault(each.image, []).append(each)
    if all(each.path.relative_to(root).parts[0] == each.explainer for each in found):
        # An explainer whose folder is empty has no maps.
        explainers.update(
            dict.fromkeys(each.name for each in root.iterdir() if each.is_dir() and not each.name.startswith("."))
        )
    return sorted(explainers), by_image


def _files(folder: Path, images: Path, pictures: Mapping[str, Path]) -> list[Path]:
    originals = {path.resolve() for path in pictures.values()}
    others = images.resolve() if folder.resolve() in images.resolve().parents else None
    files: list[Path] = []
    foreign: list[str] = []
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder).parts
        if not path.is_file() or any(part.startswith((".", "__MACOSX")) for part in inner):
            continue
        place = path.resolve()
        if place in originals or (others is not None and others in place.parents):
            continue
        if path.suffix.lower() in _READABLE:
            files.append(path)
        elif path.suffix.lower() in _OTHER_ARRAYS:
            foreign.append(str(path))
    if foreign:
        raise ValueError(f"{folder}: {_listed(foreign)} cannot be read; save attributions with np.save, as npy")
    if not files:
        inside = [path.name for path in sorted(folder.iterdir())]
        raise ValueError(f"{folder}: holds no maps (npy, npz or png); in it: {_listed(inside) if inside else 'nothing'}")
    return files


def _listed(paths: list[str]) -> str:
    more = len(paths) - _MAX_LISTED
    return ", ".join(paths[:_MAX_LISTED]) + (f" and {more} more" if more > 0 else "")


def _variants(images: Path, pictures: Mapping[str, Path]) -> dict[tuple[str, ...], str]:
    """The parts of paths that name a picture; those that would name two are omitted."""
    claims: dict[tuple[str, ...], dict[str, None]] = {}
    root = images.absolute()
    for image, path in pictures.items():
        place = path.absolute()
        relative = place.relative_to(root) if root in place.parents else PurePath(place.name)
        written = PureWindowsPath(image) if "\\" in image else PurePath(image)
        for form in (relative, PurePath(root.name) / relative, PurePath(*written.parts), PurePath(place.name)):
            for parts in (form.parts, form.with_suffix("").parts):
                claims.setdefault(tuple(part for part in parts if part not in (".", "/")), {})[image] = None
    return {parts: next(iter(images)) for parts, images in claims.items() if len(images) == 1}


def _label_or_none(text: str, names: Sequence[str]) -> int | None:
    try:
        return label_id(text, names, "")
    except ValueError:
        return None


class _Parser:
    """Reads paths of one layout."""

    def __init__(self, layout: str, folder: str, variants: Mapping[tuple[str, ...], str], names: Sequence[str]) -> None:
        self._layout = layout
        self._kinds = layout.replace("/", "").replace("_", "")
        self._folder = folder
        self._variants = variants
        self._names = names

    def parse(self, path: Path, parts: tuple[str, ...]) -> MapFile | None:
        """The file at `path`, of which `parts` are the path without its suffix; None where it is of another layout."""
        for split in self._splits(parts):
            found = MapFile(path, self._folder, "", None, may_name_explainers="E" not in self._kinds)
            for kind, value in zip(self._kinds, split):
                if kind == "I":
                    image = self._variants.get(value if isinstance(value, tuple) else (value,))
                    found = None if image is None else replace(found, image=image)
                elif kind == "L":
                    label = _label_or_none(str(value), self._names)
                    found = None if label is None else replace(found, label=label)
                elif self._kinds[0] != "E" and _label_or_none(str(value), self._names) is not None:
                    found = None  # behind a picture, a label is rather meant
                else:
                    found = replace(found, explainer=str(value))
                if found is None:
                    break
            if found is not None:
                return found
        return None

    def _splits(self, parts: tuple[str, ...]) -> Iterator[list[str | tuple[str, ...]]]:
        """How path parts may be shared out to the kinds of the layout, that of the longest picture's path first."""
        steps = self._layout.split("/")
        length = len(parts) - len(steps) + 1
        if length < 1:
            return
        place = next(index for index, step in enumerate(steps) if "I" in step)
        shares = [
            *parts[:place],
            parts[place : place + length],
            *parts[place + length :],
        ]
        options = [self._share(step, share) for step, share in zip(steps, shares)]
        for each in itertools.product(*options):
            yield [value for values in each for value in values]

    def _share(self, step: str, share: str | tuple[str, ...]) -> list[list[str | tuple[str, ...]]]:
        if "_" not in step:
            return [[share]]
        head, last = (share[:-1], share[-1]) if isinstance(share, tuple) else ((), share)
        cuts = [place for place in range(len(last) - 2, 0, -1) if last[place] in _SEPARATORS]
        return [[(*head, last[:cut]) if isinstance(share, tuple) else last[:cut], last[cut + 1 :]] for cut in cuts]
