"""A job from a model in one call."""

import math
import time
import warnings

import numpy as np
import pytest
import torch
from captum.attr import IntegratedGradients, LayerGradCam, NoiseTunnel, Occlusion, Saliency
from conftest import LABELS, MEAN, STD, Sides, normalised, picture
from PIL import Image

import salient.captum
from salient.events import Explain
from salient.info import info
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
    with pytest.raises(ValueError, match="the input has 3 channels, and mean and std have 2"):
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
    gradient = model.smooth.weight.grad = torch.ones_like(model.smooth.weight)
    before = torch.random.get_rng_state()
    adding = {"Adding": lambda inputs, label: model(inputs)[0, label].backward() or inputs}  # to the gradients of parameters
    first = explain(tmp_path / "first", model, loader, uncertainty="dropout", metrics=None)
    explain(tmp_path / "adding", model, loader, explainers=adding)
    assert model.smooth.weight.grad is gradient and (gradient == 1).all()
    second = explain(tmp_path / "second", model, loader, uncertainty="dropout", metrics=None)
    assert [model.training, model.smooth.training, model.dropout.training] == [True, False, True]
    assert torch.equal(before, torch.random.get_rng_state())
    assert {id: event.inference for id, event in inferences(first).items()} == {
        id: event.inference for id, event in inferences(second).items()
    }
    assert scores(first) == scores(second)


@pytest.mark.parametrize("batch_size", [2, 3])
def test_a_run_that_was_interrupted_is_continued_by_the_same_call(tmp_path, model, loader, batch_size):
    more = [*loader, *loader]
    explainers = {
        "Gradient": Saliency(model),
        "Noise": NoiseTunnel(Saliency(model)),
        "Random": lambda inputs, label: torch.rand_like(inputs),
    }
    changes = dict(
        explainers=explainers, uncertainty="dropout", metrics=None, counterfactuals=True, batch_size=batch_size, scored=None
    )
    whole = explain(tmp_path / "whole", model, more, **changes)

    def interrupted():
        yield from more[:2]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        explain(tmp_path / "job", model, interrupted(), **changes)
    assert sorted(inferences(tmp_path / "job")) == {2: [0, 1, 2, 3], 3: [0, 1, 2]}[batch_size]
    # The last sample loses a map, as where the process was killed.
    cut_off_last_record(tmp_path / "job")
    job = explain(tmp_path / "job", model, more, **changes)
    assert {id: event.inference for id, event in inferences(job).items()} == {
        id: event.inference for id, event in inferences(whole).items()
    }
    assert pictures_of(job) == pictures_of(whole)
    assert {key: (each.minimum, each.maximum) for key, each in maps(job).items()} == {
        key: (each.minimum, each.maximum) for key, each in maps(whole).items()
    }
    assert counterfactuals(job) == counterfactuals(whole)
    assert scores(job) == scores(whole)


def cut_off_last_record(directory):
    path = event_file_of(directory)
    with open(path, "rb+") as file:
        file.truncate(path.stat().st_size - 20)


def pictures_of(job):
    """Contents of pictures, by path below the data directory, whose name is the time of the run."""
    (data,) = (path for path in job.iterdir() if path.is_dir())
    return {path.relative_to(data): path.read_bytes() for path in data.rglob("*.*g")}


