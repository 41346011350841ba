"""`python -m salient to-fiftyone`: a job as a data set that FiftyOne opens.

The format is that of `fiftyone.types.FiftyOneDataset` in its plain form, without a version, which every release of FiftyOne
reads: samples.json with the samples, metadata.json with what they share, and the pictures beside them. FiftyOne itself is not
needed.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

from .leftovers import removed_on_failure
from .pictures import save_levels
from .recorded import RecordedJob, RecordedSample, read

GROUND_TRUTH, PREDICTION, PROBABILITIES, SAMPLE_ID = "ground_truth", "prediction", "probabilities", "salient_id"
"""Fields of a sample: its labels, the most probable label, all recorded probabilities, and its id in the job."""

INFO = "salient"
"""What the metadata call that which belongs to the job."""


def to_fiftyone(directory: Path, job: Path) -> int:
    """Writes the data set, and returns the number of its samples. One that fails leaves nothing behind.

    Each sample has its labels and probabilities as classifications, and a heatmap for each map, in fields as `heatmap_GradCAM`
    and, for further labels, `heatmap_GradCAM_2`, the most probable label first. Heatmaps have the label, the name of the
    explainer and the range of the attributions as attributes. Counterfactuals, uncertainty, regions and scores are left out.

    Args:
        directory: where the data set is written; it must not exist.
        job: the job's directory.

    Raises:
        ValueError: where the directory exists, or a picture of the job cannot be read.
        FileNotFoundError: where there is no job.
    """
    if directory.exists():
        raise ValueError(f"{directory} exists already; remove it first")
    recorded = read(job)
    has_several = any(len(sample.ground_truth) > 1 for sample in recorded.values())
    fields = _fields(recorded.explainers)
    with removed_on_failure(directory):
        (directory / "data").mkdir(parents=True)
        samples = [_Writer(directory, recorded, fields, has_several).written(sample) for sample in recorded.values()]
        metadata = {
            "name": recorded.directory.name,
            "media_type": "image",
            "info": {
                "classes": recorded.labels,
                INFO: {"threshold": recorded.threshold, "explainers": recorded.explainers},
            },
        }
        _write_json(directory / "metadata.json", metadata)
        _write_json(directory / "samples.json", {"samples": samples})
    return len(recorded)


class _Writer:
    """Writes the samples of a data set."""

    def __init__(self, directory: Path, job: RecordedJob, fields: dict[str, str], has_several: bool) -> None:
        self._directory = directory
        self._labels = job.labels
        self._fields = fields
        self._has_several = has_several

    def written(self, sample: RecordedSample) -> dict[str, Any]:
        """A sample as samples.json has it, its pictures copied."""
        source = sample.directory / sample.path
        path = f"data/{sample.id:06d}{source.suffix}"
        try:
            shutil.copyfile(source, self._directory / path)
        except OSError as error:
            raise ValueError(f"sample {sample.id}: its original cannot be read, {error}") from error
        found: dict[str, Any] = {"filepath": path, "tags": [], SAMPLE_ID: sample.id}
        truths = [self._classification(sample, label) for label in sample.ground_truth]
        if self._has_several:
            found[GROUND_TRUTH] = {"_cls": "Classifications", "classifications": truths}
        elif truths:
            found[GROUND_TRUTH] = truths[0]
        ranked = sorted(sample.probabilities, key=lambda label: -sample.probabilities[label])
        if ranked:
            found[PREDICTION] = self._classification(sample, ranked[0])
            each = [self._classification(sample, label) for label in ranked]
            found[PROBABILITIES] = {"_cls": "Classifications", "classifications": each}
        return {**found, **self._heatmaps(sample)}

    def _classification(self, sample: RecordedSample, label: int) -> dict[str, Any]:
        found = {"_cls": "Classification", "tags": [], "label": self._labels[label], "label_id": label}
        return {**found, "confidence": sample.probabilities[label]} if label in sample.probabilities else found

    def _heatmaps(self, sample: RecordedSample) -> dict[str, Any]:
        found = {}
        for explainer, field in self._fields.items():
            labels = [label for name, label in sample.maps if name == explainer]
            for number, label in enumerate(sorted(labels, key=lambda each: -sample.probabilities.get(each, 0.0))):
                name = f"{field}_{number + 1}" if number else field
                path = f"fields/{name}/{sample.id:06d}_{label}.png"
                save_levels(sample.levels(explainer, label), self._directory / path)
                recorded = sample.explanations[explainer, label]
                found[name] = {
                    "_cls": "Heatmap",
                    "tags": [],
                    "map_path": path,
                    "range": [0, 255],
                    "label": self._labels[label],
                    "label_id": label,
                    "explainer": explainer,
                    "minimum": recorded.minimum,
                    "maximum": recorded.maximum,
                    "signed": recorded.signed,
                }
        return found


def _fields(explainers: list[str]) -> dict[str, str]:
    """The name of a field for each explainer: letters, digits and underscores, each only once."""
    found: dict[str, str] = {}
    for explainer in explainers:
        name = f"heatmap_{re.sub(r'[^A-Za-z0-9]+', '_', explainer).strip('_')}"
        while name in found.values() or re.fullmatch(r".*_\d+", name):
            name += "_"
        found[explainer] = name
    return found


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
