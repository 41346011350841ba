"""Reading a job back: samples, maps as numbers, probabilities, scores."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

from .checks import Box
from .contents import Contents
from .events import Explain, Explanation, Inference, Metadata
from .metric import Metric, metric_ranges
from .reading import event_file_of, read_job
from .regions import inside_of


@dataclass(frozen=True)
class RecordedScore:
    """The score of an explainer under a metric; None for not scored."""

    metric: str
    explainer: str
    total: float | None
    per_label: dict[int, float]
    """By label id, those that were scored; empty where the metric knows no labels."""


@dataclass
class RecordedSample:
    """A sample as a job has it. Pictures are read when they are asked for."""

    id: int
    directory: Path = field(repr=False)
    path: str = ""
    """Of the original, relative to the job."""
    ground_truth: list[int] = field(default_factory=list)
    probabilities: dict[int, float] = field(default_factory=dict)
    """By label id, 0–1: of ground truth, predicted labels and runners-up."""
    sd: dict[int, float] = field(default_factory=dict)
    """Standard deviations under repeated inference, where they were recorded."""
    interval: dict[int, tuple[float, float]] = field(default_factory=dict)
    predicted: list[int] = field(default_factory=list)
    boxes: dict[int, list[Box]] = field(default_factory=dict)
    """Ground truth boxes by label: left, top, width and height in pixels."""
    counterfactuals: dict[int, list[tuple[float, list[Box]]]] = field(default_factory=dict)
    """By label, layers of probability and boxes, from coarse to fine."""
    explanations: dict[tuple[str, int], Explanation] = field(default_factory=dict, repr=False)
    masks: dict[int, str] = field(default_factory=dict, repr=False)
    """Paths of masks by label, relative to the job."""

    @property
    def maps(self) -> list[tuple[str, int]]:
        """Explainer and label of each map."""
        return list(self.explanations)

    def picture(self) -> Image.Image:
        """The original, as RGB. Raises ValueError that names the file where it cannot be read."""
        return _opened(self.directory / self.path).convert("RGB")

    def map(self, explainer: str, label: int, size: tuple[int, int] | None = None) -> np.ndarray:
        """A saliency map as h×w numbers in the units of its attributions, to within half of 1/255 of their range.

        Without a recorded range, as in jobs of MindSpore XAI, they are levels 0–1. With `size`, height and width, it is
        interpolated between its points. Raises KeyError where there is no such map, ValueError where its file cannot be read.
        """
        each = self._explanation(explainer, label)
        low, high = (each.minimum, each.maximum) if each.minimum is not None and each.maximum is not None else (0.0, 1.0)
        values = low + self.levels(explainer, label) / 255 * (high - low)
        if size is None or values.shape == size:
            return values
        scaled = Image.fromarray(values.astype(np.float32)).resize((size[1], size[0]), Image.Resampling.BILINEAR)
        return np.asarray(scaled, np.float64)

    def levels(self, explainer: str, label: int) -> np.ndarray:
        """A saliency map as the h×w bytes that are stored. Raises as `map`."""
        picture = _opened(self.directory / (self._explanation(explainer, label).heatmap_path or ""))
        levels = np.asarray(picture if picture.mode == "L" else picture.convert("RGB"))
        return levels if levels.ndim == 2 else levels[:, :, 0]

    def _explanation(self, explainer: str, label: int) -> Explanation:
        try:
            return self.explanations[explainer, label]
        except KeyError:
            raise KeyError(f"sample {self.id}: there is no map of {explainer!r} for label {label}") from None

    def region(self, label: int) -> np.ndarray | None:
        """Where the objects of a label are, as H×W booleans: inside of its mask, or of its boxes; None where none is known."""
        if label in self.masks:
            return np.asarray(_opened(self.directory / self.masks[label]).convert("L")) >= 128
        if label in self.boxes:
            with Image.open(self.directory / self.path) as picture:
                return inside_of(self.boxes[label], (picture.height, picture.width))
        return None


class RecordedJob(Mapping[int, RecordedSample]):
    """A job as it is on disk: a mapping of sample ids to samples, in the order in which they were recorded."""

    def __init__(self, directory: str | os.PathLike[str]) -> None:
        self.directory = Path(os.fsdecode(directory)).absolute()
        self._samples: dict[int, RecordedSample] = {}
        self._scores: dict[tuple[str, str], RecordedScore] = {}
        self._contents = Contents()
        for _, _, event in read_job(event_file_of(self.directory)):
            if isinstance(event, Explain):
                self._add(event)

    @property
    def labels(self) -> list[str]:
        """Names by label id."""
        return list(self._contents.labels)

    @property
    def explainers(self) -> list[str]:
        """Names of the explainers."""
        return list(self._contents.explainers)

    @property
    def threshold(self) -> float:
        """The probability from which on a label is predicted."""
        return self._contents.threshold

    @property
    def metrics(self) -> list[Metric]:
        """The metrics, with their ranges."""
        return [self._contents.ranges.get(name, Metric(name)) for name in self._contents.metrics]

    @property
    def scores(self) -> list[RecordedScore]:
        """The scores of explainers under metrics."""
        return list(self._scores.values())

    def metric(self, metric: str | Metric) -> Metric:
        """A metric as the job has it, or as it would be added.

        Raises ValueError where its range is none, or not that of the job's metric of this name.
        """
        if not isinstance(metric, Metric):
            return self._contents.ranges.get(metric, Metric(metric))
        ranges = metric_ranges([metric], "metrics")
        self._contents.check_continued_by(Metadata(label=self.labels, threshold=self.threshold, metric_range=ranges))
        return metric

    def __getitem__(self, sample: int) -> RecordedSample:
        if sample not in self._contents.paths:
            raise KeyError(f"sample {sample}: the job in {self.directory} has none of this id")
        return self._samples[sample]

    def __iter__(self) -> Iterator[int]:
        return iter(self._contents.paths)

    def __len__(self) -> int:
        return len(self._contents.paths)

    def _add(self, event: Explain) -> None:
        self._contents.add(event)
        for score in event.benchmark:
            metric, explainer = score.benchmark_method or "", score.explain_method or ""
            total = score.total_score
            self._scores[metric, explainer] = RecordedScore(
                metric,
                explainer,
                None if total is None or total != total else total,
                {label: each for label, each in enumerate(score.label_score) if each == each},
            )
        if event.sample_id is None:
            return
        sample = self._samples.setdefault(event.sample_id, RecordedSample(event.sample_id, self.directory))
        if event.image_path:
            sample.path = event.image_path
            sample.boxes = {each.label or 0: _boxes(each.box) for each in event.true_region if each.box}
            sample.masks = {each.label or 0: each.mask_path for each in event.true_region if each.mask_path}
        if event.ground_truth_label:
            sample.ground_truth = list(event.ground_truth_label)
        if event.inference is not None:
            _add_inference(sample, event.ground_truth_label, event.inference)
        for each in event.explanation:
            sample.explanations[each.explain_method or "", each.label or 0] = each
        for hoc in event.hoc:
            sample.counterfactuals[hoc.label or 0] = [(layer.prob or 0.0, _boxes(layer.box)) for layer in hoc.layer]


def read(directory: str | os.PathLike[str]) -> RecordedJob:
    """The job in a directory, of any writer; it may still be written, and is read up to its last whole record.

        for sample in salient.read("summary/run_1").values():
            for explainer, label in sample.maps:
                print(sample.id, explainer, label, sample.map(explainer, label).sum())

    Raises FileNotFoundError where the directory is no job.
    """
    return RecordedJob(directory)


def _add_inference(sample: RecordedSample, truth: list[int], inference: Inference) -> None:
    sample.predicted = list(inference.predicted_label)
    for labels, kind in (
        (truth, "ground_truth_prob"),
        (inference.predicted_label, "predicted_prob"),
        (inference.runner_up_label, "runner_up_prob"),
    ):
        lists = [getattr(inference, f"{kind}{part}") for part in ("", "_sd", "_itl95_low", "_itl95_hi")]
        sample.probabilities.update(zip(labels, lists[0]))
        sample.sd.update(zip(labels, lists[1]))
        sample.interval.update({label: (low, high) for label, low, high in zip(labels, lists[2], lists[3])})


def _boxes(numbers: list[int]) -> list[Box]:
    return [tuple(numbers[start : start + 4]) for start in range(0, len(numbers) - 3, 4)]


def _opened(path: Path) -> Image.Image:
    try:
        with Image.open(path) as picture:
            picture.load()
            return picture
    except (OSError, SyntaxError) as error:
        raise ValueError(f"{path} cannot be read, {error}") from error
