"""How the scores of a metric are read."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Union

import numpy as np

from . import checks
from .events import MetricRange


@dataclass(frozen=True)
class Metric:
    """A metric whose scores are not 0–1, or of which lower ones are better.

    salient.ExplainJob("run", labels=names, explainers=["IG"], metrics=[salient.Metric("Complexity", 0, None, True)])
    """

    name: str
    minimum: float | None = 0.0
    """The least score there can be; None where there is no bound."""
    maximum: float | None = 1.0
    """The greatest score there can be; None where there is no bound."""
    lower_is_better: bool = False

    def check(self, score: float, what: str) -> None:
        """Raises ValueError that starts with `what` where a score is outside of the range."""
        low = -math.inf if self.minimum is None else self.minimum - _ROUNDING * max(1.0, abs(self.minimum))
        high = math.inf if self.maximum is None else self.maximum + _ROUNDING * max(1.0, abs(self.maximum))
        if score < low or score > high:
            raise ValueError(
                f"{what}: {score:g} is outside of the metric's range, {self.minimum} to {self.maximum}; "
                "None as minimum or maximum of salient.Metric is no bound"
            )


Metrics = Iterable[Union[str, Metric]]
"""Names of metrics, 0–1 of which higher is better, and metrics that are otherwise."""

_ROUNDING = 1e-6


def metric_names(metrics: Metrics, what: str) -> list[str]:
    """The names of metrics. Raises ValueError where they are not names, or one comes twice."""
    if isinstance(metrics, str):
        return checks.names(metrics, what, unique=True)
    return checks.names([_name(each) for each in checks.listed(metrics, what)], what, unique=True)


def _name(metric: str | Metric) -> str:
    return metric.name if isinstance(metric, Metric) else metric


def metric_ranges(metrics: Metrics, what: str) -> list[MetricRange]:
    """What is recorded of those metrics that are given with a range. Raises ValueError where a range is none."""
    return [_range(each, f"{what}, {each.name!r}") for each in metrics if isinstance(each, Metric)]


def _range(metric: Metric, what: str) -> MetricRange:
    bounds = [None if each is None else checks.real(each, what) for each in (metric.minimum, metric.maximum)]
    low, high = bounds
    if low is not None and high is not None and low >= high:
        raise ValueError(f"{what}: its range {low:g} to {high:g} is none; the minimum comes first")
    if not isinstance(metric.lower_is_better, bool):
        raise ValueError(f"{what}, lower_is_better: {metric.lower_is_better!r} is neither True nor False")
    return MetricRange(name=metric.name, minimum=low, maximum=high, lower_is_better=metric.lower_is_better)


def range_of(metric: Metric) -> MetricRange:
    """What is recorded of a metric."""
    low, high = metric.minimum, metric.maximum
    return MetricRange(name=metric.name, minimum=low, maximum=high, lower_is_better=metric.lower_is_better)


def metric_of(recorded: MetricRange) -> Metric:
    """A metric as it was recorded, or as it will be: bounds are numbers of 32 bits, and 0.1 is read back as 0.1."""
    low, high = (None if each is None else float(str(np.float32(each))) for each in (recorded.minimum, recorded.maximum))
    return Metric(recorded.name or "", low, high, bool(recorded.lower_is_better))
