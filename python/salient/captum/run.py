"""A run: the samples of a loader, explained and added to a job one by one."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import torch
from PIL import Image

from .. import checks
from ..arrays import NotFinite
from ..checks import Box
from ..inference import as_float32
from ..job import ExplainJob
from ..occlusion import hierarchical_occlusion
from ..sample import Sample
from .attribution import Explainer, ExplainerFailed, attribute
from .classifier import Classifier
from .loader import LoadedSample
from .metrics import Scorer, Subject
from .recorded import Recorded

Boxes = Mapping[int, Mapping[int, Sequence[Box]]]
"""Where objects are: by sample, by label, boxes of left, top, width and height in pixels of the input."""

_95_PERCENT = 1.96
"""Standard deviations to either side of the mean, between which 95 % of a normal distribution lies."""

Maps = dict[tuple[str, int], np.ndarray]
"""Attributions of one sample, by explainer and label."""


def inferred(classifier: Classifier, batch: list[LoadedSample]) -> list[torch.Tensor]:
    """The probabilities of each sample: inferred together where inputs are of one size."""
    inputs = [loaded.inputs for loaded in batch]
    if all(each.shape == inputs[0].shape for each in inputs):
        return list(classifier.probabilities(torch.stack(inputs)))
    return [classifier.probabilities(each[None])[0] for each in inputs]


def check_boxes(boxes: Boxes, label_count: int, sample_count: int | None) -> None:
    """Raises ValueError where these are no boxes by sample and label, or of a sample that a loader does not have."""
    form = "{sample: {label: [(left, top, width, height)]}}"
    if not isinstance(boxes, Mapping):
        raise ValueError(f"boxes: expected {form}, got {type(boxes).__name__}")
    for sample, by_label in boxes.items():
        number = checks.whole(sample, "boxes, sample", 0)
        if sample_count is not None and number >= sample_count:
            raise ValueError(f"boxes: there is no sample {number}; the loader has {sample_count}, counted from 0")
        if not isinstance(by_label, Mapping):
            raise ValueError(f"boxes[{sample}]: expected {form}, got {type(by_label).__name__}")
        for label, of_label in by_label.items():
            what = f"boxes[{sample}][{checks.label(label, label_count, f'boxes[{sample}]')}]"
            for each in checks.listed(of_label, what):
                checks.box(each, _MAX_SIDE, _MAX_SIDE, what)


_MAX_SIDE = 2**31
"""Beyond any picture, for boxes whose picture is not there yet."""


class Options(NamedTuple):
    """Options of a run, as the arguments of `explain` say."""

    threshold: float
    runners_up: int
    uncertainty: str | None
    repeats: int
    noise: float
    counterfactuals: bool
    mask: str
    boxes: Boxes
    seed: int
    skips: bool
    """Whether a sample on which an explainer raises is skipped."""


class Run:
    """Adds samples to a job, one after the other, with everything that belongs to them."""

    def __init__(
        self,
        job: ExplainJob,
        classifier: Classifier,
        explainers: Mapping[str, Explainer],
        scorer: Scorer,
        recorded: Recorded,
        options: Options,
    ) -> None:
        self._job = job
        self._classifier = classifier
        self._explainers = explainers
        self._scorer = scorer
        self._recorded = recorded
        self._options = options
        self._failures: list[Exception] = []
        self._added = 0

    def add(self, loaded: LoadedSample, probabilities: torch.Tensor, *, is_scored: bool) -> None:
        """Adds what the job lacks of a sample, and scores its maps where it is to be scored.

        Raises ValueError where the job has another picture, other targets or other probabilities of this sample, before
        anything of it is written.
        """
        self._recorded.check(loaded, probabilities, self._classifier)
        picture = self._classifier.picture(loaded.id, loaded.inputs)
        labels = self._labels(loaded, probabilities)
        is_new = loaded.id not in self._recorded
        present = self._recorded.maps[loaded.id] if not is_new else set()
        pairs = [(name, label) for label in labels for name in self._explainers]
        missing = [pair for pair in pairs if pair not in present]
        is_whole = not is_new and loaded.id < self._recorded.last
        if is_whole and not missing and not is_scored:
            self._added += 1
            return
        loaded = loaded._replace(inputs=loaded.inputs.to(self._classifier.device))
        maps = self._maps(loaded, pairs if is_scored else missing)
        if maps is None:
            return
        sample = self._new_sample(loaded, picture, probabilities) if is_new else self._job.sample(loaded.id)
        for name, label in missing:
            if (name, label) in maps:
                sample.add_map(name, label, maps[name, label])
        if self._options.counterfactuals and not is_whole:
            self._add_counterfactuals(sample, loaded, picture, probabilities)
        self._job.add_skipped(loaded.id, "")
        if is_scored:
            self._score(loaded, picture, maps)
        self._added += 1

    def finish(self) -> None:
        """Adds the scores. Raises ExplainerFailed where every sample was skipped."""
        if self._failures and not self._added:
            first = self._failures[0]
            raise ExplainerFailed(f"all {len(self._failures)} samples were skipped; {first}") from first
        self._scorer.write(self._job, list(self._explainers))

    def _labels(self, loaded: LoadedSample, probabilities: torch.Tensor) -> Sequence[int]:
        """The labels to be explained: the sample's label set, or the most probable label where that is empty."""
        if loaded.id in self._recorded:
            known = self._job.label_set(loaded.id)
        else:
            ranked = probabilities.argsort(descending=True, stable=True).tolist()
            known = tuple(dict.fromkeys([*loaded.ground_truth, *ranked[: self._predicted(probabilities)]]))
        return known or [int(probabilities.argmax())]

    def _predicted(self, probabilities: torch.Tensor) -> int:
        return int((probabilities >= as_float32(self._options.threshold)).sum())

    def _maps(self, loaded: LoadedSample, pairs: list[tuple[str, int]]) -> Maps | None:
        """The attributions of a sample; None where an explainer raised and the sample was skipped."""
        maps: Maps = {}
        for name, label in pairs:
            # What is random in a map depends on no other, so that a continued run is like one that was never interrupted.
            torch.manual_seed(self._options.seed + loaded.id)
            try:
                maps[name, label] = attribute(self._explainers[name], loaded.inputs, label, _what(loaded, name, label))
            except NotFinite as error:
                warnings.warn(f"{error}; the map is left out", stacklevel=4)
            except (ExplainerFailed, ValueError) as error:
                if not self._options.skips:
                    raise
                self._skip(loaded.id, name, error)
                return None
        return maps

    def _skip(self, sample: int, explainer: str, error: Exception) -> None:
        self._failures.append(error)
        self._job.add_skipped(sample, str(error), explainer)
        warnings.warn(f"{error}; the sample is skipped", stacklevel=4)

    def _new_sample(self, loaded: LoadedSample, picture: Image.Image, probabilities: torch.Tensor) -> Sample:
        options = self._options
        torch.manual_seed(options.seed + loaded.id)
        count = self._predicted(probabilities) + options.runners_up
        most_probable = probabilities.argsort(descending=True, stable=True)[:count].tolist()
        spreads = {}
        labels = sorted({*loaded.ground_truth, *most_probable})
        if options.uncertainty is not None:
            inferences = self._classifier.repeated(loaded.inputs, options.uncertainty, options.repeats, options.noise)
            means, deviations = inferences.mean(dim=0).tolist(), inferences.std(dim=0).tolist()
            spreads["sd"] = {label: deviations[label] for label in labels}
            spreads["interval"] = {label: _interval(means[label], deviations[label]) for label in labels}
        return self._job.add_sample(
            picture,
            ground_truth=dict.fromkeys(loaded.ground_truth).keys(),
            probabilities={label: float(probabilities[label]) for label in labels},
            id=loaded.id,
            **spreads,
        )

    def _add_counterfactuals(
        self, sample: Sample, loaded: LoadedSample, picture: Image.Image, probabilities: torch.Tensor
    ) -> None:
        keep = as_float32(self._options.threshold)
        for label in self._job.label_set(loaded.id):
            if probabilities[label] < keep:
                continue
            probability = self._classifier.probability(loaded.inputs, picture, label, self._options.mask)
            layers = hierarchical_occlusion(tuple(loaded.inputs.shape[1:]), probability, keep)
            if layers:
                sample.add_counterfactual(label, layers, self._options.mask)

    def _score(self, loaded: LoadedSample, picture: Image.Image, maps: Maps) -> None:
        for (name, label), saliency_map in maps.items():
            torch.manual_seed(self._options.seed + loaded.id)
            what = _what(loaded, name, label)
            boxes = [
                checks.box(box, *picture.size, f"{what}, boxes")
                for box in self._options.boxes.get(loaded.id, {}).get(label, ())
            ]
            self._scorer.add(name, Subject(self._explainers[name], loaded.inputs, picture, label, saliency_map, boxes, what))


def _what(loaded: LoadedSample, explainer: str, label: int) -> str:
    return f"sample {loaded.id}, explainer {explainer!r}, label {label}"


def _interval(mean: float, deviation: float) -> tuple[float, float]:
    """Where 95 % of repeated inferences are expected."""
    return max(0.0, mean - _95_PERCENT * deviation), min(1.0, mean + _95_PERCENT * deviation)
