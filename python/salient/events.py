"""The messages of an event file: docs/format.md, "The events". Fields from 1000 on are Salient's own; old readers skip them."""

from __future__ import annotations

from dataclasses import dataclass

from .message import BINARY, BOOL, DOUBLE, FLOAT, INT32, INT64, STRING, optional, repeated

VERSION = 3
"""The version of Salient's own fields that this package writes."""

PARTS_VERSION = 4
"""The version that a job of many parts records."""


@dataclass
class Inference:
    """Probabilities of labels, 0–1, and where known their standard deviations and 95 % intervals, all lists by position."""

    ground_truth_prob: list[float] = repeated(1, FLOAT)
    predicted_label: list[int] = repeated(2, INT32)
    predicted_prob: list[float] = repeated(3, FLOAT)
    ground_truth_prob_sd: list[float] = repeated(4, FLOAT)
    ground_truth_prob_itl95_low: list[float] = repeated(5, FLOAT)
    ground_truth_prob_itl95_hi: list[float] = repeated(6, FLOAT)
    predicted_prob_sd: list[float] = repeated(7, FLOAT)
    predicted_prob_itl95_low: list[float] = repeated(8, FLOAT)
    predicted_prob_itl95_hi: list[float] = repeated(9, FLOAT)
    runner_up_label: list[int] = repeated(1000, INT32)
    runner_up_prob: list[float] = repeated(1001, FLOAT)
    runner_up_prob_sd: list[float] = repeated(1002, FLOAT)
    runner_up_prob_itl95_low: list[float] = repeated(1003, FLOAT)
    runner_up_prob_itl95_hi: list[float] = repeated(1004, FLOAT)


@dataclass
class Explanation:
    """The saliency map of one explainer for one label; minimum and maximum are what levels 0 and 255 stand for.

    Where attributions outside of that range were clipped, true_minimum and true_maximum are the least and the greatest of them.
    """

    explain_method: str | None = optional(1, STRING)
    label: int | None = optional(2, INT32)
    heatmap_path: str | None = optional(3, STRING)
    minimum: float | None = optional(1000, DOUBLE)
    maximum: float | None = optional(1001, DOUBLE)
    signed: bool | None = optional(1002, BOOL)
    true_minimum: float | None = optional(1003, DOUBLE)
    true_maximum: float | None = optional(1004, DOUBLE)


@dataclass
class Benchmark:
    """The score of one explainer under one metric, NaN for not scored; `label_score` by label id."""

    benchmark_method: str | None = optional(1, STRING)
    explain_method: str | None = optional(2, STRING)
    total_score: float | None = optional(3, FLOAT)
    label_score: list[float] = repeated(4, FLOAT)


@dataclass
class MetricRange:
    """How the scores of a metric are read: the least and the greatest there can be, none for no bound, and which are better."""

    name: str | None = optional(1, STRING)
    minimum: float | None = optional(2, FLOAT)
    maximum: float | None = optional(3, FLOAT)
    lower_is_better: bool | None = optional(4, BOOL)


@dataclass
class Metadata:
    """The names of the job, labels by id, and the probability from which on a label counts as predicted."""

    label: list[str] = repeated(1, STRING)
    explain_method: list[str] = repeated(2, STRING)
    benchmark_method: list[str] = repeated(3, STRING)
    version: int | None = optional(1000, INT32)
    threshold: float | None = optional(1001, FLOAT)
    metric_range: list[MetricRange] = repeated(1002, MetricRange)


@dataclass
class HocLayer:
    """One step of a counterfactual: the probability, 0–1, on what the boxes leave; x, y, width, height of each in pixels."""

    prob: float | None = optional(1, FLOAT)
    box: list[int] = repeated(2, INT32)


@dataclass
class Hoc:
    """A counterfactual (hierarchical occlusion) of one label, layers from coarse to fine."""

    label: int | None = optional(1, INT32)
    mask: str | None = optional(2, STRING)
    layer: list[HocLayer] = repeated(3, HocLayer)


@dataclass
class Skipped:
    """A sample of which something is missing because an explainer raised; no reason: not skipped any more."""

    sample_id: int | None = optional(1, INT32)
    reason: str | None = optional(2, STRING)
    explain_method: str | None = optional(3, STRING)


@dataclass
class TrueRegion:
    """Where objects of a ground truth label are: boxes of x, y, width and height in pixels, and the path of a mask."""

    label: int | None = optional(1, INT32)
    box: list[int] = repeated(2, INT32)
    mask_path: str | None = optional(3, STRING)


@dataclass
class Explain:
    """What one event says; `image_sha256` and `true_region` are of the original's file."""

    sample_id: int | None = optional(1, INT32)
    image_path: str | None = optional(2, STRING)
    ground_truth_label: list[int] = repeated(3, INT32)
    inference: Inference | None = optional(4, Inference)
    explanation: list[Explanation] = repeated(5, Explanation)
    benchmark: list[Benchmark] = repeated(6, Benchmark)
    metadata: Metadata | None = optional(7, Metadata)
    status: str | None = optional(8, STRING)
    hoc: list[Hoc] = repeated(9, Hoc)
    image_sha256: bytes | None = optional(1000, BINARY)
    skipped: list[Skipped] = repeated(1001, Skipped)
    true_region: list[TrueRegion] = repeated(1002, TrueRegion)


@dataclass
class Event:
    """The payload of a record; `wall_time` is in unix seconds."""

    wall_time: float | None = optional(1, DOUBLE)
    step: int | None = optional(2, INT64)
    version: str | None = optional(3, STRING)
    explain: Explain | None = optional(6, Explain)
