"""A run: the samples of a loader, explained and added to a job block by block."""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from PIL import Image

from .. import checks
from ..arrays import ArrayLike, NotFinite
from ..checks import Box
from ..inference import as_float32
from ..job import ExplainJob
from ..occlusion import Layer
from ..regions import Regions
from ..sample import Sample
from .attribution import ExplainerFailed
from .batched import BatchedExplainer
from .batching import seed_random
from .classifier import Classifier, Covering
from .counterfactuals import counterfactuals
from .job_thread import JobThread
from .loader import LoadedSample
from .metrics import Scorer, Subject
from .recorded import Recorded

Boxes = Mapping[int, Mapping[int, Sequence[Box]]]
"""Where objects are: by sample, by label, boxes of left, top, width and height in pixels of the input."""

Masks = Mapping[int, Mapping[int, ArrayLike]]
"""The same as H×W booleans by sample and label, in the size of the input."""

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


def check_regions(regions: Masks, what: str, form: str, label_count: int, sample_count: int | None) -> None:
    """Raises ValueError where these are not by sample and label, or of a sample that a loader does not have."""
    if not isinstance(regions, Mapping):
        raise ValueError(f"{what}: expected {form}, got {type(regions).__name__}")
    for sample, by_label in regions.items():
        number = checks.whole(sample, f"{what}, sample", 0)
        if sample_count is not None and number >= sample_count:
            raise ValueError(f"{what}: there is no sample {number}; the loader has {sample_count}, counted from 0")
        if not isinstance(by_label, Mapping):
            raise ValueError(f"{what}[{sample}]: expected {form}, got {type(by_label).__name__}")
        for label in by_label:
            checks.label(label, label_count, f"{what}[{sample}]")


def check_boxes(boxes: Boxes, label_count: int, sample_count: int | None) -> None:
    """Raises ValueError as `check_regions`, and where a box is none."""
    check_regions(boxes, "boxes", "{sample: {label: [(left, top, width, height)]}}", label_count, sample_count)
    for sample, by_label in boxes.items():
        for label, of_label in by_label.items():
            what = f"boxes[{sample}][{label}]"
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
    masks: Masks
    seed: int
    skips: bool
    """Whether a sample on which an explainer raises is skipped."""


class _Plan(NamedTuple):
    """What is to be done with a sample."""

    loaded: LoadedSample
    probabilities: list[float]
    """By label."""
    ranked: list[int]
    """Labels, the most probable first."""
    predicted: int
    """How many of these are predicted."""
    label_set: Sequence[int]
    labels: Sequence[int]
    """Those to be explained: the label set, or the most probable label where that is empty."""
    missing: set[tuple[str, int]]
    """Explainers and labels whose maps the job lacks."""
    is_new: bool
    is_whole: bool
    """Whether an earlier run completed it, maps of new explainers aside."""
    is_scored: bool

    @property
    def is_done(self) -> bool:
        return self.is_whole and not self.missing and not self.is_scored


