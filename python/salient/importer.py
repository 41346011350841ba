"""`python -m salient import`: a folder of pictures, attributions and a table of predictions, as a job."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PureWindowsPath

from .contents import DEFAULT_THRESHOLD
from .job import ExplainJob
from .leftovers import check_no_job, removed_on_failure
from .mapfile import MapFile, load_picture
from .mapfiles import find_maps
from .sample import Sample
from .table import label_id, names_in_table, read_names, read_table


def import_job(
    directory: Path,
    *,
    images: Path,
    predictions: Path,
    maps: Path | None = None,
    labels: Path | None = None,
    threshold: float = DEFAULT_THRESHOLD,
) -> int:
    """Writes a job of files, and returns the number of its samples. An import that fails leaves nothing behind.

    Args:
        directory: where the job is written; it must not hold one.
        images: the folder of the pictures.
        predictions: a CSV with a header and a row for each picture and label: `image`, its path inside of `images`, or an
            absolute one; `label`, a name or id; `probability`, 0–1; and optionally `truth`, 1 where the label is ground truth.
        maps: a folder of attributions, in one of the layouts that `find_maps` takes.
        labels: a text file with a name per line, the first of label 0; by default the labels of the table in order.
        threshold: the probability from which on a label counts as predicted.

    Raises:
        ValueError: that names the file, and the line or label, where something is wrong.
        OSError: where a file cannot be read.
    """
    check_no_job(directory)
    rows = read_table(predictions)
    in_table = dict.fromkeys(label for row in rows.values() for label in row.probabilities)
    label_names = names_in_table(in_table, predictions) if labels is None else read_names(labels)
    ids = {label: label_id(label, label_names, str(predictions)) for label in in_table}
    for image, row in rows.items():
        if len({ids[label] for label in row.probabilities}) < len(row.probabilities):
            raise ValueError(f"{predictions}, {image}: a label comes twice, by its name and by its id")
    try:
        pictures = {image: _picture(images, image) for image in rows}
    except ValueError as error:
        raise ValueError(f"{predictions}: {error}") from error
    _check_once(predictions, pictures)
    explainers, found = ([], {}) if maps is None else find_maps(maps, images, pictures, label_names)

    names_of_job = {"labels": label_names, "explainers": explainers, "threshold": threshold}
    with removed_on_failure(directory), ExplainJob(directory, **names_of_job) as job:
        for image, row in rows.items():
            try:
                sample = job.add_sample(
                    load_picture(pictures[image]),
                    ground_truth=dict.fromkeys(ids[label] for label in row.truth).keys(),
                    probabilities={ids[label]: value for label, value in row.probabilities.items()},
                )
            except ValueError as error:
                raise ValueError(f"{predictions}, {image}: {error}") from error
            top = max(row.probabilities, key=lambda label: row.probabilities[label])
            _add_maps(sample, found.get(image, ()), label_names, ids[top])
    return len(rows)


def _picture(images: Path, image: str) -> Path:
    """The file of a picture, in the folder or, where the table names the folder too, beside it; a suffix may be missing.

    Raises ValueError where it may be one of several files, FileNotFoundError where there is none.
    """
    relative = Path(*PureWindowsPath(image).parts) if "\\" in image and not (images / image).exists() else Path(image)
    places = (images / relative, images.absolute().parent / relative)
    if relative.parts[:1] == (images.absolute().name,) and all(path.is_file() for path in places):
        raise ValueError(f"{image} may be {places[0]} or {places[1]}; write the path from {images} on, or an absolute one")
    for path in places:
        if path.is_file():
            return path
        same = sorted(each for each in path.parent.glob(f"{_escaped(path.name)}.*") if each.is_file()) if path.name else []
        if len(same) == 1:
            return same[0]
        if same:
            raise ValueError(f"{image} may be {' or '.join(each.name for each in same)} in {path.parent}; write the suffix too")
    below = sorted(path.relative_to(images) for path in images.rglob("*") if relative.name in (path.name, path.stem))
    if below and relative.name:
        raise ValueError(f"{image} is not in {images}, but below it is {' and '.join(map(str, below[:2]))}; write the path")
    raise FileNotFoundError(2, "No such file", str(images / relative))


def _check_once(table: Path, pictures: Mapping[str, Path]) -> None:
    """Raises ValueError where a table names one file in two ways."""
    named: dict[Path, str] = {}
    for image, path in pictures.items():
        other = named.setdefault(path.resolve(), image)
        if other != image:
            raise ValueError(f"{table}: {other} and {image} are the same picture; write it one way")


def _escaped(name: str) -> str:
    return "".join(f"[{each}]" if each in "*?[" else each for each in name)


def _add_maps(sample: Sample, files: Sequence[MapFile], label_names: list[str], top: int) -> None:
    sources: dict[tuple[str, int], Path] = {}
    for file in files:
        try:
            for explainer, label, attribution in file.attributions(label_names, top):
                other = sources.setdefault((explainer, label), file.path)
                if other != file.path:
                    raise ValueError(f"{other} is a map of {explainer!r} for label {label} of the same picture too")
                sample.add_map(explainer, label, attribution)
        except ValueError as error:
            raise ValueError(f"{file.path}: {error}") from error
