"""What a job refuses: a ValueError says what and where, and nothing is written."""

import math

import numpy as np
import pytest
from conftest import MAP, PICTURE, files_of, open_job


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"labels": []}, "labels: there is none; give at least one name"),
        ({"labels": 3}, "labels: 3 is no list"),
        ({"labels": "cat"}, "labels: expected a list of names, got one text"),
        ({"labels": ["cat", 3]}, r"labels\[1\]: 3 is no name"),
        ({"labels": ["cat", ""]}, r"labels\[1\]: '' is no name"),
        ({"labels": ["\ud800"]}, r"labels\[0\]: .*UTF-8"),
        ({"explainers": ["A", "B", "A"]}, "explainers: 'A' comes twice"),
        ({"metrics": [""]}, r"metrics\[0\]"),
        ({"labels": {"cat", "dog"}}, "labels: a set has no order"),
        ({"labels": frozenset({"cat"})}, "labels: a set has no order"),
        ({"labels": {0: "cat", 2: "dog"}}, "dict of ids to names or of names to ids; .* neither are the ids 0 to L−1"),
        ({"labels": {"cat": 1, "dog": 1}}, "neither are the ids 0 to L−1"),
        ({"labels": {"1": "0", "0": "1"}}, "both could be the ids"),
        ({"labels": {0: ["n01", "cat"]}}, r"labels\[0\]: .* is no name"),
        ({"labels": ["cat\n", "dog\n"]}, r"ends with a line break; write \[name.strip\(\) for name in labels\]"),
        ({"threshold": 1.5}, "threshold: 1.5"),
        ({"threshold": math.nan}, "threshold: nan"),
    ],
)
def test_bad_names_make_no_job(tmp_path, changes, reason):
    with pytest.raises(ValueError, match=reason):
        open_job(tmp_path / "run", **changes)
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"ground_truth": [4], "probabilities": {4: 0.5}}, "sample 1, ground_truth: there is no label 4; the job names 4"),
        ({"ground_truth": [-1]}, "sample 1, ground_truth: there is no label -1"),
        ({"ground_truth": 1}, "sample 1, ground_truth: 1 is no list"),
        ({"ground_truth": ["cat"]}, "sample 1, ground_truth: 'cat' is no integer"),
        ({"ground_truth": [True, False], "probabilities": [0.5] * 4}, "True is no integer; write np.flatnonzero"),
        ({"ground_truth": np.eye(4, dtype=bool)[1], "probabilities": [0.5] * 4}, "no integer; write np.flatnonzero"),
        ({"ground_truth": [0, 0], "probabilities": {0: 0.5}}, "names a label twice"),
        ({"ground_truth": [1], "probabilities": {0: 0.5}}, "ground truth label 1 has none"),
        ({"probabilities": {9: 0.5}}, "sample 1, probabilities: there is no label 9"),
        ({"probabilities": {0: math.nan}}, r"sample 1, probabilities\[0\]: nan is no finite number"),
        ({"probabilities": {0: 1.5}}, r"probabilities\[0\]: 1.5 is no probability"),
        ({"probabilities": {0: "much"}}, "'much' is no number"),
        ({"probabilities": [0.5, 0.5]}, "probabilities: 2 values for 4 labels; pass a value for each, or a dict by label id"),
        ({"probabilities": np.full((4, 1), 0.25)}, "is no list|is no number|is no probability"),
        ({"probabilities": {0.5}}, "expected a dict by label id, or a list of 4 values, got set"),
        ({"probabilities": "0.5"}, "expected a dict by label id, or a list of 4 values, got str"),
        ({"probabilities": {0: 0.5}, "sd": {0: 0.1}}, "interval: wanted for the labels"),
        ({"probabilities": {0: 0.5, 1: 0.5}, "sd": {0: 0.1}, "interval": {0: (0, 1)}}, r"differs in \[1\]"),
        ({"probabilities": {0: 0.5}, "sd": {0: -0.1}, "interval": {0: (0, 1)}}, "are no spread"),
        ({"probabilities": {0: 0.5}, "sd": {0: 0.1}, "interval": {0: (1, 0)}}, "are no spread"),
        ({"probabilities": {0: 0.5}, "sd": {0: 0.1}, "interval": {0: 1}}, "two numbers, low and high"),
        ({"image": np.zeros((2, 2, 9))}, "sample 1, image: shape"),
        ({"id": 0}, "sample 0: the job has one"),
        ({"id": -1}, "sample -1: an id is 0 to"),
        ({"id": 2**31}, "an id is 0 to"),
        ({"id": 1.5}, "id: 1.5 is no integer"),
    ],
)
def test_a_bad_sample_is_refused_and_leaves_nothing(job, arguments, reason):
    job.add_sample(PICTURE)
    before = files_of(job.directory)
    with pytest.raises(ValueError, match=reason):
        job.add_sample(**{"image": PICTURE, **arguments})
    assert files_of(job.directory) == before
    assert job.add_sample(PICTURE).id == 1


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (
            lambda s: s.add_map("LIME", 0, MAP),
            "sample 0, map, explainer: 'LIME' is not one of the job's, 'GradCAM', ",
        ),
        (lambda s: s.add_map("GradCAM", 4, MAP), "sample 0, map, label: there is no label 4"),
        (lambda s: s.add_map("GradCAM", 0, MAP * np.nan), "sample 0, map of 'GradCAM' for label 0: 192 of 192"),
        (lambda s: s.add_map("GradCAM", 0, np.ones(3)), r"sample 0, map of 'GradCAM' for label 0: shape \(3,\)"),
        (lambda s: s.add_counterfactual(3, [(0.5, [(0, 0, 1, 1)])]), "3 is neither ground truth nor predicted"),
        (lambda s: s.add_counterfactual(9, []), "counterfactual, label: there is no label 9"),
        (lambda s: s.add_counterfactual(0, []), "layers: there is none"),
        (lambda s: s.add_counterfactual(0, [0.5]), r"layers\[0\]: 0.5 must be a probability and a list of boxes"),
        (lambda s: s.add_counterfactual(0, [(0.5, 7)]), r"layers\[0\]: .* must be a probability and a list of boxes"),
        (lambda s: s.add_counterfactual(0, [(0.5, [7])]), r"layers\[0\]: 7 is no list"),
        (lambda s: s.add_counterfactual(0, [(0.5, [(0, 0, 1)])]), r"layers\[0\]: \[0, 0, 1\] must be left, top"),
        (lambda s: s.add_counterfactual(0, [(0.5, [(0, 0, 1.5, 1)])]), "1.5 is no integer"),
        (lambda s: s.add_counterfactual(0, [(0.5, [(10, 0, 7, 1)])]), "leaves the picture of 16×12"),
        (lambda s: s.add_counterfactual(0, [(0.5, [(0, 0, 0, 1)])]), "has no area"),
        (lambda s: s.add_counterfactual(0, [(2, [(0, 0, 1, 1)])]), r"layers\[0\]: 2 is no probability"),
        (lambda s: s.add_counterfactual(0, [(0.5, [])], mask="blur"), "mask: 'blur'"),
    ],
)
def test_a_bad_map_or_counterfactual_is_refused_and_leaves_nothing(job, call, reason):
    sample = job.add_sample(PICTURE, ground_truth=[0], probabilities={0: 0.1})
    before = files_of(job.directory)
    with pytest.raises(ValueError, match=reason):
        call(sample)
    assert files_of(job.directory) == before


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("Speed", "GradCAM", 1, None), "metric: 'Speed'"),
        (("Faithfulness", "LIME", 1, None), "explainer: 'LIME'"),
        (("Faithfulness", "GradCAM", math.inf, None), "total: inf"),
        (("Faithfulness", "GradCAM", 1e39, None), r"total: 1e\+39 is beyond"),
        (("Faithfulness", "GradCAM", 1, {4: 1}), "per_label: there is no label 4"),
        (("Faithfulness", "GradCAM", 1, {1: -math.inf}), r"per_label\[1\]: -inf"),
    ],
)
def test_a_bad_score_is_refused_and_leaves_nothing(job, arguments, reason):
    metric, explainer, total, per_label = arguments
    before = files_of(job.directory)
    with pytest.raises(ValueError, match=reason):
        job.add_score(metric, explainer, total=total, per_label=per_label)
    assert files_of(job.directory) == before


def test_samples_are_found_by_their_id(job):
    job.add_sample(PICTURE)
    with pytest.raises(ValueError, match="sample 1: the job has none"):
        job.sample(1)
