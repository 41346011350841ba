"""Which file of a folder is the attribution of which explainer for which picture and label."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePath, PureWindowsPath

from .layouts import LAYOUTS, Parser
from .mapfile import MapFile

_READABLE = {".npy", ".npz", ".png"}
_OTHER_ARRAYS = {".pt", ".pth", ".pkl", ".pickle", ".mat", ".h5", ".hdf5", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"}

_MAX_LISTED = 5
_MAX_OUTER = 2
"""Folders around all maps that are looked through."""


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
    variants = _variants(images, pictures)
    files = _files(folder, images, pictures, variants)
    parts = {path: (*path.relative_to(folder).parts[:-1], path.name[: -len(path.suffix)]) for path in files}
    best: list[MapFile] = []
    for outer in range(_MAX_OUTER + 1):
        if len({each[:outer] for each in parts.values()}) != 1 or any(len(each) <= outer for each in parts.values()):
            break
        root = folder.joinpath(*next(iter(parts.values()))[:outer])
        readings: list[list[MapFile]] = []
        suffixes: set[str] = set()
        for layout in LAYOUTS:
            parser = Parser(layout, root.absolute().name, variants, names)
            found = [each for path in files for each in [parser.parse(path, parts[path][outer:])] if each is not None]
            best = max(best, found, key=len)
            if len(found) == len(files):
                readings.append(found)
                if layout in ("I_E", "I/E_L"):
                    suffixes = {each.explainer for each in found}
        if len(suffixes) == 1 and outer > 0 and len(readings) == 1:
            raise ValueError(
                f"{folder}: the explainer may be {root.name!r}, or {suffixes.pop()!r} as the names of files say; "
                "write EXPLAINER/IMAGE.npy"
            )
        if readings:
            return _result(root, readings, names)
    matched = {each.path for each in best}
    unmatched = [str(path) for path in files if path not in matched]
    for path in files if unmatched else ():
        several = _claims(images, pictures).get((path.stem,), {})
        if path not in matched and len(several) > 1:
            raise ValueError(
                f"{folder}: {path} may be a map of {' or of '.join(several)}; write the folders of the pictures too, as "
                f"{folder / 'EXPLAINER' / PurePath(next(iter(several))).with_suffix(path.suffix)}"
            )
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


def _walk(folder: Path, above: frozenset[Path] = frozenset()) -> Iterator[Path]:
    """Every file below a folder, through links to folders too, unless one leads back to a folder around it."""
    place = folder.resolve()
    if place in above:
        return
    for entry in sorted(os.scandir(folder), key=lambda each: each.name):
        if entry.is_dir():
            yield from _walk(folder / entry.name, above | {place})
        elif entry.is_file():
            yield folder / entry.name


def _files(folder: Path, images: Path, pictures: Mapping[str, Path], variants: Mapping[tuple[str, ...], str]) -> list[Path]:
    originals = {path.resolve() for path in pictures.values()}
    others = images.resolve() if folder.resolve() in images.resolve().parents else None
    files: list[Path] = []
    foreign: list[str] = []
    for path in _walk(folder):
        inner = path.relative_to(folder).parts
        if any(part.startswith((".", "__MACOSX")) for part in inner):
            continue
        place = path.resolve()
        if place in originals or (others is not None and others in place.parents):
            continue
        if path.suffix.lower() in _READABLE:
            files.append(path)
        elif path.suffix.lower() in _OTHER_ARRAYS or (path.stem,) in variants:
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
    claims = _claims(images, pictures)
    return {parts: next(iter(images)) for parts, images in claims.items() if len(images) == 1}


def _claims(images: Path, pictures: Mapping[str, Path]) -> dict[tuple[str, ...], dict[str, None]]:
    """The pictures that parts of a path may name, in order."""
    claims: dict[tuple[str, ...], dict[str, None]] = {}
    root = images.absolute()
    for image, path in pictures.items():
        place = path.absolute()
        relative = place.relative_to(root) if root in place.parents else PurePath(place.name)
        written = PureWindowsPath(image) if "\\" in image else PurePath(image)
        for form in (relative, PurePath(root.name) / relative, PurePath(*written.parts), PurePath(place.name)):
            for parts in (form.parts, form.with_suffix("").parts):
                claims.setdefault(tuple(part for part in parts if part not in (".", "/")), {})[image] = None
    return claims
