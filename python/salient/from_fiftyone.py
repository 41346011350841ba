"""`python -m salient from-fiftyone`: a data set that FiftyOne has exported, as a job.

Reads directories of `fiftyone.types.FiftyOneDataset`, as FiftyOne and `to-fiftyone` write them: samples.json and metadata.json
in MongoDB's extended JSON. FiftyOne itself is not needed.
"""

from __future__ import annotations

import base64
import io
import json
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from .arrays import ArrayLike
from .contents import DEFAULT_THRESHOLD
from .job import ExplainJob
from .leftovers import check_no_job, removed_on_failure
from .mapfile import load_picture
from .table import label_id
from .to_fiftyone import GROUND_TRUTH, INFO, PREDICTION, PROBABILITIES, SAMPLE_ID

_PREDICTIONS = (PROBABILITIES, "predictions", PREDICTION)
"""Fields that hold the model's prediction where none is named, the first that there is."""


class _Heatmap(NamedTuple):
    explainer: str
    field: str
    document: Mapping[str, Any]


def from_fiftyone(
    directory: Path,
    data_set: Path,
    *,
    ground_truth: str | None = None,
    prediction: str | None = None,
    threshold: float | None = None,
    unknown: float | None = None,
) -> int:
    """Writes a job of a data set, and returns the number of its samples. One that fails leaves nothing behind.

    Pictures, classifications and heatmaps are taken. The confidence of a classification is the probability of its label;
    those of all labels are the softmax of its `logits`, where it has them. A heatmap is a map of the explainer and label that
    its attributes `explainer` and `label` name; without them, of an explainer with the name of its field, for the label that
    is predicted.

    Args:
        directory: where the job is written; it must not hold one.
        data_set: the directory of the exported data set.
        ground_truth: the field of ground truth; `ground_truth` by default.
        prediction: the field of predictions; by default the first of `probabilities`, `predictions` and `prediction`.
        threshold: the probability from which on a label counts as predicted; by default that of the job that the data set was
            made of, or 0.5.
        unknown: the probability of ground truth labels of which the data set has none; without it they are an error.

    Raises:
        ValueError: that names the file and sample, where something is wrong.
        OSError: where a file cannot be read.
    """
    check_no_job(directory)
    metadata = _read_json(data_set / "metadata.json")
    samples = _read_json(data_set / "samples.json").get("samples", [])
    if not samples:
        raise ValueError(f"{data_set / 'samples.json'}: there is no sample")
    if metadata.get("media_type", "image") != "image":
        raise ValueError(f"{data_set}: its media are of the type {metadata['media_type']!r}, and not pictures")
    truth_field = _field(samples, ground_truth, (GROUND_TRUTH,))
    prediction_field = _field(samples, prediction, _PREDICTIONS)
    labels = _classes(metadata, samples, [each for each in (truth_field, prediction_field) if each])
    own = _own(metadata)
    heatmaps = [_heatmaps(sample) for sample in samples]
    explainers = list(dict.fromkeys([*own.get("explainers", []), *(each.explainer for found in heatmaps for each in found)]))
    reader = _Reader(data_set, labels, truth_field, prediction_field, unknown)
    known = own.get("threshold", DEFAULT_THRESHOLD) if threshold is None else threshold
    names = {"labels": labels, "explainers": explainers, "threshold": known}
    has_ids = all(isinstance(_number(sample.get(SAMPLE_ID)), int) for sample in samples)
    with removed_on_failure(directory), ExplainJob(directory, **names) as job:
        for number, (sample, found) in enumerate(zip(samples, heatmaps)):
            what = f"{data_set / 'samples.json'}, {sample.get('filepath')}"
            try:
                reader.add(job, sample, found, _number(sample[SAMPLE_ID]) if has_ids else number)
            except ValueError as error:
                raise ValueError(f"{what}: {error}") from error
    return len(samples)


class _Reader:
    """Reads the samples of a data set."""

    def __init__(
        self, data_set: Path, labels: list[str], truth: str | None, prediction: str | None, unknown: float | None
    ) -> None:
        self._data_set = data_set
        self._labels = labels
        self._truth = truth
        self._prediction = prediction
        self._unknown = unknown

    def add(self, job: ExplainJob, sample: Mapping[str, Any], heatmaps: Sequence[_Heatmap], id: int) -> None:
        """Adds a sample with its maps. Raises ValueError."""
        truths = [self._label(each) for each in _classifications(sample, self._truth)]
        probabilities = self._probabilities(sample)
        for label in truths:
            if label not in probabilities:
                if self._unknown is None:
                    raise ValueError(
                        f"there is no probability of its ground truth, {self._labels[label]!r}: the prediction needs logits; "
                        "--unknown PROBABILITY records this one for all such labels"
                    )
                probabilities[label] = self._unknown
        added = job.add_sample(
            load_picture(self._data_set / sample["filepath"]),
            ground_truth=dict.fromkeys(truths).keys(),
            probabilities=probabilities,
            id=id,
        )
        top = max(probabilities, key=lambda label: probabilities[label], default=None)
        for heatmap in heatmaps:
            document = heatmap.document
            label = self._label(document) if document.get("label") is not None else top
            if label is None:
                raise ValueError(f"{heatmap.field}: neither it nor a prediction says of which label it is a map")
            try:
                values = _values(document, self._data_set)
            except (OSError, ValueError, KeyError, zlib.error) as error:
                raise ValueError(f"{heatmap.field}: its map cannot be read, {error}") from error
            added.add_map(heatmap.explainer, label, values, signed=document.get("signed"))

    def _label(self, document: Mapping[str, Any]) -> int:
        own = _number(document.get("label_id"))
        name = document.get("label")
        if isinstance(own, int) and 0 <= own < len(self._labels) and self._labels[own] == name:
            return own
        return label_id(str(name), self._labels, "label")

    def _probabilities(self, sample: Mapping[str, Any]) -> dict[int, float]:
        found: dict[int, float] = {}
        for each in _classifications(sample, self._prediction):
            if each.get("logits") is not None:
                logits = np.asarray(_array(each["logits"]), np.float64).ravel()
                if len(logits) != len(self._labels):
                    raise ValueError(f"{self._prediction}: {len(logits)} logits for {len(self._labels)} classes")
                powers = np.exp(logits - logits.max())
                return dict(enumerate((powers / powers.sum()).tolist()))
            if each.get("confidence") is not None:
                found[self._label(each)] = _number(each["confidence"])
        return found


