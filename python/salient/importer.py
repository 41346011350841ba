"""`python -m salient import`: a folder of pictures, attributions and a table of predictions, as a job."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

from .contents import DEFAULT_THRESHOLD
from .job import ExplainJob
from .sample import Sample

_COLUMNS = {"image", "label", "probability"}
_TRUE, _FALSE = {"1", "true", "yes"}, {"0", "false", "no", ""}


@dataclass
class _Row:
    """What the table says of one picture. Labels are as the table writes them."""

    probabilities: dict[str, float] = field(default_factory=dict)
    truth: list[str] = field(default_factory=list)


def import_job(
    directory: Path,
    *,
    images: Path,
    predictions: Path,
    maps: Path | None = None,
    labels: Path | None = None,
    threshold: float = DEFAULT_THRESHOLD,
) -> int:
    """Writes a job of files, and returns the number of its samples.

    Args:
        directory: where the job is written; it may not hold one.
        images: the folder of the pictures.
        predictions: a CSV with a header and a row for each picture and label: `image`, its path inside of `images`; `label`,
            a name or id; `probability`, 0–1; and optionally `truth`, 1 where the label is ground truth.
        maps: a folder with a folder for each explainer, in which attributions stand under the paths of the pictures:
            `cats/1.npz`, with an array for each label, or `cats/1.npy`, an array for the most probable label.
        labels: a text file with a name a line, the first of label 0; left out, the labels of the table in order.
        threshold: the probability from which on a label counts as predicted.

    Raises:
        ValueError: that names the file, and the line or label, where something is not so.
        OSError: where a file cannot be read.
    """
    rows = _read_table(predictions)
    in_table = dict.fromkeys(label for row in rows.values() for label in row.probabilities)
    names = list(in_table) if labels is None else labels.read_text(encoding="utf-8").splitlines()
    ids = {label: _label_id(label, names, predictions) for label in in_table}
    explainers = [] if maps is None else sorted(path.name for path in maps.iterdir() if path.is_dir())

    with ExplainJob(directory, labels=names, explainers=explainers, threshold=threshold) as job:
        for image, row in rows.items():
            try:
                with Image.open(images / image) as picture:
                    sample = job.add_sample(
                        picture,
                        ground_truth=[ids[label] for label in row.truth],
                        probabilities={ids[label]: value for label, value in row.probabilities.items()},
                    )
            except ValueError as error:
                raise ValueError(f"{predictions}, {image}: {error}") from error
            if maps is not None:
                top = max(row.probabilities, key=lambda label: row.probabilities[label])
                for explainer in explainers:
                    _add_maps(sample, explainer, (maps / explainer / image).with_suffix(""), names, ids[top])
    return len(rows)


def _read_table(path: Path) -> dict[str, _Row]:
    rows: dict[str, _Row] = {}
    with open(path, encoding="utf-8-sig", newline="") as stream:
        table = csv.DictReader(stream)
        missing = _COLUMNS - set(table.fieldnames or ())
        if missing:
            raise ValueError(f"{path}: the header lacks {', '.join(sorted(missing))}")
        for entry in table:
            try:
                _add_entry(rows, entry)
            except ValueError as error:
                raise ValueError(f"{path}, line {table.line_num}: {error}") from error
    if not rows:
        raise ValueError(f"{path}: there is no row")
    return rows


def _add_entry(rows: dict[str, _Row], entry: dict[str, str | None]) -> None:
    image, label, probability = (entry[column] or "" for column in ("image", "label", "probability"))
    if not image or not label:
        raise ValueError("image or label is empty")
    truth = (entry.get("truth") or "").strip().lower()
    if truth not in _TRUE | _FALSE:
        raise ValueError(f"truth is {truth!r}, not 1 or 0")
    row = rows.setdefault(image, _Row())
    if label in row.probabilities:
        raise ValueError(f"{image} has label {label} twice")
    row.probabilities[label] = float(probability)
    if truth in _TRUE:
        row.truth.append(label)


def _label_id(label: str, names: list[str], source: Path) -> int:
    """A label by its name or, where none has that name, by its id."""
    if label in names:
        return names.index(label)
    if label.isdecimal() and int(label) < len(names):
        return int(label)
    raise ValueError(f"{source}: {label!r} is neither the name nor the id of a label")


def _add_maps(sample: Sample, explainer: str, stem: Path, names: list[str], top: int) -> None:
    for path, label, attribution in _attributions(stem, names, top):
        try:
            sample.add_map(explainer, label, attribution)
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from error


def _attributions(stem: Path, names: list[str], top: int) -> Iterator[tuple[Path, int, np.ndarray]]:
    single, several = (stem.with_name(stem.name + ending) for ending in (".npy", ".npz"))
    if single.exists():
        yield single, top, np.load(single, allow_pickle=False)
    if several.exists():
        with np.load(several, allow_pickle=False) as arrays:
            for label in arrays.files:
                yield several, _label_id(label, names, several), arrays[label]
