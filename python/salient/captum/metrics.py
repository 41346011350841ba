"""Scores of explainers, averaged over samples. Each is 0–1, the higher the better."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import captum.metrics
import numpy as np
import torch

from ..arrays import NotFinite
from ..job import ExplainJob
from ..occlusion import Probability
from ..scores import deletion_faithfulness, localization, pointing_game
from .attribution import resized
from .batched import BatchedExplainer
from .classifier import Classifier, Covering

ON_REGIONS = ("Localization", "Pointing game")
"""Metrics that ask where objects are."""

METRICS = ("Faithfulness", "Fidelity", "Robustness", *ON_REGIONS)

_SQUARES = 24
"""How many parts are taken from the picture, to see whether the map predicts the effect."""

_SIDES = (0.15, 0.5)
"""Sides of such parts, as shares of the picture's shorter side."""

_NEIGHBOURS = 4
"""How many pictures nearby are explained, to see whether the map stays the same."""

_RADIUS = 0.02
"""How far such a picture may be, as a share of the range of a pixel."""


def check_metrics(metrics: Sequence[str]) -> None:
    """Raises ValueError where one of the metrics is not one of `METRICS`."""
    for metric in metrics:
        if metric not in METRICS:
            raise ValueError(f"metrics: {metric!r} is none of {', '.join(METRICS)}")


class Subject(NamedTuple):
    """The subject of a score: the map of an explainer for a label of a sample."""

    explainer: BatchedExplainer
    covering: Covering
    """The input, the label, and what parts of the input are covered with."""
    answers: dict[bytes, torch.Tensor]
    """Probabilities for parts of the input, which the maps of all explainers need."""
    saliency_map: np.ndarray
    """h×w."""
    region: np.ndarray | None
    """Where objects of the label are, H×W booleans; None where that is not known."""
    what: str


class Scorer:
    """Scores maps, and keeps the scores of each explainer by label."""

    def __init__(self, classifier: Classifier, metrics: Sequence[str]) -> None:
        """`metrics` are some of `METRICS`."""
        self._classifier = classifier
        self._metrics = metrics
        self._scores: defaultdict[tuple[str, str], defaultdict[int, list[float]]] = defaultdict(lambda: defaultdict(list))

    def add(self, subject: Subject) -> None:
        """Scores a map under every metric."""
        for metric in self._metrics:
            try:
                score = self._score(metric, subject)
            except NotFinite:  # a map of a picture nearby, of which the score says nothing then
                continue
            if not math.isnan(score):
                self._scores[metric, subject.explainer.name][subject.covering.label].append(score)

    def write(self, job: ExplainJob, explainers: Sequence[str]) -> None:
        """Adds to a job what was scored: for each label its mean, and the mean over all maps."""
        for metric in self._metrics:
            for explainer in explainers:
                by_label = self._scores[metric, explainer]
                every = [score for scores in by_label.values() for score in scores]
                job.add_score(
                    metric,
                    explainer,
                    total=float(np.mean(every)) if every else None,
                    per_label={label: float(np.mean(scores)) for label, scores in by_label.items()},
                )

    def _score(self, metric: str, subject: Subject) -> float:
        at_size = resized(subject.saliency_map, tuple(subject.covering.inputs.shape[1:]))
        if metric == "Faithfulness":
            return deletion_faithfulness(at_size, self._probability(subject))
        if metric == "Fidelity":
            return self._fidelity(subject, at_size)
        if metric == "Robustness":
            return self._robustness(subject)
        if subject.region is None:
            return math.nan
        return (localization if metric == "Localization" else pointing_game)(at_size, subject.region)

    def _fidelity(self, subject: Subject, at_size: np.ndarray) -> float:
        """How well the map predicts how the probability changes when parts are covered.

        Infidelity (Yeh et al., "On the (In)fidelity and Sensitivity of Explanations", NeurIPS 2019, as Captum has it) is
        the mean squared error of the sum of a covered part's attributions as a prediction of that change. It depends on
        the scale of the map. So the map is scaled to the best fit, and the remaining error is divided by that of a map of
        zeros. 1 minus that is the share that is explained, R². A map that fits only with its sign reversed scores 0.
        """
        height, width = at_size.shape
        probability = self._probability(subject)
        squares = _squares(height, width)
        scale = np.abs(at_size).sum() or 1.0

        def forward(seen: torch.Tensor) -> torch.Tensor:
            visible = seen.numpy() > 0.5
            key = visible.tobytes()
            if key not in subject.answers:
                subject.answers[key] = torch.from_numpy(probability(visible))
            return subject.answers[key]

        def infidelity(attribution: np.ndarray) -> float:
            value = captum.metrics.infidelity(
                forward,
                lambda _: (squares, 1 - squares),
                torch.ones(1, height, width),
                torch.from_numpy(attribution)[None].float(),
                n_perturb_samples=_SQUARES,
            )
            return float(value.item())

        nothing = infidelity(np.zeros_like(at_size))
        map_, reversed_ = infidelity(at_size / scale), infidelity(-at_size / scale)
        if nothing == 0:
            return math.nan
        agreement = (reversed_ - map_) / 4
        power = (reversed_ + map_) / 2 - nothing
        return min(1.0, agreement**2 / (power * nothing)) if agreement > 0 and power > 0 else 0.0

    def _robustness(self, subject: Subject) -> float:
        """How little a map changes when the picture changes by very little.

        e to the power of minus the greatest sensitivity (the paper of `_fidelity`, as Captum has it): how far the map moves,
        as a share of its norm.
        """

        def explain(inputs: tuple[torch.Tensor, ...] | torch.Tensor) -> tuple[torch.Tensor, ...]:
            (batch,) = inputs if isinstance(inputs, tuple) else (inputs,)
            # Captum calls this without gradients, which explainers may need.
            with torch.enable_grad():
                found = subject.explainer.attributions(
                    list(batch), [subject.covering.label] * len(batch), [subject.what] * len(batch)
                )
            for each in found:
                if isinstance(each, Exception):
                    raise each
            return (torch.from_numpy(np.stack(found)).float(),)

        found = captum.metrics.sensitivity_max(
            explain,
            subject.covering.inputs[None],
            perturb_func=lambda inputs: self._classifier.nearby(inputs, _RADIUS),
            n_perturb_samples=_NEIGHBOURS,
        )
        sensitivity = float(found.item())
        return math.exp(-sensitivity) if math.isfinite(sensitivity) else math.nan

    def _probability(self, subject: Subject) -> Probability:
        return self._classifier.probability(subject.covering)


def _squares(height: int, width: int) -> torch.Tensor:
    """Squares all over a picture, the same at each call: K×H×W, 1 inside of a square."""
    random = np.random.default_rng(0)
    squares = torch.zeros(_SQUARES, height, width)
    for square in squares:
        side = max(1, round(min(height, width) * random.uniform(*_SIDES)))
        top, left = random.integers(height - side + 1), random.integers(width - side + 1)
        square[top : top + side, left : left + side] = 1
    return squares
