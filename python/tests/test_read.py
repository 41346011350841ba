"""What was written is read back, and scored."""

from types import SimpleNamespace

import numpy as np
import pytest
from conftest import LABELS, MAP, PICTURE, files_of, open_job
from PIL import Image

import salient
from salient import Metric
from salient.scores import localization, pointing_game
from salient.validate import validate

MASK = np.zeros((12, 16), bool)
MASK[2:5, 3:9] = True


@pytest.fixture
def directory(tmp_path):
    with open_job(tmp_path / "run") as job:
        sample = job.add_sample(
            PICTURE,
            ground_truth=[0, 2],
            probabilities={0: 0.75, 1: 0.5, 2: 0.125, 3: 0.0625},
            sd={0: 0.25, 1: 0.125, 2: 0.5, 3: 0.5},
            interval={label: (0.0, 1.0) for label in range(4)},
            boxes={0: [(1, 2, 3, 4), (8, 0, 8, 12)]},
            masks={2: MASK},
        )
        sample.add_map("GradCAM", 0, MAP)
        sample.add_map("GradCAM", 1, -MAP[:3, :4])
        sample.add_map("Gradient", 0, np.full((12, 16), 0.5))
        sample.add_counterfactual(0, [(0.75, [(0, 0, 8, 8)]), (0.5, [(0, 0, 4, 4), (4, 4, 4, 4)])])
        job.add_sample(PICTURE, probabilities={3: 0.5}, id=7)
        job.add_score("Faithfulness", "GradCAM", total=0.25, per_label={1: 0.5})
        job.add_score("Localization", "GradCAM", total=None)
    return tmp_path / "run"


def test_everything_that_was_written_is_read(directory):
    job = salient.read(directory)
    assert (job.labels, job.explainers, job.threshold) == (LABELS, ["GradCAM", "Gradient"], 0.5)
    assert job.metrics == [Metric("Faithfulness"), Metric("Localization")]
    assert list(job) == [0, 7] and len(job) == 2
    sample = job[0]
    assert (sample.ground_truth, sample.predicted) == ([0, 2], [0, 1])
    assert sample.probabilities == {0: 0.75, 1: 0.5, 2: 0.125, 3: 0.0625}
    assert sample.sd == {0: 0.25, 1: 0.125, 2: 0.5, 3: 0.5}
    assert sample.interval[1] == (0.0, 1.0)
    assert sample.maps == [("GradCAM", 0), ("GradCAM", 1), ("Gradient", 0)]
    assert sample.counterfactuals == {0: [(0.75, [(0, 0, 8, 8)]), (0.5, [(0, 0, 4, 4), (4, 4, 4, 4)])]}
    assert np.abs(np.asarray(sample.picture()).astype(int) - PICTURE).mean() < 4
    assert job.scores == [
        salient.RecordedScore("Faithfulness", "GradCAM", 0.25, {1: 0.5}),
        salient.RecordedScore("Localization", "GradCAM", None, {}),
    ]
    with pytest.raises(KeyError, match=r"sample 1: the job in .* has none of this id"):
        job[1]
    with pytest.raises(KeyError, match="sample 0: there is no map of 'Gradient' for label 3"):
        sample.map("Gradient", 3)


def test_maps_are_in_the_units_of_their_attributions(directory):
    sample = salient.read(directory)[0]
    assert np.abs(sample.map("GradCAM", 0) - MAP).max() <= MAP.max() / 255 / 2 * 1.001
    assert np.abs(sample.map("GradCAM", 1) + MAP[:3, :4]).max() <= MAP[:3, :4].max() / 255 / 2 * 1.001
    assert (sample.map("Gradient", 0) == 0.5).all()
    assert sample.map("GradCAM", 1, (12, 16)).shape == (12, 16)