def _read_json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error
    except FileNotFoundError:
        raise FileNotFoundError(2, "No such file; export with dataset_type=fiftyone.types.FiftyOneDataset", str(path)) from None
    if not isinstance(found, dict):
        raise ValueError(f"{path}: it holds no object")
    return found


def _field(samples: Sequence[Mapping[str, Any]], wanted: str | None, usual: Sequence[str]) -> str | None:
    """The name of a field of classifications. Raises ValueError where one is asked for that there is not."""
    there = {name: None for sample in samples for name in sample if _is_classified(sample[name])}
    if wanted is None:
        return next((name for name in usual if name in there), None)
    if wanted not in there:
        raise ValueError(f"there is no field of classifications {wanted!r}; there are {', '.join(map(repr, there)) or 'none'}")
    return wanted


def _is_classified(value: object) -> bool:
    return isinstance(value, dict) and value.get("_cls") in ("Classification", "Classifications")


def _classifications(sample: Mapping[str, Any], field: str | None) -> list[Mapping[str, Any]]:
    document = sample.get(field or "")
    if not document:
        return []
    return list(document.get("classifications") or []) if document["_cls"] == "Classifications" else [document]


def _classes(metadata: Mapping[str, Any], samples: Sequence[Mapping[str, Any]], fields: Sequence[str]) -> list[str]:
    """The names of the labels: as the data set lists them, or those of its classifications in their order."""
    info = metadata.get("info") or {}
    by_field = metadata.get("classes") or {}
    of_fields = [by_field[field] for field in fields if isinstance(by_field, dict) and field in by_field]
    for found in (*of_fields, metadata.get("default_classes"), info.get("default_classes"), info.get("classes")):
        if isinstance(found, list) and found:
            return [str(each) for each in found]
    return list(
        dict.fromkeys(str(each["label"]) for sample in samples for field in fields for each in _classifications(sample, field))
    )


def _own(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """What `to-fiftyone` has noted of the job."""
    found = (metadata.get("info") or {}).get(INFO)
    return found if isinstance(found, dict) else {}


def _heatmaps(sample: Mapping[str, Any]) -> list[_Heatmap]:
    return [
        _Heatmap(str(value.get("explainer") or field), field, value)
        for field, value in sample.items()
        if isinstance(value, dict) and value.get("_cls") == "Heatmap"
    ]


def _values(document: Mapping[str, Any], data_set: Path) -> ArrayLike:
    """The attributions of a heatmap: its own numbers or, where the range of the attributions is noted, those of its levels."""
    if document.get("map") is not None:
        array = _array(document["map"])
    else:
        picture = load_picture(data_set / document["map_path"])
        array = np.asarray(picture if picture.mode in ("L", "I", "I;16", "F") else picture.convert("L"))
    low, high = _number(document.get("minimum")), _number(document.get("maximum"))
    if low is None or high is None:
        return array.astype(np.float64)
    return low + array / 255 * (high - low)


def _array(value: Any) -> np.ndarray:  # noqa: ANN401, JSON
    """A list of numbers, or an array as FiftyOne serialises it: as `numpy.save` writes it, compressed by zlib, in base64."""
    if isinstance(value, list):
        return np.array([_number(each) for each in value], np.float64)
    if isinstance(value, dict):
        binary = value.get("$binary", "")
        value = binary.get("base64", "") if isinstance(binary, dict) else binary
    return np.load(io.BytesIO(zlib.decompress(base64.b64decode(value))), allow_pickle=False)


def _number(value: Any) -> Any:  # noqa: ANN401, JSON
    """A number of extended JSON, which may be written as {"$numberInt": "7"}."""
    if not isinstance(value, dict):
        return value
    ((kind, text),) = value.items() if len(value) == 1 else ((None, None),)
    return int(text) if kind in ("$numberInt", "$numberLong") else float(text) if kind == "$numberDouble" else None
