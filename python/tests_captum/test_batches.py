"""Explainers that get whole batches: the same maps as one by one, smaller batches where memory ends, and named errors."""

import numpy as np
import pytest
import torch
from captum.attr import IntegratedGradients, LayerGradCam, NoiseTunnel, Saliency
from conftest import normalised, picture
from test_explain import counterfactuals, explain, inferences, maps, scores

from salient.captum import ExplainerFailed, batched


@pytest.fixture
def many():
    """Ten samples in batches of three, of two sizes: the last batch is larger pictures."""
    sides = ["left", "right"] * 5
    inputs = [normalised(picture(side, (40, 64) if n < 9 else (48, 80), seed=n)) for n, side in enumerate(sides)]
    return [(inputs[i : i + 3], [[n % 2] for n in range(i, min(i + 3, 10))]) for i in range(0, 10, 3)]


def ranges(job):
    return {key: [each.minimum, each.maximum] for key, each in maps(job).items()}


def test_batches_give_the_maps_of_single_inputs(tmp_path, model, many):
    def explainers():
        return {
            "Saliency": Saliency(model),
            "IG": IntegratedGradients(model),
            "GradCAM": LayerGradCam(model, model.smooth),
            "Own": batched(lambda inputs, labels: inputs * (labels + 1)[:, None, None, None]),
        }

    changes = dict(counterfactuals=True, metrics=None, scored=3)
    whole = explain(tmp_path / "whole", model, many, explainers=explainers(), batch_size=4, **changes)
    single = explain(tmp_path / "single", model, many, explainers=explainers(), batch_size=1, **changes)
    assert ranges(whole).keys() == ranges(single).keys()
    assert len(ranges(whole)) == 40
    for key, found in ranges(whole).items():
        assert found == pytest.approx(ranges(single)[key], rel=1e-5, abs=1e-6)
    assert counterfactuals(whole).keys() == counterfactuals(single).keys()
    for key, found in counterfactuals(whole).items():
        assert [layer.box for layer in found.layer] == [layer.box for layer in counterfactuals(single)[key].layer]
    for key, found in scores(whole).items():
        assert found == pytest.approx(scores(single)[key], abs=0.02)


def test_explainers_of_captum_and_declared_functions_get_whole_batches(tmp_path, model, many):
    seen = []

    @batched
    def watched(inputs, labels):
        assert labels.dtype == torch.int64 and labels.device == inputs.device
        seen.append((tuple(inputs.shape), labels.tolist()))
        return inputs.mean(dim=1)

    explain(tmp_path / "job", model, many, explainers={"Own": watched}, batch_size=6)
    # It is tried on the first sample; samples 6 to 8 and the larger picture 9 are of one block.
    assert [len(shape) for shape, _ in seen] == [4] * 4
    assert [shape[0] for shape, _ in seen] == [1, 6, 3, 1]
    assert seen[1][1] == [0, 1, 0, 1, 0, 1]


def test_a_batch_that_does_not_fit_is_halved_and_that_is_said_once(tmp_path, model, many):
    sizes = []

    @batched
    def greedy(inputs, labels):
        sizes.append(len(inputs))
        if len(inputs) > 2:
            raise torch.cuda.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB")
        return inputs

    with pytest.warns(UserWarning, match="'Greedy': a batch of 8 does not fit in memory, so batches are halved") as said:
        job = explain(tmp_path / "job", model, many, explainers={"Greedy": greedy}, batch_size=8)
    assert len([each for each in said if "does not fit" in str(each.message)]) == 1
    assert sizes == [1, 8, 4, 2, 2, 2, 2, 1, 1]
    assert len(maps(job)) == 10


def test_a_model_for_which_memory_does_not_suffice_gets_smaller_batches(tmp_path, model, loader):
    class Greedy(torch.nn.Module):
        def forward(self, inputs):
            if len(inputs) > 1:
                raise RuntimeError("[enforce fail at alloc_cpu.cpp:121] DefaultCPUAllocator: can't allocate memory")
            return model(inputs)

    batches = [(inputs[i : i + 1], targets[i : i + 1]) for inputs, targets in loader for i in range(2)]
    with pytest.warns(UserWarning, match="the model: a batch of 3 does not fit in memory"):
        job = explain(tmp_path / "job", Greedy(), batches, explainers={"Own": batched(lambda i, _: i)}, batch_size=3)
    assert sorted(inferences(job)) == [0, 1, 2, 3]
    # Also where the first batch does not fit, and an explainer makes batches of its own.
    greedy = Greedy()
    with pytest.warns(UserWarning, match="the model: a batch of 2 does not fit in memory"):
        job = explain(tmp_path / "other", greedy, loader, explainers={"IG": IntegratedGradients(greedy)})
    assert sorted(inferences(job)) == [0, 1, 2, 3]


