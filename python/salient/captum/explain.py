"""The run that writes an explain job of a model."""

from __future__ import annotations

import itertools
import os
import warnings
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from PIL import Image
from tqdm.auto import tqdm

from .. import checks
from ..arrays import NotFinite
from ..checks import Box
from ..contents import DEFAULT_THRESHOLD
from ..cover import check_mask
from ..inference import as_float32
from ..job import ExplainJob
from ..occlusion import hierarchical_occlusion
from ..sample import Sample
from .attribution import Explainer, attribute, check_explainers
from .classifier import Activation, Classifier, evaluating
from .loader import LoadedSample, batches, count_of
from .metrics import METRICS, Scorer, Subject
from .normalisation import Channels, Normalisation, normalisation_of

Boxes = Mapping[int, Mapping[int, Sequence[Box]]]
"""Where objects are: by sample, by label, boxes of left, top, width and height in pixels of the input."""

_UNCERTAINTIES = (None, "dropout", "noise")

_95_PERCENT = 1.96
"""Standard deviations to either side of the mean, between which 95 % of what is normally distributed lies."""


def explain(
    directory: str | os.PathLike[str],
    model: torch.nn.Module,
    loader: Iterable[Any],
    *,
    labels: Iterable[str],
    explainers: Mapping[str, Explainer],
    mean: Channels | None = None,
    std: Channels | None = None,
    activation: Activation = "softmax",
    threshold: float = DEFAULT_THRESHOLD,
    runners_up: int = 5,
    samples: int | None = None,
    uncertainty: str | None = None,
    repeats: int = 20,
    noise: float = 0.05,
    counterfactuals: bool = True,
    mask: str = "gaussian:9",
    metrics: Sequence[str] | None = None,
    scored: int | None = 32,
    boxes: Boxes | None = None,
    batch_size: int = 16,
    seed: int = 0,
    progress: bool = True,
) -> Path:
    """Writes the explain job of a model: inference, saliency maps, counterfactuals, uncertainty, and scores of the explainers.

    A sample can be looked at as soon as it is done. A run that was interrupted is continued by the same call.

    Args:
        directory: the job's directory.
        model: takes inputs B×C×H×W, C being 1 or 3, to outputs B×L. It runs where its parameters are, in evaluation mode.
        loader: gives batches of (inputs, targets), or of inputs; what forms they may have, `loader.batches` says. Twice the
            same in the same order, for a run to be continued.
        labels: L names by label id.
        explainers: by name, an attribution object of Captum, or a function of a 1×C×H×W input and a label to an attribution,
            1×C×h×w, C×h×w or h×w.
        mean, std: by channel, how the loader normalises pictures of 0–1. Left out: as a torchvision `Normalize` among
            the transforms of the loader's data set says, or not at all.
        activation: what makes probabilities of outputs: `softmax`, `sigmoid`, or a function of the outputs.
        threshold: the probability from which on a label counts as predicted, 0–1. Ground truth and what is predicted
            is explained; where there is neither, the most probable label.
        runners_up: how many of the other labels are recorded, the most probable.
        samples: how many samples at most.
        uncertainty: `dropout` repeats inference with dropout left on, `noise` with noise added to the picture.
        repeats: how often, from 2 on.
        noise: its standard deviation, as a share of the range of a pixel.
        counterfactuals: whether for each predicted label hierarchical occlusion looks for parts of the picture that keep it so.
        mask: what covers the rest: `gaussian:r`, with a radius in pixels.
        metrics: what scores the explainers, of `METRICS`; left out, all (Localization only where there are boxes).
        scored: on how many samples, evenly spread; None for all. Scores cost many explanations of each.
        boxes: where objects are, for Localization.
        batch_size: how many inputs the model gets at once, at most.
        seed: of what is random, so that a run can be repeated.
        progress: whether a bar on the error stream tells how far it is, and how long it takes yet.

    Returns:
        The job's directory.

    Raises:
        ValueError: where one of these is not so: before there is a job, or, where that shows only later, with what was
            written until then left in place.
        ExplainerFailed: where an explainer raises; says which, on what, with its error as the cause.
        JobInUse, OSError: as `ExplainJob`.
    """
    if uncertainty not in _UNCERTAINTIES:
        raise ValueError(f"uncertainty: {uncertainty!r} is none of {', '.join(map(repr, _UNCERTAINTIES))}")
    if uncertainty is not None and repeats < 2:
        raise ValueError(f"repeats: {repeats} is to be 2 or more")
    check_mask(mask, "mask")
    check_explainers(explainers)
    names = checks.names(labels, "labels", unique=False)
    normalisation = normalisation_of(loader) if mean is None and std is None else Normalisation(mean or (0.0,), std or (1.0,))
    classifier = Classifier(model, len(names), normalisation, activation, batch_size)
    if uncertainty == "dropout" and not classifier.has_dropout:
        raise ValueError("uncertainty: the model has no dropout layer; 'noise' needs none")
    chosen = [metric for metric in METRICS if metric != "Localization" or boxes] if metrics is None else list(metrics)
    count = count_of(loader, samples)

    spread = range(count or 0) if scored is None else np.linspace(0, (count or scored) - 1, scored).round().astype(int).tolist()
    options = _Options(threshold, runners_up, uncertainty, repeats, noise, counterfactuals, mask, boxes or {}, seed)

    with ExitStack() as stack:
        stack.enter_context(torch.random.fork_rng())
        stack.enter_context(evaluating(model))
        scorer = Scorer(classifier, mask, chosen)
        loaded = batches(loader, samples)
        first = list(itertools.islice(loaded, 1))
        for batch in first:
            _try(classifier, explainers, batch, options.seed)
        job = stack.enter_context(
            ExplainJob(directory, labels=names, explainers=explainers, metrics=chosen, threshold=threshold)
        )
        bar = stack.enter_context(tqdm(total=count, unit="sample", disable=not progress))
        run = _Run(job, classifier, explainers, scorer, options)
        for batch in itertools.chain(first, loaded):
            for sample, probabilities in zip(batch, _inferred(classifier, batch)):
                run.add(sample, probabilities, is_scored=scored is None or sample.id in spread)
                bar.update()
        run.finish()
    return Path(directory)