def test_regions_are_read_and_valid(directory):
    sample = salient.read(directory)[0]
    assert sample.boxes == {0: [(1, 2, 3, 4), (8, 0, 8, 12)]}
    boxed = sample.region(0)
    assert boxed[2:6, 1:4].all() and boxed[:, 8:].all() and boxed.sum() == 12 + 96
    assert (sample.region(2) == MASK).all()
    assert sample.region(1) is None
    assert list(validate(directory)) == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"boxes": {9: [(0, 0, 1, 1)]}}, "sample 8, boxes: there is no label 9"),
        ({"boxes": {0: [(0, 0, 17, 1)]}}, r"sample 8, boxes\[0\]: \[0, 0, 17, 1\] has no area, or leaves the picture"),
        ({"boxes": {0: []}}, r"sample 8, boxes\[0\]: there is none; leave the label out"),
        ({"boxes": [(0, 0, 1, 1)]}, "sample 8, boxes: expected a dict by label id, got list"),
        ({"masks": {0: MASK.T}}, r"sample 8, masks\[0\]: shape \(16, 12\); the picture is 12×16"),
        ({"masks": {0: MASK & False}}, r"sample 8, masks\[0\]: nothing is inside"),
        ({"masks": {0: "mask.png"}}, r"sample 8, masks\[0\]: .* got str; write Image.open"),
    ],
)
def test_wrong_regions_are_refused_and_nothing_is_written(directory, changes, message):
    before = {path: content for path, content in files_of(directory).items() if "manifest" not in path}
    with open_job(directory) as job, pytest.raises(ValueError, match=message):
        job.add_sample(PICTURE, id=8, **changes)
    assert {path: content for path, content in files_of(directory).items() if "manifest" not in path} == before


@pytest.mark.parametrize("form", [np.uint8(MASK) * 255, Image.fromarray(MASK), MASK[None], MASK.astype(float), np.uint8(MASK)])
def test_a_mask_may_come_in_any_form(tmp_path, form):
    with open_job(tmp_path / "run") as job:
        job.add_sample(PICTURE, masks={1: form})
    assert (salient.read(tmp_path / "run")[0].region(1) == MASK).all()


def test_maps_are_scored_afterwards(directory):
    found = salient.score(directory, "Focus", lambda sample, label, values: float(values.max() > 0))
    assert found == [
        salient.RecordedScore("Focus", "GradCAM", 0.5, {0: 1.0, 1: 0.0}),
        salient.RecordedScore("Focus", "Gradient", 1.0, {0: 1.0}),
    ]
    again = salient.read(directory)
    assert [score for score in again.scores if score.metric == "Focus"] == found
    assert [metric.name for metric in again.metrics] == ["Faithfulness", "Localization", "Focus"]
    assert list(validate(directory)) == []


def test_a_metric_without_bounds_of_which_lower_is_better_is_recorded_as_such(directory):
    metric = Metric("Complexity", 0, None, lower_is_better=True)
    salient.score(directory, metric, lambda sample, label, values: 1.75, explainers=["Gradient"])
    job = salient.read(directory)
    assert job.metrics[-1] == metric
    assert job.scores[-1] == salient.RecordedScore("Complexity", "Gradient", 1.75, {0: 1.75})
    with pytest.raises(ValueError, match=r"'Complexity' is 0.0 to None, lower is better; pass this range, or another name"):
        salient.score(directory, Metric("Complexity"), lambda sample, label, values: 0.5)
    with pytest.raises(ValueError, match=r"metrics: the directory holds a job whose metric 'Faithfulness' is 0.0 to 1.0"):
        salient.score(directory, Metric("Faithfulness", 0, 2), lambda sample, label, values: 0.5)


def test_bounds_of_a_metric_are_read_as_they_were_given_and_it_is_scored_again(directory):
    metric = Metric("Difference", -0.1, 100.7)
    for _ in range(2):
        salient.score(directory, metric, lambda sample, label, values: 100.7)
    job = salient.read(directory)
    assert job.metrics[-1] == metric
    salient.score(directory, "Difference", lambda sample, label, values: 100.7)
    with open_job(directory, metrics=[metric]) as again:
        again.add_score("Difference", "Gradient", total=-0.1)


