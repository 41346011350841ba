"""A job from a model in one call."""

import math

import numpy as np
import pytest
import torch
from captum.attr import IntegratedGradients, LayerGradCam, Occlusion, Saliency
from conftest import LABELS, MEAN, STD, Sides, normalised, picture
from PIL import Image

import salient.captum
from salient.events import Explain
from salient.reading import event_file_of, read_events
from salient.validate import validate


def explain(directory, model, loader, **changes):
    """A small run, of which a test changes what it is about. `changes` are arguments of the call."""
    arguments = dict(
        labels=LABELS,
        explainers={"Gradient": Saliency(model), "Constant": lambda inputs, label: torch.ones_like(inputs)},
        mean=MEAN,
        std=STD,
        counterfactuals=False,
        metrics=(),
        progress=False,
    )
    return salient.captum.explain(directory, model, loader, **{**arguments, **changes})


def events(directory):
    found = [event for _, event in read_events(event_file_of(directory))]
    assert all(isinstance(event, Explain) for event in found)
    assert list(validate(directory)) == []
    return found


def inferences(directory):
    return {event.sample_id: event for event in events(directory) if event.inference}


def maps(directory):
    return {
        (event.sample_id, each.explain_method, each.label): each for event in events(directory) for each in event.explanation
    }


def scores(directory):
    """By metric and explainer; None for what was not scored, which equals itself."""
    return {
        (each.benchmark_method, each.explain_method): [
            None if math.isnan(score) else score for score in (each.total_score, *each.label_score)
        ]
        for event in events(directory)
        for each in event.benchmark
    }


def counterfactuals(directory):
    return {(event.sample_id, each.label): each for event in events(directory) for each in event.hoc}


def test_everything_of_a_run_is_in_the_job(tmp_path, model, loader):
    occlusion = Occlusion(model)
    job = explain(
        tmp_path / "job",
        model,
        loader,
        explainers={
            "Gradient": Saliency(model),
            "IG": IntegratedGradients(model),
            "GradCAM": LayerGradCam(model, model.smooth),
            "Occlusion": lambda inputs, label: occlusion.attribute(
                inputs, target=label, sliding_window_shapes=(3, 8, 8), strides=(3, 4, 4), baselines=-1.5
            ),
        },
        counterfactuals=True,
        uncertainty="dropout",
        metrics=None,
        boxes={0: {0: [(6, 10, 16, 16)]}},
    )
    by_sample = inferences(job)
    assert [by_sample[id].ground_truth_label for id in range(4)] == [[0], [1], [1], [1]]
    assert [by_sample[id].inference.predicted_label for id in range(4)] == [[0], [1], [0], [1]]
    assert by_sample[2].inference.ground_truth_prob[0] < 0.5
    label_sets = {0: [0], 1: [1], 2: [1, 0], 3: [1]}
    assert maps(job).keys() == {
        (id, name, label)
        for id, labels in label_sets.items()
        for label in labels
        for name in ("Gradient", "IG", "GradCAM", "Occlusion")
    }
    assert set(counterfactuals(job)) == {(0, 0), (1, 1), (2, 0), (3, 1)}
    assert all(len(each.inference.predicted_prob_sd) == 1 for each in by_sample.values())
    assert (job / event_file_of(job).name).exists()
    found = scores(job)
    assert {metric for metric, _ in found} == set(salient.captum.METRICS)
    assert all(0 <= total <= 1 for total, *_ in found.values())
    # The one box is of sample 0: Localization knows its label alone.
    _, *per_label = found["Localization", "Occlusion"]
    assert per_label[0] > 0.5 and per_label[1:] == [None, None]
    # The model is smooth and looks everywhere: what covering a part does is what the parts of that map say.
    assert found["Fidelity", "Occlusion"][0] > found["Fidelity", "Gradient"][0]


def test_the_picture_is_what_the_loader_normalised(tmp_path, model, loader):
    job = explain(tmp_path / "job", model, loader)
    (path,) = {event.image_path for event in events(job) if event.image_path and event.sample_id == 1}
    with Image.open(job / path) as shown:
        assert shown.size == (64, 40)
        expected = np.moveaxis(picture("right", seed=1).numpy(), 0, 2) * 255
        assert np.abs(np.asarray(shown).astype(float) - expected).mean() < 8  # a JPEG of noise


def test_a_normalisation_among_the_transforms_of_the_data_set_is_found(tmp_path, model):
    class Normalize:
        mean, std = MEAN, STD

    class Compose:
        transforms = [object(), Normalize()]

    class Pictures(torch.utils.data.Dataset):
        transform = Compose()

        def __len__(self):
            return 3

        def __getitem__(self, index):
            return normalised(picture("left", seed=index)), 0

    loader = torch.utils.data.DataLoader(torch.utils.data.Subset(Pictures(), [2, 0]), batch_size=2)
    job = explain(tmp_path / "job", model, loader, mean=None, std=None)
    assert sorted(inferences(job)) == [0, 1]