def _try(classifier: Classifier, explainers: Mapping[str, Explainer], batch: list[LoadedSample], seed: int) -> None:
    """Raises what a run would, before there is a job: a wrong call shall leave none that the right one cannot continue."""
    torch.manual_seed(seed)
    probabilities, *_ = _inferred(classifier, batch)
    sample = batch[0]
    classifier.picture(sample.id, sample.inputs)
    label = int(probabilities.argmax())
    for name, explainer in explainers.items():
        with suppress(NotFinite):
            what = f"sample {sample.id}, explainer {name!r}, label {label}"
            attribute(explainer, sample.inputs.to(classifier.device), label, what)


def _inferred(classifier: Classifier, batch: list[LoadedSample]) -> list[torch.Tensor]:
    """The probabilities of each sample: inferred together, where inputs are of one size."""
    inputs = [loaded.inputs for loaded in batch]
    if all(each.shape == inputs[0].shape for each in inputs):
        return list(classifier.probabilities(torch.stack(inputs)))
    return [classifier.probabilities(each[None])[0] for each in inputs]


class _Options(NamedTuple):
    """What is asked of a run, as the arguments of `explain` say."""

    threshold: float
    runners_up: int
    uncertainty: str | None
    repeats: int
    noise: float
    counterfactuals: bool
    mask: str
    boxes: Boxes
    seed: int


class _Run:
    """Adds samples to a job, one after the other, with all that is said of them."""

    def __init__(
        self,
        job: ExplainJob,
        classifier: Classifier,
        explainers: Mapping[str, Explainer],
        scorer: Scorer,
        options: _Options,
    ) -> None:
        self._job = job
        self._classifier = classifier
        self._explainers = explainers
        self._scorer = scorer
        self._options = options
        # Of an earlier run, all but the last sample are whole.
        self._last_known = max(job.sample_ids, default=-1)

    def add(self, loaded: LoadedSample, probabilities: torch.Tensor, *, is_scored: bool) -> None:
        """Adds a sample, where the job has not got all of it; scores its maps, where it is to be scored."""
        # What is random in a sample depends on no other, so that a continued run is as one that was never interrupted.
        seed = self._options.seed + loaded.id
        torch.manual_seed(seed)
        is_known = loaded.id < self._last_known
        if is_known and not is_scored:
            return
        loaded = loaded._replace(inputs=loaded.inputs.to(self._classifier.device))
        picture = self._classifier.picture(loaded.id, loaded.inputs)
        sample = self._sample(loaded, picture, probabilities)
        for label in self._job.label_set(loaded.id) or [int(probabilities.argmax())]:
            for name, explainer in self._explainers.items():
                what = f"sample {loaded.id}, explainer {name!r}, label {label}"
                try:
                    saliency_map = attribute(explainer, loaded.inputs, label, what)
                except NotFinite as error:
                    warnings.warn(f"{error}; the map is left out", stacklevel=4)
                    continue
                if not is_known:
                    sample.add_map(name, label, saliency_map)
                if is_scored:
                    torch.manual_seed(seed)
                    boxes = self._options.boxes.get(loaded.id, {}).get(label, ())
                    self._scorer.add(name, Subject(explainer, loaded.inputs, picture, label, saliency_map, boxes, what))
        if self._options.counterfactuals and not is_known:
            self._add_counterfactuals(sample, loaded, picture, probabilities)

    def finish(self) -> None:
        """Adds the scores."""
        self._scorer.write(self._job, list(self._explainers))

    def _sample(self, loaded: LoadedSample, picture: Image.Image, probabilities: torch.Tensor) -> Sample:
        if loaded.id <= self._last_known:
            return self._job.sample(loaded.id)
        options = self._options
        predicted = int((probabilities >= as_float32(options.threshold)).sum())
        most_probable = probabilities.argsort(descending=True, stable=True)[: predicted + options.runners_up].tolist()
        known = [label for label in loaded.ground_truth if 0 <= label < len(probabilities)]
        spreads = {}
        recorded = sorted({*known, *most_probable})
        if options.uncertainty is not None:
            inferences = self._classifier.repeated(loaded.inputs, options.uncertainty, options.repeats, options.noise)
            means, deviations = inferences.mean(dim=0).tolist(), inferences.std(dim=0).tolist()
            spreads["sd"] = {label: deviations[label] for label in recorded}
            spreads["interval"] = {label: _interval(means[label], deviations[label]) for label in recorded}
        return self._job.add_sample(
            picture,
            ground_truth=loaded.ground_truth,
            probabilities={label: float(probabilities[label]) for label in recorded},
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


def _interval(mean: float, deviation: float) -> tuple[float, float]:
    """Where 95 % of repeated inferences are expected."""
    return max(0.0, mean - _95_PERCENT * deviation), min(1.0, mean + _95_PERCENT * deviation)