def test_the_first_samples_are_in_the_job_while_the_others_are_explained(tmp_path, model, loader):
    seen = []

    def watched():
        for batch in loader:
            # The thread that writes may be at it still.
            deadline = time.monotonic() + 20
            while (tmp_path / "job").exists() and len(salient.read(tmp_path / "job")) < 2 and time.monotonic() < deadline:
                time.sleep(0.01)
            seen.append(list(salient.read(tmp_path / "job")) if (tmp_path / "job").exists() else None)
            yield batch

    explain(tmp_path / "job", model, watched(), batch_size=2)
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
        ({"uncertainty": "noise", "repeats": 1}, "repeats: 1 must be 2 or more"),
        ({"activation": "relu"}, "activation: 'relu' is none of softmax, sigmoid"),
        ({"metrics": ["Beauty"]}, "metrics: 'Beauty' is none of Faithfulness"),
        ({"mask": "black"}, "mask: 'black' must be gaussian:r"),
        ({"labels": LABELS[:2]}, r"its output is \(2, 3\); expected 2×2, a number for each input and label"),
        ({"explainers": {}}, "explainers: there is none"),
        ({"explainers": ["IG"]}, "explainers: 'IG': there is no explainer 'IG'; names are those of the classes of Captum"),
        ({"mean": 0.5}, r"mean: 0.5 must be a list .* write mean=\[0.5\]"),
        ({"mean": np.float32(0.5)}, r"mean: 0.5 must be a list"),
        ({"std": 0.5}, r"std: 0.5 must be a list .* std=\[0.5\] \* 3"),
        ({"on_error": "ignore"}, "on_error: 'ignore' is none of 'raise', 'skip'"),
        ({"labels": set(LABELS)}, "labels: a set has no order"),
        ({"explainers": {"None": lambda inputs, label: None}}, "'None', label 0: the explainer returned None; end it with"),
        ({"explainers": {"Tokens": lambda inputs, label: torch.rand(1, 197, 768)}}, "'Tokens', label 0: .* reshape tokens"),
        ({"mean": None, "std": None}, "sample 0, picture: .* give mean= and std="),
        ({"explainers": {"Gradient": torch.nn.ReLU}}, "explainers: 'Gradient' is a class"),
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
        ({"image": 1}, "loader, batch 0: int holds no inputs"),
        ({"photo": 1}, "loader, batch 0: dict holds no inputs under 'pixel_values', .*; its keys are 'photo'"),
        ((torch.zeros(1, 3, 8, 8), torch.tensor([0, 1])), "loader, batch 0, targets: 1 inputs and 2 targets"),
        ((torch.zeros(1, 3, 8, 8, dtype=torch.uint8), [0]), "torch.uint8 of shape .* expected a tensor of floats C×H×W"),
        ((torch.zeros(1, 3, 8, 8), ["cat"]), "loader, batch 0, targets: 'cat' is no integer"),
        ((torch.zeros(1, 3, 8, 8), [7]), "loader, batch 0, targets: there is no label 7; the job names 3"),
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


def test_channels_are_found_wherever_a_function_puts_them(tmp_path, model, loader):
    weights = torch.arange(3.0)[:, None, None]

    def attribution(inputs, label):
        return inputs[0] * weights

    job = explain(
        tmp_path / "job",
        model,
        loader,
        explainers={
            "CHW": attribution,
            "1CHW": lambda inputs, label: attribution(inputs, label)[None],
            "HWC": lambda inputs, label: attribution(inputs, label).permute(1, 2, 0),
            "1HWC": lambda inputs, label: attribution(inputs, label).permute(1, 2, 0)[None].numpy(),
            "F": lambda inputs, label: np.asfortranarray(attribution(inputs, label).numpy()),
            "HW": lambda inputs, label: attribution(inputs, label).sum(dim=0),
        },
    )
    by_explainer = {name: (job / each.heatmap_path).read_bytes() for (id, name, _), each in maps(job).items() if id == 0}
    assert len(by_explainer) == 6
    with Image.open(job / maps(job)[0, "HWC", 0].heatmap_path) as shown:
        assert shown.size == (64, 40)
    assert len(set(by_explainer.values())) == 1


def test_an_empty_loader_makes_no_job(tmp_path, model):
    with pytest.raises(ValueError, match="loader: it gives no samples"):
        explain(tmp_path / "job", model, [])
    assert not (tmp_path / "job").exists()


class Wrapped(torch.nn.Module):
    """Gives the outputs of a model in something else."""

    def __init__(self, model, wrap):
        super().__init__()
        self.model, self.wrap = model, wrap

    def forward(self, inputs):
        return self.wrap(self.model(inputs))


class ModelOutput(dict):
    logits = property(lambda self: self["logits"])