class Run:
    """Adds samples to a job, one block after the other, with everything that belongs to them.

    What a block lacks is computed for the whole of it, also where an earlier run wrote some of its samples: so batches, and
    the random numbers drawn for them, are those of a run that was never interrupted.
    """

    def __init__(
        self,
        thread: JobThread,
        classifier: Classifier,
        explainers: Sequence[BatchedExplainer],
        scorer: Scorer,
        recorded: Recorded,
        options: Options,
    ) -> None:
        self._thread = thread
        self._classifier = classifier
        self._explainers = explainers
        self._scorer = scorer
        self._recorded = recorded
        self._options = options
        self._failures: list[Exception] = []
        self._added = 0

    def add(self, block: Sequence[LoadedSample], probabilities: Sequence[torch.Tensor], scored: Container[int]) -> None:
        """Adds what the job lacks of some samples, and scores the maps of those that are to be scored.

        Raises ValueError where the job has another picture, other targets or other probabilities of one of them, before
        anything of these samples is written.
        """
        for loaded, each in zip(block, probabilities):
            self._recorded.check(loaded, each, self._classifier)
        plans = [self._plan(loaded, each, loaded.id in scored) for loaded, each in zip(block, probabilities)]
        by_size: defaultdict[torch.Size, list[_Plan]] = defaultdict(list)
        for plan in plans:
            by_size[plan.loaded.inputs.shape].append(plan)
        for same_size in by_size.values():
            if not all(plan.is_done for plan in same_size):
                self._add(same_size)
            else:
                self._added += len(same_size)

    def finish(self) -> None:
        """Adds the scores. Raises ExplainerFailed where every sample was skipped."""
        self._thread.wait()
        if self._failures and not self._added:
            first = self._failures[0]
            raise ExplainerFailed(f"all {len(self._failures)} samples were skipped; {first}") from first
        names = [explainer.name for explainer in self._explainers]
        self._thread.submit(lambda job: self._scorer.write(job, names))
        self._thread.wait()

    def _plan(self, loaded: LoadedSample, probabilities: torch.Tensor, is_scored: bool) -> _Plan:
        chances = probabilities.numpy()
        ranked = np.argsort(-chances, kind="stable").tolist()
        predicted = int(np.count_nonzero(chances >= as_float32(self._options.threshold)))
        is_new = loaded.id not in self._recorded
        label_set: Sequence[int] = tuple(dict.fromkeys([*loaded.ground_truth, *ranked[:predicted]]))
        if not is_new:
            label_set = self._recorded.label_set(loaded.id)
        labels = label_set or ranked[:1]
        present = set() if is_new else self._recorded.maps[loaded.id]
        pairs = {(explainer.name, label) for explainer in self._explainers for label in labels}
        return _Plan(
            loaded._replace(inputs=loaded.inputs.to(self._classifier.device)),
            chances.tolist(),
            ranked,
            predicted,
            label_set,
            labels,
            pairs - present,
            is_new,
            is_whole=not is_new and loaded.id < self._recorded.last,
            is_scored=is_scored,
        )

    def _add(self, plans: list[_Plan]) -> None:
        """Adds samples whose inputs are of one size."""
        maps = self._maps(plans)
        pictures = self._classifier.pictures([plan.loaded.id for plan in plans], [plan.loaded.inputs for plan in plans])
        for plan, picture in zip(plans, pictures):
            self._regions(plan, picture)
        spreads = self._spreads(plans)
        found = self._counterfactuals(plans, pictures)
        kept = [position for position in range(len(plans)) if maps[position] is not None]

        def write(job: ExplainJob) -> None:
            with job.together():
                for position in kept:
                    plan = plans[position]
                    if not plan.is_done:
                        self._write(job, plan, pictures[position], spreads[position], maps[position] or {}, found[position])

        self._thread.submit(write)
        for position in kept:
            if plans[position].is_scored:
                self._score(plans[position], pictures[position], maps[position] or {})
        self._added += len(kept)

    def _regions(self, plan: _Plan, picture: Image.Image) -> Regions:
        """Where objects of a sample are. Raises ValueError where a box or a mask is no region of its picture."""
        sample, options = plan.loaded.id, self._options
        what = f"sample {sample}"
        count = len(plan.probabilities)
        return Regions(what, sample, picture.size, count, options.boxes.get(sample), options.masks.get(sample))

    def _maps(self, plans: list[_Plan]) -> list[Maps | None]:
        """The attributions of samples; None where an explainer raised and the sample was skipped."""
        maps: list[Maps | None] = [{} for _ in plans]
        for explainer in self._explainers:
            needed = [plan.is_scored or any(name == explainer.name for name, _ in plan.missing) for plan in plans]
            if not any(needed):
                continue
            pairs = [
                (position, label)
                for position, plan in enumerate(plans)
                for label in plan.labels
                if needed[position] or explainer.takes_batches
            ]
            loaded = [plans[position].loaded for position, _ in pairs]
            attributions = explainer.attributions(
                [each.inputs for each in loaded],
                [label for _, label in pairs],
                [_what(each, explainer.name, label) for each, (_, label) in zip(loaded, pairs)],
                [self._options.seed + each.id for each in loaded],
            )
            for (position, label), attribution in zip(pairs, attributions):
                of_sample = maps[position]
                if of_sample is None or not needed[position]:
                    continue
                if isinstance(attribution, NotFinite):
                    warnings.warn(f"{attribution}; the map is left out", stacklevel=5)
                elif isinstance(attribution, Exception):
                    if not self._options.skips:
                        raise attribution
                    self._skip(plans[position].loaded.id, explainer.name, attribution)
                    maps[position] = None
                else:
                    of_sample[explainer.name, label] = attribution
        return maps

    def _skip(self, sample: int, explainer: str, error: Exception) -> None:
        self._failures.append(error)
        self._thread.submit(lambda job: job.add_skipped(sample, str(error), explainer))
        warnings.warn(f"{error}; the sample is skipped", stacklevel=6)

    def _spreads(self, plans: list[_Plan]) -> list[dict[str, Any]]:
        """Standard deviation and interval of each new sample, by label, as arguments of `add_sample`."""
        options = self._options
        if options.uncertainty is None or not any(plan.is_new for plan in plans):
            return [{} for _ in plans]
        inputs = torch.stack([plan.loaded.inputs for plan in plans])
        seed_random(options.seed + plans[0].loaded.id, inputs.device)
        inferences = self._classifier.repeated(inputs, options.uncertainty, options.repeats, options.noise)
        return [
            {"sd": deviation.tolist(), "interval": list(map(_interval, mean.tolist(), deviation.tolist()))}
            for mean, deviation in zip(inferences.mean(dim=1), inferences.std(dim=1))
        ]

    def _counterfactuals(self, plans: list[_Plan], pictures: list[Image.Image]) -> list[dict[int, list[Layer]]]:
        """The layers of each sample, by label."""
        found: list[dict[int, list[Layer]]] = [{} for _ in plans]
        if not self._options.counterfactuals or all(plan.is_whole for plan in plans):
            return found
        keep = as_float32(self._options.threshold)
        pairs = [
            (position, label)
            for position, plan in enumerate(plans)
            for label in plan.label_set
            if plan.probabilities[label] >= keep
        ]
        coverings = [self._covering(plans[position], pictures[position], label) for position, label in pairs]
        for (position, label), layers in zip(pairs, counterfactuals(self._classifier, coverings, keep)):
            if layers:
                found[position][label] = layers
        return found

    def _covering(self, plan: _Plan, picture: Image.Image, label: int) -> Covering:
        return self._classifier.covering(plan.loaded.inputs, picture, label, self._options.mask)

    def _write(
        self,
        job: ExplainJob,
        plan: _Plan,
        picture: Image.Image,
        spread: dict[str, Any],
        maps: Maps,
        found: dict[int, list[Layer]],
    ) -> None:
        sample = self._new_sample(job, plan, picture, spread) if plan.is_new else job.sample(plan.loaded.id)
        sample.add_values({key: attribution for key, attribution in maps.items() if key in plan.missing})
        if not plan.is_whole:
            for label, layers in found.items():
                sample.add_counterfactual(label, layers, self._options.mask)
        job.add_skipped(plan.loaded.id, "")

    def _new_sample(self, job: ExplainJob, plan: _Plan, picture: Image.Image, spread: dict[str, Any]) -> Sample:
        labels = sorted({*plan.loaded.ground_truth, *plan.ranked[: plan.predicted + self._options.runners_up]})
        return job.add_sample(
            picture,
            ground_truth=dict.fromkeys(plan.loaded.ground_truth).keys(),
            probabilities={label: plan.probabilities[label] for label in labels},
            id=plan.loaded.id,
            boxes=self._options.boxes.get(plan.loaded.id),
            masks=self._options.masks.get(plan.loaded.id),
            **{name: {label: values[label] for label in labels} for name, values in spread.items()},
        )

    def _score(self, plan: _Plan, picture: Image.Image, maps: Maps) -> None:
        sample = plan.loaded.id
        coverings = {label: self._covering(plan, picture, label) for label in plan.labels}
        answers: defaultdict[int, dict[bytes, torch.Tensor]] = defaultdict(dict)
        by_name = {explainer.name: explainer for explainer in self._explainers}
        regions = self._regions(plan, picture)
        for (name, label), saliency_map in maps.items():
            seed_random(self._options.seed + sample, self._classifier.device)
            what = _what(plan.loaded, name, label)
            subject = Subject(by_name[name], coverings[label], answers[label], saliency_map, regions.region(label), what)
            self._scorer.add(subject)


def _what(loaded: LoadedSample, explainer: str, label: int) -> str:
    return f"sample {loaded.id}, explainer {explainer!r}, label {label}"


def _interval(mean: float, deviation: float) -> tuple[float, float]:
    """Where 95 % of repeated inferences are expected."""
    return max(0.0, mean - _95_PERCENT * deviation), min(1.0, mean + _95_PERCENT * deviation)
