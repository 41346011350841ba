"""Arguments of `explain` that are wrong: one sentence says what to write, and there is no job."""

import math

import numpy as np
import pytest
import torch
from captum.attr import Saliency
from test_explain import explain, maps

BOX = (0, 0, 4, 4)


def returning(make):
    """Explainers of which one returns what `make` makes of the input."""
    return {"explainers": {"X": lambda inputs, label: make(inputs)}}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"samples": 0}, "samples: 0 must be 1 or more"),
        ({"samples": -1}, "samples: -1 must be 1 or more"),
        ({"samples": 1.5}, "samples: 1.5 is no integer"),
        ({"samples": True}, "samples: True is no integer"),
        ({"scored": -1}, "scored: -1 must be 0 or more"),
        ({"scored": 1.5}, "scored: 1.5 is no integer"),
        ({"runners_up": -1}, "runners_up: -1 must be 0 or more"),
        ({"runners_up": None}, "runners_up: None is no integer"),
        ({"batch_size": 0}, "batch_size: 0 must be 1 or more"),
        ({"batch_size": 1.5}, "batch_size: 1.5 is no integer"),
        ({"seed": "x"}, "seed: 'x' is no integer"),
        ({"uncertainty": "noise", "repeats": 2.5}, "repeats: 2.5 is no integer"),
        ({"uncertainty": "noise", "noise": -1}, "noise: -1 must be 0 or more"),
        ({"uncertainty": "noise", "noise": math.nan}, "noise: nan is no finite number"),
        ({"uncertainty": True}, "uncertainty: True is none of"),
        ({"mark_threshold": math.nan}, "mark_threshold: nan is no finite number"),
        ({"mark_threshold": "x"}, "mark_threshold: 'x' is no number"),
        ({"metrics": "Faithfulness"}, "metrics: expected a list of names, got one text; write ['Faithfulness']"),
        ({"metrics": ["Faithfulness"] * 2}, "metrics: 'Faithfulness' comes twice"),
        ({"metrics": ["Localization"]}, "metrics: Localization needs boxes={sample: {label: "),
        ({"boxes": [{0: [BOX]}]}, "boxes: expected {sample: {label: [(left, top, width, height)]}}, got list"),
        ({"boxes": {0: [BOX]}}, "boxes[0]: expected {sample: "),
        ({"boxes": {0: {"left": [BOX]}}}, "boxes[0]: 'left' is no integer"),
        ({"boxes": {0: {9: [BOX]}}}, "boxes[0]: there is no label 9"),
        ({"boxes": {0: {0: BOX}}}, "boxes[0][0]: 0 is no list"),
        ({"boxes": {0: {0: [(0, 0, 4)]}}}, "boxes[0][0]: [0, 0, 4] must be left, top, width, height"),
        ({"boxes": {0: {0: [(0.0, 0.0, 4.5, 4.0)]}}}, "boxes[0][0]: 0.0 is no integer"),
        ({"boxes": {-1: {0: [BOX]}}}, "boxes, sample: -1 must be 0 or more"),
        ({"boxes": {4: {0: [BOX]}}}, "boxes: there is no sample 4; the loader has 4, counted from 0"),
        ({"mean": "imagenet"}, "mean: 'imagenet' must be a list of a number for each channel"),
        ({"mean": ["a", "b", "c"]}, "must be a list of a number for each channel, as mean=[0.5, 0.5, 0.5]"),
        ({"std": {"red": 1}}, "std: {'red': 1} must be a list of a number for each channel"),
        ({"mean": torch.zeros(1, 3, 1, 1)}, "must be a list of a number for each channel"),
        ({"mean": [math.nan] * 3}, "are not finite numbers"),
        ({"activation": lambda outputs: outputs}, "activation: it gives "),
        ({"activation": torch.nn.LogSoftmax(dim=1)}, 'probabilities are 0 to 1; pass activation="softmax" or "sigmoid"'),
        ({"activation": lambda outputs: outputs * math.nan}, "model: some of its outputs are NaN or infinite"),
        ({"activation": lambda outputs: outputs.numpy()}, "activation: expected 2×3 probabilities, got ndarray"),
        (returning(lambda inputs: (inputs, inputs)), "the explainer returned a tuple of 2; end it with `return attribution`"),
        (returning(lambda inputs: {"map": inputs}), "the explainer returned a dict of 'map'"),
        (returning(lambda inputs: inputs.flatten()), "reshape it to rows × columns"),
        (returning(lambda inputs: inputs.sum()), "shape () is none of"),
        (returning(lambda inputs: inputs + 0j), "expected an array of real numbers, got complex64"),
        (returning(lambda inputs: inputs.repeat(2, 1, 1, 1)), "is a batch of 2"),
        (returning(lambda inputs: inputs[0].mean(dim=0).to_sparse()), "Use Tensor.to_dense() first"),
        (returning(lambda inputs: inputs[0].to("meta")), "cannot be converted to an array"),
        (returning(lambda inputs: "map.npy"), "got str; write Image.open(path)"),
        (returning(lambda inputs: (each for each in inputs)), "got generator"),
    ],
)
def test_a_wrong_argument_is_one_sentence_and_no_job(tmp_path, model, loader, changes, reason):
    with pytest.raises(ValueError) as raised:
        explain(tmp_path / "job", model, loader, **changes)
    assert reason in str(raised.value)
    assert not (tmp_path / "job").exists()


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda inputs, targets: None, "loader: NoneType gives no batches; pass a list of (inputs, targets), or a DataLoader"),
        (lambda inputs, targets: 3, "loader: int gives no batches"),
        (lambda inputs, targets: "abc", "loader, batch 0: str holds no inputs"),
        (lambda inputs, targets: [3], "loader, batch 0: int holds no inputs"),
        (lambda inputs, targets: [None], "loader, batch 0: NoneType holds no inputs"),
        (lambda inputs, targets: inputs, "expected a tensor of floats C×H×W"),
        (
            lambda inputs, targets: torch.utils.data.TensorDataset(inputs, targets),
            "wrap a data set in torch.utils.data.DataLoader",
        ),
        (lambda inputs, targets: [(targets, inputs)], "an input is torch.int64"),
        (lambda inputs, targets: [(inputs.numpy(), targets)], "ndarray holds no inputs"),
        (lambda inputs, targets: [(inputs.permute(0, 2, 3, 1), targets)], "let the loader give inputs.permute(0, 3, 1, 2)"),
        (
            lambda inputs, targets: [(inputs[:, :2], targets)],
            "the model raises RuntimeError for inputs of shape (2, 2, 40, 64)",
        ),
        (lambda inputs, targets: [(inputs * math.nan, targets)], "NaN or infinite"),
        (
            lambda inputs, targets: [(inputs, np.ma.masked_array([0, 1], mask=[0, 1]))],
            "some are masked; write targets.filled(-1)",
        ),
        (lambda inputs, targets: [(inputs, torch.eye(3)[targets].to_sparse())], "Use Tensor.to_dense() first"),
    ],
)
def test_a_wrong_loader_is_one_sentence_and_no_job(tmp_path, model, loader, make, reason):
    with pytest.raises(ValueError) as raised:
        explain(tmp_path / "job", model, make(*loader[0]))
    assert reason in str(raised.value)
    assert not (tmp_path / "job").exists()