@pytest.mark.parametrize(
    "wrap",
    [
        lambda out: {"logits": out, "loss": torch.zeros(())},
        lambda out: ModelOutput(hidden=out + 1, logits=out),
        lambda out: {"out": out, "features": torch.zeros(len(out), 64)},
        lambda out: (out, torch.zeros(len(out), 8)),
        lambda out: [out],
    ],
)
def test_outputs_in_a_dict_or_tuple_are_found(tmp_path, model, loader, wrap):
    explainers = {"Gradient": Saliency(model)}
    plain = explain(tmp_path / "plain", model, loader, explainers=explainers)
    job = explain(tmp_path / "job", Wrapped(model, wrap), loader, explainers=explainers)
    assert {id: event.inference for id, event in inferences(job).items()} == {
        id: event.inference for id, event in inferences(plain).items()
    }


@pytest.mark.parametrize(
    ("wrap", "message"),
    [
        (lambda out: {"a": out, "b": out}, r"dict of 'a': \(2, 3\), 'b': \(2, 3\); .*self.model\(inputs\)\['a'\]"),
        (lambda out: (out, out), r"tuple of '0': \(2, 3\), '1': \(2, 3\)"),
        (lambda out: out.tolist()[0][0], "its output is float"),
    ],
)
def test_outputs_that_are_not_clear_are_refused(tmp_path, model, loader, wrap, message):
    with pytest.raises(ValueError, match=message):
        explain(tmp_path / "job", Wrapped(model, wrap), loader)
    assert not (tmp_path / "job").exists()


@pytest.mark.parametrize(
    "wrap", [lambda out: {"logits": out}, lambda out: (out, out.sum()), lambda out: ModelOutput(logits=out)]
)
@pytest.mark.parametrize("explainer", [Saliency, lambda m: lambda inputs, label: Saliency(m).attribute(inputs, target=label)])
def test_an_explainer_of_a_model_whose_output_is_no_tensor_says_what_to_wrap(tmp_path, model, loader, wrap, explainer):
    wrapped = Wrapped(model, wrap)
    with pytest.raises(salient.captum.ExplainerFailed, match=r"salient.captum.Logits\(model\) returns its logits alone"):
        explain(tmp_path / "job", wrapped, loader, explainers={"Gradient": explainer(wrapped)})
    logits = salient.captum.Logits(wrapped)
    job = explain(tmp_path / "job", logits, loader, explainers={"Gradient": explainer(logits)})
    plain = explain(tmp_path / "plain", model, loader, explainers={"Gradient": explainer(model)})
    assert {key: (each.minimum, each.maximum) for key, each in maps(job).items()} == {
        key: (each.minimum, each.maximum) for key, each in maps(plain).items()
    }


@pytest.mark.parametrize("wrap", [lambda out: (out, out), lambda out: {"loss": out.sum()}, lambda out: out.sum().item()])
def test_outputs_without_logits_are_refused(model, loader, wrap):
    with pytest.raises(ValueError, match=r"its output is (tuple|dict|float) without logits, and with [02] tensors of B×L"):
        salient.captum.Logits(Wrapped(model, wrap))(loader[0][0])


def test_complex_outputs_are_refused_by_name(tmp_path, model, loader):
    with pytest.raises(ValueError, match=r"its output is \(2, 3\) of complex numbers; expected 2×3"):
        explain(tmp_path / "job", Wrapped(model, lambda out: out + 0j), loader)


def test_outputs_of_a_sigmoid_before_a_softmax_warn(tmp_path, model, loader):
    many = [(torch.cat([inputs] * 3), torch.cat([targets] * 3)) for inputs, targets in loader]
    with pytest.warns(UserWarning, match="outputs are 0 to 1: they seem to be probabilities already, and softmax would"):
        explain(tmp_path / "job", Wrapped(model, torch.sigmoid), many)


def test_a_warning_says_where_outputs_are_probabilities_already(tmp_path, model, loader):
    certain = Wrapped(model, lambda out: out.softmax(dim=1))
    with pytest.warns(UserWarning, match=r"seem to be probabilities already.*pass activation=lambda outputs: outputs"):
        explain(tmp_path / "job", certain, loader)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        explain(tmp_path / "other", certain, loader, activation=lambda outputs: outputs)
        explain(tmp_path / "plain", model, loader)


