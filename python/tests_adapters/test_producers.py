"""The snippets of docs/producers.md run, one after the other, and write valid jobs."""

import os
import re
from pathlib import Path

import numpy as np
import pytest

import salient
from salient.validate import validate

os.environ.setdefault("KERAS_BACKEND", "torch")

PAGE = Path(__file__).parents[2] / "docs" / "producers.md"
SNIPPET = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def jobs(tmp_path_factory):
    """The jobs that the page writes, by name."""
    place = tmp_path_factory.mktemp("producers")
    before = Path.cwd()
    os.chdir(place)
    try:
        names = {}
        for code in SNIPPET.findall(PAGE.read_text(encoding="utf-8")):
            exec(compile(code, PAGE.name, "exec"), names)
    finally:
        os.chdir(before)
    return {path.name: path for path in sorted((place / "summary").iterdir())}


@pytest.mark.parametrize("name", ["captum", "cams", "zennit", "vit", "keras", "jax", "onnx", "sklearn"])
def test_a_producer_writes_a_valid_job_with_maps(jobs, name):
    assert list(validate(jobs[name])) == []
    job = salient.read(jobs[name])
    assert len(job) >= 2
    for sample in job.values():
        assert len(sample.maps) >= len(job.explainers)
        for explainer, label in sample.maps:
            assert np.isfinite(sample.map(explainer, label)).all()


def test_metrics_of_quantus_score_the_maps_that_a_job_has(jobs):
    import quantus

    job = salient.read(jobs["captum"])
    scores = {score.metric: score for score in job.scores}
    metrics = {metric.name: metric for metric in job.metrics}
    assert metrics["Complexity"] == salient.Metric("Complexity", 0, None, lower_is_better=True)
    by_hand = {"Sparseness": [], "Complexity": []}
    for sample in job.values():
        for explainer, label in sample.maps:
            values = sample.map(explainer, label)[None, None]
            given = dict(model=None, x_batch=np.zeros((1, 3, *values.shape[2:])), y_batch=np.array([label]), a_batch=values)
            for name, kind in (("Sparseness", quantus.Sparseness), ("Complexity", quantus.Complexity)):
                by_hand[name] += kind(disable_warnings=True)(**given)
    for name, found in by_hand.items():
        assert scores[name].total == pytest.approx(float(np.mean(found)), rel=1e-5)
    assert scores["Complexity"].total > 1
    assert scores["Pixel flipping"].total >= 0