def test_inputs_that_no_normalisation_explains_are_refused(tmp_path, model, loader):
    with pytest.raises(ValueError, match=r"sample 0, picture: .* not 0 to 1; give mean= and std="):
        explain(tmp_path / "job", model, loader, mean=None, std=None)
    with pytest.raises(ValueError, match="it has 3 channels, and mean and std have 2"):
        explain(tmp_path / "job", model, loader, mean=(0.5, 0.5), std=(0.5, 0.5))


def test_pictures_of_several_sizes_and_more_than_one_truth_come_in_lists(tmp_path, model):
    inputs = [normalised(picture("left", (40, 64))), normalised(picture("right", (90, 50)))]
    job = explain(tmp_path / "job", model, [(inputs, [[0, 1], []])])
    by_sample = inferences(job)
    assert [by_sample[0].ground_truth_label, by_sample[1].ground_truth_label] == [[0, 1], []]
    assert {(id, label) for id, _, label in maps(job)} == {(0, 0), (0, 1), (1, 1)}


def test_targets_may_be_marks_or_missing(tmp_path, model):
    inputs = torch.stack([normalised(picture("left"))])
    marked = explain(tmp_path / "marks", model, [(inputs, torch.tensor([[1, 0, 1]]))])
    assert inferences(marked)[0].ground_truth_label == [0, 2]
    bare = explain(tmp_path / "bare", model, [inputs])
    assert inferences(bare)[0].ground_truth_label == []


def test_without_any_label_the_most_probable_is_explained(tmp_path, model, loader):
    job = explain(
        tmp_path / "job", model, [inputs for inputs, _ in loader], threshold=1.0, activation=lambda out: out * 0 + 0.1
    )
    assert {label for _, _, label in maps(job)} == {0}
    assert inferences(job)[0].inference.predicted_label == []
    assert inferences(job)[0].inference.runner_up_label == [0, 1, 2]


def test_grey_pictures_are_pictures(tmp_path):
    model = Sides(channels=1)
    grey = (picture("left").mean(dim=0, keepdim=True) - 0.13) / 0.3
    job = explain(
        tmp_path / "job",
        model,
        [(grey[None], torch.tensor([0]))],
        mean=[0.13],
        std=[0.3],
        explainers={"Gradient": Saliency(model)},
        counterfactuals=True,
        metrics=None,
    )
    assert counterfactuals(job)[0, 0].layer[-1].prob >= 0.5


def test_the_last_layer_of_a_counterfactual_shows_what_the_model_looks_at(tmp_path, model, loader):
    job = explain(tmp_path / "job", model, loader, counterfactuals=True)
    boxes = counterfactuals(job)[0, 0].layer[-1].box
    assert all(left + width <= 32 for left, width in zip(boxes[::4], boxes[2::4]))


@pytest.mark.parametrize("uncertainty", ["dropout", "noise"])
def test_uncertainty_is_the_spread_of_repeated_inference(tmp_path, model, loader, uncertainty):
    job = explain(tmp_path / "job", model, loader, uncertainty=uncertainty, noise=0.3)
    inference = inferences(job)[0].inference
    (deviation,), (low,), (high,) = (
        inference.predicted_prob_sd,
        inference.predicted_prob_itl95_low,
        inference.predicted_prob_itl95_hi,
    )
    assert deviation > 0
    assert 0 <= low < high <= 1
    assert len(inference.runner_up_prob_sd) == len(inference.runner_up_label) == 2


def test_a_run_is_repeatable_and_leaves_the_model_and_the_random_numbers_as_they_were(tmp_path, model, loader):
    model.train()
    model.smooth.eval()
    before = torch.random.get_rng_state()
    first = explain(tmp_path / "first", model, loader, uncertainty="dropout", metrics=None)
    second = explain(tmp_path / "second", model, loader, uncertainty="dropout", metrics=None)
    assert [model.training, model.smooth.training, model.dropout.training] == [True, False, True]
    assert torch.equal(before, torch.random.get_rng_state())
    assert {id: event.inference for id, event in inferences(first).items()} == {
        id: event.inference for id, event in inferences(second).items()
    }
    assert scores(first) == scores(second)