def test_a_warning_says_where_several_labels_are_true_and_one_can_be_probable(tmp_path, model, loader):
    several = [(inputs, torch.tensor([[1, 0, 1], [0, 1, 0]])) for inputs, _ in loader]
    with pytest.warns(UserWarning, match=r"sample 0 has 2 labels .* pass activation=.sigmoid.") as said:
        explain(tmp_path / "job", model, several)
    assert len(said) == 1


def test_a_single_output_has_no_softmax(tmp_path, model, loader):
    with pytest.raises(ValueError, match=r"softmax of a single output is always 1; write activation=.sigmoid."):
        explain(tmp_path / "job", Wrapped(model, lambda out: out[:, :1]), loader, labels=["left"])


def test_a_half_model_and_a_loader_of_floats_is_said(tmp_path, model, loader):
    with pytest.raises(ValueError, match=r"the input is torch.float32, .* are torch.float16; write model.to\(torch.float32\)"):
        explain(tmp_path / "job", model.half(), loader)
    assert not (tmp_path / "job").exists()


def test_an_interrupted_run_says_how_to_go_on(tmp_path, model, loader):
    def interrupted():
        yield loader[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt, match=r"interrupted, with 2 samples in .*job; the same call goes on from there"):
        explain(tmp_path / "job", model, interrupted(), batch_size=2)


def test_a_run_that_is_interrupted_at_once_says_so(tmp_path, model):
    def interrupted():
        raise KeyboardInterrupt
        yield

    with pytest.raises(KeyboardInterrupt, match="interrupted, before there was a job; the same call goes on"):
        explain(tmp_path / "job", model, interrupted())


def test_targets_that_a_loader_transposes_are_refused(tmp_path, model, loader):
    class Marks(torch.utils.data.Dataset):
        def __len__(self):
            return 4

        def __getitem__(self, index):
            return normalised(picture("left", seed=index)), [1, 0, 1]

    for batch_size in (2, 3):
        with pytest.raises(ValueError, match="what a loader makes of targets that are lists"):
            explain(tmp_path / "job", model, torch.utils.data.DataLoader(Marks(), batch_size=batch_size))


def test_a_new_explainer_of_a_continued_run_gets_maps_for_all_samples(tmp_path, model, loader):
    explain(tmp_path / "job", model, loader, explainers={"Gradient": Saliency(model)})
    before = maps(tmp_path / "job")
    job = explain(tmp_path / "job", model, loader, explainers={"Gradient": Saliency(model), "IG": IntegratedGradients(model)})
    found = maps(job)
    assert {key: found[key] for key in before} == before
    assert {key[0] for key in found if key[1] == "IG"} == {0, 1, 2, 3}
    assert len(found) == 2 * len(before)
    count = len(events(job))
    explain(job, model, loader, explainers={"Gradient": Saliency(model), "IG": IntegratedGradients(model)})
    assert len(events(job)) == count


def files_of(directory):
    return {path: path.read_bytes() for path in directory.rglob("*") if path.is_file()}


@pytest.mark.parametrize("change", ["order", "one", "last", "patch", "generator"])
def test_other_pictures_under_known_ids_are_refused_before_anything_is_written(tmp_path, model, loader, change):
    explain(tmp_path / "job", model, loader)
    before = files_of(tmp_path / "job")
    (first, truths), (last, others) = loader
    changed = [(first, truths), (last.clone(), others)]
    if change in ("order", "generator"):
        changed = [(first.flip(0), truths), (last, others)]
    elif change == "one":
        changed[1][0][0] += 0.1
    elif change == "last":
        changed[1][0][1] = first[0]
    else:
        changed[1][0][0, :, 20:24, 20:24] = 1
    given = (batch for batch in changed) if change == "generator" else changed
    with pytest.raises(ValueError, match=r"sample \d: the loader gives another picture .* shuffle=False.* another directory"):
        explain(tmp_path / "job", model, given, explainers={"New": Saliency(model)})
    assert files_of(tmp_path / "job") == before


