"""A run that is continued: with what it was begun, or refused before anything is written."""

import pytest
import torch
from captum.attr import Saliency
from conftest import Sides
from test_explain import events, explain, files_of, maps


def changed(loader, truths):
    return [(inputs, torch.tensor(part)) for (inputs, _), part in zip(loader, (truths[:2], truths[2:]))]


@pytest.mark.parametrize("form", ["list", "generator"])
@pytest.mark.parametrize("truths", [[0, 1, 1, 0], [1, 1, 2, 1], [0, 1, 2, -1], [-1] * 4])
def test_other_targets_are_refused_before_anything_is_written(tmp_path, model, loader, truths, form):
    explain(tmp_path / "job", model, loader)
    before = files_of(tmp_path / "job")
    batches = changed(loader, truths)
    given = batches if form == "list" else iter(batches)
    with pytest.raises(ValueError, match=r"sample \d: the loader gives .* as ground truth, and the job .* another directory"):
        explain(tmp_path / "job", model, given, explainers={"New": Saliency(model)})
    if form == "list" or truths[:2] != [0, 1]:
        assert files_of(tmp_path / "job") == before


def test_targets_that_are_left_out_are_other_targets(tmp_path, model, loader):
    explain(tmp_path / "job", model, loader)
    with pytest.raises(ValueError, match="sample 0: the loader gives no labels as ground truth"):
        explain(tmp_path / "job", model, [inputs for inputs, _ in loader])


def test_the_same_targets_in_another_form_are_the_same(tmp_path, model, loader):
    explain(tmp_path / "job", model, loader)
    count = len(events(tmp_path / "job"))
    explain(tmp_path / "job", model, [(inputs, torch.eye(3)[targets]) for inputs, targets in loader])
    assert len(events(tmp_path / "job")) == count


@pytest.mark.parametrize("labels", [["left", "right", "empty"], ["right", "left", "blank"]])
def test_other_labels_are_refused_before_anything_is_written(tmp_path, model, loader, labels):
    explain(tmp_path / "job", model, loader)
    before = files_of(tmp_path / "job")
    with pytest.raises(ValueError, match="labels: the directory holds a job with 3 other labels"):
        explain(tmp_path / "job", model, loader, labels=labels)
    assert files_of(tmp_path / "job") == before


def test_another_model_is_refused_before_anything_is_written(tmp_path, model, loader):
    explain(tmp_path / "job", model, loader)
    before = files_of(tmp_path / "job")
    other = Sides()
    with torch.no_grad():
        other.smooth.weight.mul_(-1)
    reason = r"sample 0: the model gives label \d the probability .* Another model needs another directory"
    with pytest.raises(ValueError, match=reason):
        explain(tmp_path / "job", other, loader, explainers={"New": Saliency(other)})
    with pytest.raises(ValueError, match=reason):
        explain(tmp_path / "job", model, loader, activation="sigmoid", explainers={"New": Saliency(model)})
    assert files_of(tmp_path / "job") == before


def test_a_model_that_rounds_differently_is_the_same(tmp_path, model, loader):
    explain(tmp_path / "job", model, loader)

    class Rounding(torch.nn.Module):
        def forward(self, inputs):
            return model(inputs).half()

    explain(tmp_path / "job", Rounding(), loader, explainers={"New": lambda inputs, label: inputs})
    assert {name for _, name, _ in maps(tmp_path / "job")} == {"Gradient", "Constant", "New"}


def test_a_model_whose_outputs_are_random_is_continued(tmp_path, model, loader):
    class Random(torch.nn.Module):
        def forward(self, inputs):
            return model(inputs) + 10 * torch.randn(len(inputs), 3)

    explainers = {"Inputs": lambda inputs, label: inputs}
    torch.manual_seed(1)
    explain(tmp_path / "job", Random(), loader, explainers=explainers)
    torch.manual_seed(2)
    explain(tmp_path / "job", Random(), loader, explainers={**explainers, "More": lambda inputs, label: -inputs})
    assert {sample for sample, name, _ in maps(tmp_path / "job") if name == "More"} == {0, 1, 2, 3}


def test_a_skipped_sample_names_its_explainer(tmp_path, model, loader):
    def broken(inputs, label):
        if torch.equal(inputs[0].detach(), loader[1][0][0]):
            raise RuntimeError("out of memory")
        return inputs

    with pytest.warns(UserWarning, match="the sample is skipped"):
        job = explain(tmp_path / "job", model, loader, explainers={"Broken": broken}, on_error="skip")
    skipped = [each for event in events(job) for each in event.skipped]
    assert [(each.sample_id, each.explain_method) for each in skipped] == [(2, "Broken")]
    assert "out of memory" in skipped[0].reason