def test_a_single_input_that_does_not_fit_ends_the_run(tmp_path, model, loader):
    @batched
    def greedy(inputs, labels):
        raise torch.cuda.OutOfMemoryError("CUDA out of memory")

    with pytest.raises(ExplainerFailed, match="sample 0, explainer 'Greedy', label 0: OutOfMemoryError"):
        explain(tmp_path / "job", model, loader, explainers={"Greedy": greedy})


def test_an_error_in_a_batch_names_its_sample_and_skips_no_other(tmp_path, model, many):
    bad = many[1][0][1]

    @batched
    def picky(inputs, labels):
        if any(torch.equal(each, bad) for each in inputs):
            raise ValueError("no")
        return inputs

    with pytest.raises(ExplainerFailed, match="sample 4, explainer 'Picky', label 0: ValueError, no"):
        explain(tmp_path / "job", model, many, explainers={"Picky": picky})
    with pytest.warns(UserWarning, match="sample 4, explainer 'Picky'.*the sample is skipped"):
        job = explain(tmp_path / "job", model, many, explainers={"Picky": picky}, on_error="skip")
    assert sorted(inferences(job)) == sorted({*range(10)} - {4})


def test_a_function_that_cannot_take_its_batches_gets_single_inputs_and_that_is_said(tmp_path, model, many):
    @batched
    def single(inputs, labels):
        return inputs[:1]

    with pytest.warns(
        UserWarning, match=r"'Single': it fails for a batch of 8 .*returned \(1, 3, 40, 64\) for 8 inputs"
    ) as said:
        job = explain(tmp_path / "job", model, many, explainers={"Single": single}, batch_size=8)
    assert len([each for each in said if "fails for a batch" in str(each.message)]) == 1
    assert len(maps(job)) == 10


def test_values_that_are_not_finite_are_left_out_of_a_batch(tmp_path, model, loader):
    @batched
    def holes(inputs, labels):
        found = inputs.clone()
        found[labels == 0] = torch.nan
        return found

    with pytest.warns(UserWarning, match="sample 0, explainer 'Holes', label 0: 7680 of 7680 values are NaN"):
        job = explain(tmp_path / "job", model, loader, explainers={"Holes": holes})
    assert {label for _, _, label in maps(job)} == {1}


def test_half_precision_and_arrays_may_come_in_batches(tmp_path, model, loader):
    explainers = {
        "Half": batched(lambda inputs, labels: inputs.mean(dim=1).half()),
        "Brain": batched(lambda inputs, labels: inputs.bfloat16()),
        "Array": batched(lambda inputs, labels: inputs.numpy()),
        "List": batched(lambda inputs, labels: [np.float32(each.mean(dim=0)) for each in inputs]),
        "Last": batched(lambda inputs, labels: inputs.permute(0, 2, 3, 1)),
    }
    job = explain(tmp_path / "job", model, loader, explainers=explainers)
    found = ranges(job)
    for (sample, name, label), each in found.items():
        scale = 1 if name in ("Half", "List") else 1 / 3
        assert each[1] * scale == pytest.approx(found[sample, "Array", label][1] / 3, rel=0.02)


def test_noise_is_that_of_the_block_whatever_came_before(tmp_path, model, many):
    first = explain(tmp_path / "first", model, many, explainers={"Noise": NoiseTunnel(Saliency(model))}, batch_size=4)
    more = {"Random": lambda inputs, label: torch.rand_like(inputs), "Noise": NoiseTunnel(Saliency(model))}
    second = explain(tmp_path / "second", model, many, explainers=more, batch_size=4)
    assert ranges(first) == {key: each for key, each in ranges(second).items() if key[1] == "Noise"}
