"""Jobs of this version for older readers: what the first format defines is there, and the rest are fields that they skip."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from conftest import MAP, PICTURE, open_job

from salient import Metric, events
from salient.message import DOUBLE, FLOAT, INT32, INT64, STRING, decode, encode, optional, repeated
from salient.names import latest_event_file
from salient.records import RecordReader

# The messages of MindSpore XAI, as MindInsight 2.3 knows them.


@dataclass
class Inference:
    ground_truth_prob: list[float] = repeated(1, FLOAT)
    predicted_label: list[int] = repeated(2, INT32)
    predicted_prob: list[float] = repeated(3, FLOAT)
    ground_truth_prob_sd: list[float] = repeated(4, FLOAT)
    ground_truth_prob_itl95_low: list[float] = repeated(5, FLOAT)
    ground_truth_prob_itl95_hi: list[float] = repeated(6, FLOAT)
    predicted_prob_sd: list[float] = repeated(7, FLOAT)
    predicted_prob_itl95_low: list[float] = repeated(8, FLOAT)
    predicted_prob_itl95_hi: list[float] = repeated(9, FLOAT)


@dataclass
class Explanation:
    explain_method: str | None = optional(1, STRING)
    label: int | None = optional(2, INT32)
    heatmap_path: str | None = optional(3, STRING)


@dataclass
class Benchmark:
    benchmark_method: str | None = optional(1, STRING)
    explain_method: str | None = optional(2, STRING)
    total_score: float | None = optional(3, FLOAT)
    label_score: list[float] = repeated(4, FLOAT)


@dataclass
class Metadata:
    label: list[str] = repeated(1, STRING)
    explain_method: list[str] = repeated(2, STRING)
    benchmark_method: list[str] = repeated(3, STRING)


@dataclass
class HocLayer:
    prob: float | None = optional(1, FLOAT)
    box: list[int] = repeated(2, INT32)


@dataclass
class Hoc:
    label: int | None = optional(1, INT32)
    mask: str | None = optional(2, STRING)
    layer: list[HocLayer] = repeated(3, HocLayer)


@dataclass
class Explain:
    sample_id: int | None = optional(1, INT32)
    image_path: str | None = optional(2, STRING)
    ground_truth_label: list[int] = repeated(3, INT32)
    inference: Inference | None = optional(4, Inference)
    explanation: list[Explanation] = repeated(5, Explanation)
    benchmark: list[Benchmark] = repeated(6, Benchmark)
    metadata: Metadata | None = optional(7, Metadata)
    status: str | None = optional(8, STRING)
    hoc: list[Hoc] = repeated(9, Hoc)


@dataclass
class Event:
    wall_time: float | None = optional(1, DOUBLE)
    step: int | None = optional(2, INT64)
    version: str | None = optional(3, STRING)
    explain: Explain | None = optional(6, Explain)


@pytest.fixture(params=[3, 4], ids=["of one file", "of parts"])
def payloads(tmp_path, request):
    """The records of a job that has everything of the current version."""
    metrics = ["Faithfulness", Metric("Complexity", 0, None, lower_is_better=True)]
    parts = {} if request.param == 3 else {"roll_over": "64MB"}
    with open_job(tmp_path / "run", metrics=metrics, **parts) as job:
        inside = np.ones((12, 16), bool)
        sample = job.add_sample(
            PICTURE, ground_truth=[0], probabilities=[0.2, 0.7, 0.1, 0], boxes={0: [(1, 2, 3, 4)]}, masks={1: inside}
        )
        outlier = np.where(MAP == 3, 1e9, MAP / 200)
        sample.add_map("GradCAM", 1, outlier)
        sample.add_counterfactual(1, [(0.6, [(1, 2, 3, 4)])])
        job.add_skipped(5, "out of memory", "GradCAM")
        job.add_score("Faithfulness", "GradCAM", total=0.5)
    with open(latest_event_file(tmp_path / "run"), "rb") as stream:
        found = [record.payload for record in RecordReader(stream)]
    assert decode(events.Event, found[0]).explain.metadata.version == request.param
    yield found


def test_an_older_reader_finds_what_it_knows(payloads):
    found = [decode(Event, payload).explain for payload in payloads]
    assert found[0].metadata.label == ["cat", "dog", "bird", "fish"]
    assert found[0].metadata.benchmark_method == ["Faithfulness", "Complexity"]
    assert [(event.sample_id, event.image_path is not None) for event in found[1:5]] == [(0, True), *[(0, False)] * 3]
    assert (found[2].ground_truth_label, found[2].inference.predicted_label) == ([0], [1])
    assert [(each.explain_method, each.label) for each in found[3].explanation] == [("GradCAM", 1)]
    assert [layer.box for layer in found[4].hoc[0].layer] == [[1, 2, 3, 4]]
    assert found[5] == Explain()
    assert found[6].benchmark[0].total_score == 0.5


def test_what_an_older_reader_skips_are_fields_from_1000_on(payloads):
    """A message without what it skips is shorter; a reader of the current version finds nothing else changed."""
    old = [encode(decode(Event, payload)) for payload in payloads]
    assert sum(map(len, old)) < sum(map(len, payloads))
    for payload, shorter in zip(payloads, old):
        now, then = decode(events.Event, payload).explain, decode(events.Event, shorter).explain
        now.image_sha256, now.skipped, now.true_region = None, [], []
        if now.metadata:
            now.metadata.version = now.metadata.threshold = None
            now.metadata.metric_range = []
        if now.inference:
            for name in [name for name in vars(now.inference) if name.startswith("runner_up")]:
                setattr(now.inference, name, [])
        for each in now.explanation:
            each.minimum = each.maximum = each.signed = each.true_minimum = each.true_maximum = None
        assert now == then