def test_a_picture_that_was_overwritten_is_not_continued(tmp_path, model, loader):
    explain(tmp_path / "job", model, loader)
    path = tmp_path / "job" / events(tmp_path / "job")[1].image_path
    Image.new("RGB", (64, 40)).save(path)
    with pytest.raises(ValueError, match=r"sample 0: .* is not the picture that was recorded"):
        explain(tmp_path / "job", model, loader)


def fails_on(sample, model):
    """An explainer that raises on one sample of the loader."""
    calls = Saliency(model)

    def explainer(inputs, label):
        if torch.equal(inputs[0].detach(), sample):
            raise RuntimeError("out of memory")
        return calls.attribute(inputs, target=label)

    return explainer


@pytest.mark.parametrize(("batch", "place"), [(0, 0), (1, 0)])
def test_a_sample_on_which_an_explainer_raises_is_skipped_and_tried_again(tmp_path, model, loader, batch, place):
    bad = 2 * batch + place
    explainers = {"Good": Saliency(model), "Bad": fails_on(loader[batch][0][place], model)}
    with pytest.raises(salient.captum.ExplainerFailed, match=f"sample {bad}, explainer 'Bad'"):
        explain(tmp_path / "job", model, loader, explainers=explainers)
    with pytest.warns(UserWarning, match=f"sample {bad}, explainer 'Bad', .* the sample is skipped"):
        job = explain(tmp_path / "job", model, loader, explainers=explainers, on_error="skip")
    assert sorted(inferences(job)) == sorted({0, 1, 2, 3} - {bad})
    told = dict(info(job))
    assert told["skipped"] == f"1 sample: {bad}"
    again = explain(job, model, loader, explainers={**explainers, "Bad": Saliency(model)})
    assert sorted(inferences(again)) == [0, 1, 2, 3]
    assert {id for id, name, _ in maps(again) if name == "Bad"} == {0, 1, 2, 3}
    assert dict(info(job))["skipped"] == "none"


def test_a_run_of_which_every_sample_is_skipped_fails(tmp_path, model, loader):
    def broken(inputs, label):
        raise RuntimeError("no")

    with pytest.warns(UserWarning), pytest.raises(salient.captum.ExplainerFailed, match="all 4 samples were skipped; sample 0"):
        explain(tmp_path / "job", model, loader, explainers={"Broken": broken}, on_error="skip")


def test_marks_may_be_thresholded(tmp_path, model, loader):
    soft = [(inputs, torch.tensor([[0.7, 0.2, -1], [0.5, 0.4, 0.1]])) for inputs, _ in loader]
    with pytest.raises(ValueError, match=r"loader, batch 0, targets: marks are 0 and 1.* write mark_threshold=0.5"):
        explain(tmp_path / "job", model, soft)
    job = explain(tmp_path / "job", model, soft, mark_threshold=0.5)
    assert [inferences(job)[id].ground_truth_label for id in range(4)] == [[0]] * 4


def test_boxes_and_masks_are_recorded_and_scored(tmp_path, model, loader):
    mask = np.zeros((40, 64), bool)
    mask[10:26, 42:58] = True
    regions = dict(boxes={0: {0: [(6, 10, 16, 16)]}}, masks={1: {1: mask}, 3: {1: ~mask}})
    job = explain(tmp_path / "job", model, loader, metrics=["Localization", "Pointing game"], **regions)
    read = salient.read(job)
    assert read[0].boxes == {0: [(6, 10, 16, 16)]}
    assert (read[1].region(1) == mask).all()
    assert read[2].region(1) is None
    wanted = [mask.mean(), (~mask).mean()]
    _, left, right, blank = scores(job)["Localization", "Constant"]
    assert (left, right, blank) == (pytest.approx(16 * 16 / 2560), pytest.approx(np.mean(wanted), abs=1e-5), None)
    assert scores(job)["Pointing game", "Constant"][0] is None
    with pytest.raises(ValueError, match=r"masks\[0\]: there is no label 9"):
        explain(tmp_path / "other", model, loader, masks={0: {9: mask}})
    with pytest.raises(ValueError, match=r"sample 0, masks\[0\]: shape \(64, 40\); the picture is 40×64"):
        explain(tmp_path / "other", model, loader, masks={0: {0: mask.T}})