def test_a_run_that_was_interrupted_is_continued_by_the_same_call(tmp_path, model, loader):
    whole = explain(tmp_path / "whole", model, loader, uncertainty="dropout", metrics=None, counterfactuals=True)

    def interrupted():
        yield loader[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        explain(tmp_path / "job", model, interrupted(), uncertainty="dropout", metrics=None, counterfactuals=True)
    assert sorted(inferences(tmp_path / "job")) == [0, 1]
    job = explain(tmp_path / "job", model, loader, uncertainty="dropout", metrics=None, counterfactuals=True)
    assert {id: event.inference for id, event in inferences(job).items()} == {
        id: event.inference for id, event in inferences(whole).items()
    }
    assert maps(job).keys() == maps(whole).keys()
    assert counterfactuals(job) == counterfactuals(whole)
    assert scores(job) == scores(whole)


def test_the_first_samples_are_in_the_job_while_the_others_are_explained(tmp_path, model, loader):
    seen = []

    def watched():
        for batch in loader:
            seen.append(sorted(inferences(tmp_path / "job")) if (tmp_path / "job").exists() else None)
            yield batch

    explain(tmp_path / "job", model, watched())
    # The first batch is tried before there is a job.
    assert seen == [None, [0, 1]]


def test_the_samples_that_are_scored_are_evenly_spread(tmp_path, model, loader):
    """Of four samples the first and the last: a left and a right one."""
    job = explain(tmp_path / "job", model, loader, metrics=["Faithfulness"], scored=2)
    _, *per_label = scores(job)["Faithfulness", "Gradient"]
    assert [score is None for score in per_label] == [False, False, True]


def test_no_more_samples_than_are_asked_for(tmp_path, model, loader):
    assert sorted(inferences(explain(tmp_path / "job", model, loader, samples=3))) == [0, 1, 2]


@pytest.mark.filterwarnings("ignore:.* the map is left out")
def test_a_map_that_is_no_number_is_left_out_and_said(tmp_path, model, loader):
    explainers = {"Gradient": Saliency(model), "Bad": lambda inputs, label: torch.full_like(inputs, torch.nan)}
    with pytest.warns(UserWarning, match="sample 0, explainer 'Bad', label 0: 7680 of 7680 values are NaN"):
        job = explain(tmp_path / "job", model, loader, explainers=explainers, metrics=None)
    assert {name for _, name, _ in maps(job)} == {"Gradient"}
    assert scores(job)["Faithfulness", "Bad"][0] is None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"uncertainty": "bayes"}, "uncertainty: 'bayes' is none of None, 'dropout', 'noise'"),
        ({"uncertainty": "noise", "repeats": 1}, "repeats: 1 is to be 2 or more"),
        ({"activation": "relu"}, "activation: 'relu' is none of softmax, sigmoid"),
        ({"metrics": ["Beauty"]}, "metrics: 'Beauty' is none of Faithfulness"),
        ({"mask": "black"}, "mask: 'black' is to be gaussian:r"),
        ({"labels": LABELS[:2]}, r"its output is \(2, 3\), and \(2, 2\) is wanted"),
        ({"explainers": {}}, "explainers: there is none"),
        ({"explainers": ["IG"]}, "explainers: a dict by name is wanted, this is list"),
        ({"mean": None, "std": None}, "sample 0, picture: .* give mean= and std="),
        ({"explainers": {"Gradient": Saliency}}, "explainers: 'Gradient' is a class"),
        ({"explainers": {"Gradient": 3}}, "explainers: 'Gradient' is neither"),
        ({"explainers": {"Flat": lambda inputs, label: inputs.sum(dim=(1, 2, 3))}}, "shape .* is none of"),
    ],
)
def test_what_is_wrong_is_said(tmp_path, model, loader, changes, message):
    with pytest.raises(ValueError, match=message):
        explain(tmp_path / "job", model, loader, **changes)
    assert not (tmp_path / "job").exists()


def test_a_model_without_dropout_says_what_to_do(tmp_path, model, loader):
    model.dropout = torch.nn.Identity()
    with pytest.raises(ValueError, match="no dropout layer; 'noise' needs none"):
        explain(tmp_path / "job", model, loader, uncertainty="dropout")


@pytest.mark.parametrize(
    ("batch", "message"),
    [
        ({"image": 1}, "loader, batch 0: dict holds no inputs"),
        ((torch.zeros(1, 3, 8, 8), torch.tensor([0, 1])), "loader, batch 0: 1 inputs and 2 targets"),
        ((torch.zeros(1, 3, 8, 8, dtype=torch.uint8), [0]), "torch.uint8 of shape .* floats C×H×W is wanted"),
        ((torch.zeros(1, 3, 8, 8), ["cat"]), "loader, batch 0, targets: 'cat' is no integer"),
        ((torch.zeros(1, 3, 8, 8), [7]), "sample 0, ground_truth: there is no label 7"),
    ],
)
def test_what_is_wrong_with_a_batch_is_said(tmp_path, model, batch, message):
    with pytest.raises(ValueError, match=message):
        explain(tmp_path / "job", model, [batch])


def test_an_explainer_that_fails_is_named_and_told_how_to_give_more(tmp_path, model, loader):
    with pytest.raises(
        salient.captum.ExplainerFailed,
        match=r"sample 0, explainer 'Occlusion', label 0: TypeError, .*lambda inputs, label: Occlusion\(model\)",
    ):
        explain(tmp_path / "job", model, loader, explainers={"Occlusion": Occlusion(model)})
    assert not (tmp_path / "job").exists()