def test_a_box_outside_of_its_picture_is_refused(tmp_path, model, loader):
    boxes = {0: {0: [(0, 0, 1000, 1)]}}
    with pytest.raises(ValueError, match=r"sample 0, boxes\[0\]: \[0, 0, 1000, 1\] has no area, or leaves the picture"):
        explain(tmp_path / "job", model, loader, boxes=boxes, metrics=["Localization"])


@pytest.mark.parametrize(
    "make",
    [
        lambda found: [found],
        lambda found: (found,),
        lambda found: found.detach().numpy(),
        lambda found: found[0].permute(1, 2, 0),
        lambda found: found.detach().double().numpy()[0].tolist(),
        lambda found: found.clone().requires_grad_(),
    ],
)
def test_attributions_in_any_container_are_the_same(tmp_path, model, loader, make):
    gradient = Saliency(model)
    explainers = {"A": gradient, "B": lambda inputs, label: make(gradient.attribute(inputs, target=label))}
    found = maps(explain(tmp_path / "job", model, loader, explainers=explainers))
    for (sample, name, label), each in found.items():
        assert name == "B" or found[sample, "B", label].maximum == pytest.approx(each.maximum)


@pytest.mark.parametrize("channels", [2, 4, 5])
def test_inputs_of_other_channels_are_no_pictures(tmp_path, channels):
    model = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(channels * 64, 3))
    batch = [(torch.rand(1, channels, 8, 8), torch.tensor([0]))]
    with pytest.raises(ValueError, match=f"sample 0, picture: the input has {channels} channels; pictures have 1 or 3"):
        explain(tmp_path / "job", model, batch, mean=None, std=None, explainers={"X": lambda inputs, label: inputs})
    assert not (tmp_path / "job").exists()
