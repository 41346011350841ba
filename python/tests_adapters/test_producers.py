"""The snippets of docs/producers.md run, one after the other, and write valid jobs."""

import os
import re
import shlex
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

import salient
from salient.__main__ import main
from salient.validate import validate

sys.path.append(str(Path(__file__).parents[1] / "tests"))
from test_virelay import CHANCES, PICTURES, write_project

os.environ.setdefault("KERAS_BACKEND", "torch")

PAGE = Path(__file__).parents[2] / "docs" / "producers.md"
SNIPPET = re.compile(r"^```(python|sh)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(r"^python -m salient (.*)$", re.MULTILINE)


@pytest.fixture(scope="module")
def jobs(tmp_path_factory):
    """The jobs that the page writes, by name."""
    place = tmp_path_factory.mktemp("producers")
    os.environ["FIFTYONE_DATABASE_DIR"] = str(place / "fiftyone")
    for method in ("lrp", "gradient"):
        outputs = {"prediction": np.log(CHANCES)}
        write_project(place, method, data={"data": PICTURES * 2 - 1}, attributions=outputs)
    before = Path.cwd()
    os.chdir(place)
    try:
        names = {}
        for language, code in SNIPPET.findall(PAGE.read_text(encoding="utf-8")):
            if language == "python":
                exec(compile(code, PAGE.name, "exec"), names)
            else:
                for command in COMMAND.findall(code):
                    assert main(shlex.split(command)) == 0
        assert main(["from-fiftyone", "summary/exported", "exported"]) == 0
    finally:
        os.chdir(before)
    found = place / "summary"
    return {str(path.parent.relative_to(found)): path.parent for path in sorted(found.rglob("*_explain"))}


PRODUCERS = ["captum", "cams", "zennit", "vit", "keras", "jax", "onnx", "sklearn", "fiftyone", "exported", "virelay"]
TRAININGS = {
    "training": ["epoch_000", "epoch_002", "epoch_004"],
    "fine-tuning": ["epoch_000", "epoch_001", "epoch_002"],
    "fit": ["epoch_000", "epoch_001", "epoch_002"],
}


def test_every_job_of_the_page_is_looked_at(jobs):
    assert {*jobs} == {*PRODUCERS, *(f"{name}/{epoch}" for name, epochs in TRAININGS.items() for epoch in epochs)}


@pytest.mark.parametrize("name", [*PRODUCERS, *(f"{name}/{epochs[-1]}" for name, epochs in TRAININGS.items())])
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
    scores = {(score.metric, score.explainer): score for score in job.scores}
    metrics = {metric.name: metric for metric in job.metrics}
    assert metrics["Complexity"] == salient.Metric("Complexity", 0, None, lower_is_better=True)
    kinds = {"Sparseness": quantus.Sparseness, "Complexity": quantus.Complexity}
    by_hand = defaultdict(list)
    for sample in job.values():
        for explainer, label in sample.maps:
            values = sample.map(explainer, label, (48, 64))[None, None]
            given = dict(model=None, x_batch=np.zeros((1, 3, *values.shape[2:])), y_batch=np.array([label]), a_batch=values)
            for name, kind in kinds.items():
                by_hand[name, explainer] += kind(disable_warnings=True)(**given)
    assert len(by_hand) == 2 * len(job.explainers)
    for key, found in by_hand.items():
        assert scores[key].total == pytest.approx(float(np.mean(found)), rel=1e-5)
    assert scores["Complexity", "Saliency"].total > 1
    assert scores["Pixel flipping", "Saliency"].total >= 0


@pytest.mark.parametrize("name", TRAININGS)
def test_the_jobs_of_a_training_are_of_the_same_samples_and_change(jobs, name):
    first, *others = (salient.read(jobs[f"{name}/{epoch}"]) for epoch in TRAININGS[name])
    for other in others:
        assert list(other) == list(first)
        for sample in first.values():
            assert (np.asarray(other[sample.id].picture()) == np.asarray(sample.picture())).all()
            assert other[sample.id].ground_truth == sample.ground_truth
        assert any(other[id].probabilities != first[id].probabilities for id in first)


def test_a_job_comes_back_from_fiftyone_as_it_was(jobs):
    first, back = salient.read(jobs["captum"]), salient.read(jobs["exported"])
    assert (back.labels, back.explainers, list(back)) == (first.labels, first.explainers, list(first))
    for id, sample in first.items():
        assert back[id].ground_truth == sample.ground_truth
        assert back[id].probabilities == pytest.approx(sample.probabilities)
        assert sorted(back[id].maps) == sorted(sample.maps)
        for explainer, label in sample.maps:
            assert back[id].map(explainer, label) == pytest.approx(sample.map(explainer, label))
