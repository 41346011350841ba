"""Scores of maps that exist already, by any function of a map."""

from __future__ import annotations

import os
import warnings
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Callable

import numpy as np

from . import checks
from .job import ExplainJob
from .metric import Metric
from .recorded import RecordedJob, RecordedSample, RecordedScore, read

ScoreFunction = Callable[[RecordedSample, int, np.ndarray], Any]
"""A function of a sample, a label and a saliency map H×W at the size of the picture, to a number; None or NaN for no score."""


def score(
    directory: str | os.PathLike[str],
    metric: str | Metric,
    function: ScoreFunction,
    *,
    explainers: Iterable[str] | None = None,
    samples: Iterable[int] | None = None,
) -> list[RecordedScore]:
    """Scores the maps of a job, and adds the scores to it: for each explainer and label the mean, and the mean of all its maps.

        salient.score("summary/run_1", "Localization", salient.on_regions(salient.scores.localization))

    Args:
        directory: the job's. No other writer may have it open.
        metric: its name, for scores 0–1 of which higher is better, or a `salient.Metric`.
        function: scores one map, see `ScoreFunction`.
        explainers: those to be scored; all by default.
        samples: ids of those to be scored; all by default.

    Returns:
        The scores, as they were written.

    Raises:
        ValueError: where an argument is wrong, the function raises or gives no number, or a score is outside of the metric's
            range. Nothing is written then.
        JobInUse, OSError: as `ExplainJob`.
    """
    job = read(directory)
    described = job.metric(metric)
    chosen = job.explainers if explainers is None else [checks.known(each, job.explainers, "explainers") for each in explainers]
    ids = list(job) if samples is None else [_known(checks.integer(each, "samples"), job) for each in samples]
    found: dict[str, defaultdict[int, list[float]]] = {name: defaultdict(list) for name in chosen}
    for sample in map(job.__getitem__, ids):
        with_maps = [pair for pair in sample.maps if pair[0] in found]
        if not with_maps:
            continue
        width, height = sample.picture().size
        for explainer, label in with_maps:
            what = f"sample {sample.id}, explainer {explainer!r}, label {label}, {described.name}"
            number = checks.score(_called(function, sample, label, sample.map(explainer, label, (height, width)), what), what)
            if number == number:
                described.check(number, what)
                found[explainer][label].append(number)
    with ExplainJob(
        directory, labels=job.labels, explainers=job.explainers, metrics=[metric], threshold=job.threshold
    ) as writer:
        for name, by_label in found.items():
            every = [number for numbers in by_label.values() for number in numbers]
            if not every:
                warnings.warn(f"{described.name}: no map of {name!r} was scored", stacklevel=2)
            writer.add_score(
                described.name,
                name,
                total=float(np.mean(every)) if every else None,
                per_label={label: float(np.mean(numbers)) for label, numbers in by_label.items()},
            )
    return [each for each in read(directory).scores if each.metric == described.name and each.explainer in found]


def _called(function: ScoreFunction, sample: RecordedSample, label: int, saliency_map: np.ndarray, what: str) -> Any:  # noqa: ANN401
    try:
        return function(sample, label, saliency_map)
    except Exception as error:
        raise ValueError(f"{what}: {type(error).__name__}, {error}") from error


def _known(sample: int, job: RecordedJob) -> int:
    if sample not in job:
        raise ValueError(f"samples: there is no sample {sample} in {job.directory}")
    return sample


def on_regions(metric: Callable[[np.ndarray, np.ndarray], float]) -> ScoreFunction:
    """A metric of a map and a region, such as `salient.scores.localization`, on the ground truth regions of a job.

    Maps of labels without a region are not scored.
    """

    def function(sample: RecordedSample, label: int, saliency_map: np.ndarray) -> float | None:
        region = sample.region(label)
        return None if region is None else metric(saliency_map, region)

    return function


def by_quantus(
    metric: Any,  # noqa: ANN401, Quantus is not imported
    model: Any = None,  # noqa: ANN401, a model of PyTorch or Keras
    *,
    inputs: Callable[[RecordedSample], np.ndarray] | None = None,
    **arguments: Any,  # noqa: ANN401, as the metric takes them
) -> ScoreFunction:
    """A metric of Quantus as a function of a map.

    Maps of zeros alone, which Quantus refuses, are not scored.

        complexity = quantus.Complexity(disable_warnings=True)
        salient.score("run", salient.Metric("Complexity", 0, None, lower_is_better=True), salient.by_quantus(complexity))

    Args:
        metric: an object of Quantus.
        model: for metrics that ask one.
        inputs: the C×H×W input of a sample, as the model takes it; by default its picture, 0–1.
        arguments: passed on, such as `device` and `explain_func`. Metrics of localisation get the region of the label; maps of
            labels without one are not scored.

    Raises ValueError for a metric that is not of one map, or lacks what it needs.
    """
    kind = type(metric).__name__
    if kind in _NOT_OF_ONE_MAP:
        raise ValueError(f"metric: {kind} of Quantus {_NOT_OF_ONE_MAP[kind]}, and here it gets one map at a time")
    category = getattr(getattr(metric, "evaluation_category", None), "value", None)
    if category in _EXPLAINING and "explain_func" not in arguments:
        raise ValueError(
            f"metric: {kind} of Quantus makes maps of its own; pass explain_func=, a function of model, inputs and targets "
            "to attributions, that of the explainer whose maps are scored"
        )
    asks_for_region = category == "Localisation"

    def function(sample: RecordedSample, label: int, saliency_map: np.ndarray) -> float | None:
        region = sample.region(label)
        if (region is None and asks_for_region) or not saliency_map.any():
            return None
        given = _input(sample) if inputs is None else np.asarray(inputs(sample))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            scores = metric(
                model=model,
                x_batch=given[np.newaxis].astype(np.float32),
                y_batch=np.array([label]),
                a_batch=saliency_map[np.newaxis, np.newaxis],
                s_batch=None if region is None else region[np.newaxis, np.newaxis].astype(int),
                **arguments,
            )
        numbers = np.asarray(list(scores.values()) if isinstance(scores, dict) else scores, dtype=float)
        return float(np.nanmean(numbers)) if np.isfinite(numbers).any() else None

    return function


_NOT_OF_ONE_MAP = {
    "Consistency": "compares the samples of a batch",
    "Sufficiency": "compares the samples of a batch",
    "SensitivityN": "correlates over the samples of a batch",
    "Focus": "takes mosaics of several pictures",
}
"""Metrics of Quantus for which by_quantus cannot be used, and why: of one sample, the first two are always 0."""

_EXPLAINING = ("Robustness", "Randomisation")
"""Categories of Quantus whose metrics explain inputs or models that they have changed."""


def _input(sample: RecordedSample) -> np.ndarray:
    return np.moveaxis(np.asarray(sample.picture(), np.float32) / 255, 2, 0)