@pytest.mark.parametrize(
    ("metric", "function", "message"),
    [
        (
            "M",
            lambda sample, label, values: 1.5,
            "sample 0, explainer 'GradCAM', label 0, M: 1.5 is outside of the metric's range",
        ),
        ("M", lambda sample, label, values: "high", "sample 0, explainer 'GradCAM', label 0, M: 'high' is no number"),
        (Metric("M", 1, 0), lambda sample, label, values: 0.5, "metrics, 'M': its range 1 to 0 is none"),
        (Metric("M", 0, 1, "low"), lambda sample, label, values: 0.5, "lower_is_better: 'low' is neither"),
    ],
)
def test_wrong_scores_are_refused_and_nothing_is_written(directory, metric, function, message):
    before = files_of(directory)
    with pytest.raises(ValueError, match=message):
        salient.score(directory, metric, function)
    assert files_of(directory) == before


def test_localization_and_the_pointing_game_use_the_regions(directory):
    salient.score(directory, "Localization", salient.on_regions(localization))
    salient.score(directory, "Pointing game", salient.on_regions(pointing_game))
    scores = {(each.metric, each.explainer): each for each in salient.read(directory).scores}
    region = salient.read(directory)[0].region(0)
    assert scores["Localization", "GradCAM"].per_label == {0: pytest.approx(MAP[region].sum() / MAP.sum(), abs=0.01)}
    assert scores["Pointing game", "GradCAM"].per_label == {0: 1.0}
    assert scores["Pointing game", "Gradient"].total is None  # a constant map points nowhere


def test_a_metric_of_quantus_that_asks_for_a_region_scores_only_labels_that_have_one(directory):
    class PointsInside:
        evaluation_category = SimpleNamespace(value="Localisation")

        def __call__(self, a_batch, s_batch, **_):
            assert isinstance(s_batch, np.ndarray), "Segmentations 's_batch' should be of type np.ndarray."
            return [float(s_batch.ravel()[a_batch.argmax()])]

    scores = salient.score(directory, "Points", salient.by_quantus(PointsInside()), explainers=["GradCAM"])
    assert [each.per_label for each in scores] == [{0: 1.0}]


@pytest.mark.parametrize(
    ("name", "category", "message"),
    [
        ("Consistency", "Robustness", "Consistency of Quantus compares the samples of a batch, and here it gets one map"),
        ("Sufficiency", "Faithfulness", "Sufficiency of Quantus compares the samples of a batch"),
        ("Focus", "Localisation", "Focus of Quantus takes mosaics"),
        ("MaxSensitivity", "Robustness", "MaxSensitivity of Quantus makes maps of its own; pass explain_func="),
        ("MPRT", "Randomisation", "MPRT of Quantus makes maps of its own"),
    ],
)
def test_a_metric_of_quantus_that_is_not_of_one_map_is_refused(name, category, message):
    metric = type(name, (), {"evaluation_category": SimpleNamespace(value=category)})()
    with pytest.raises(ValueError, match=message):
        salient.by_quantus(metric)


def test_quantus_is_not_asked_about_a_map_of_zeros_and_what_it_raises_names_the_map(tmp_path):
    def metric(a_batch, **_):
        assert a_batch.any(), "The elements in the attribution vector are all equal to zero"
        assert a_batch.max() < 5, "too great"
        return [0.5]

    with open_job(tmp_path) as job:
        for saliency_map in (MAP * 0, MAP / MAP.max()):
            job.add_sample(PICTURE, ground_truth=[0], probabilities={0: 0.9}).add_map("GradCAM", 0, saliency_map)
        last = job.add_sample(PICTURE, ground_truth=[0], probabilities={0: 0.9})
        last.add_map("Gradient", 0, MAP / MAP.max() * 9)
    (score,) = salient.score(tmp_path, "Quality", salient.by_quantus(metric), explainers=["GradCAM"])
    assert score.total == 0.5
    with pytest.raises(ValueError, match="sample 2, explainer 'Gradient', label 0, Quality: AssertionError, too great"):
        salient.score(tmp_path, "Quality", salient.by_quantus(metric))


def test_the_pointing_game_counts_the_greatest_points_that_are_inside():
    saliency = np.zeros((4, 6))
    saliency[0, 0] = saliency[3, 5] = 1
    assert pointing_game(saliency, [(0, 0, 2, 2)]) == 0.5
    assert pointing_game(saliency, [(0, 0, 6, 4)]) == 1
    assert pointing_game(saliency, [(2, 0, 2, 4)]) == 0
    assert np.isnan(pointing_game(np.ones((4, 6)), [(0, 0, 2, 2)]))
