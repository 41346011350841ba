"""Every metric of Quantus is one that docs/producers.md says how to use, or says why not."""

import captum.attr
import numpy as np
import pytest
import quantus
import torch

import salient

KINDS = {kind.__name__: kind for kinds in quantus.AVAILABLE_METRICS.values() for kind in kinds.values()}
REFUSED = {"Consistency", "Focus", "SensitivityN", "Sufficiency"}
FAIL = {"IROF": "trapz|mask shape|segments", "ROAD": "out of bounds"}
EXPLAINING = ("Robustness", "Randomisation")
OPTIONS = {
    "FaithfulnessCorrelation": dict(nr_runs=4, subset_size=32),
    "NonSensitivity": dict(features_in_step=1),
    "RandomLogit": dict(num_classes=3),
    "TopKIntersection": dict(k=100),
    "RegionPerturbation": dict(patch_size=7, regions_evaluation=4),
    **{name: dict(features_in_step=49) for name in ("FaithfulnessEstimate", "Monotonicity", "PixelFlipping")},
    "MonotonicityCorrelation": dict(features_in_step=49, nr_samples=2),
    **{name: dict(nr_samples=2) for name in ("AvgSensitivity", "LocalLipschitzEstimate", "MaxSensitivity", "SmoothMPRT")},
    **{f"Relative{what}Stability": dict(nr_samples=2) for what in ("Input", "Output", "Representation")},
}


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(0)
    parts = (
        torch.nn.Conv2d(3, 4, 3),
        torch.nn.ReLU(),
        torch.nn.AdaptiveAvgPool2d(1),
        torch.nn.Flatten(),
        torch.nn.Linear(4, 3),
    )
    return torch.nn.Sequential(*parts).eval()


@pytest.fixture
def directory(tmp_path, model):
    with salient.ExplainJob(tmp_path / "run", labels=["cat", "dog", "bird"], explainers=["Gradient"]) as job:
        picture = torch.rand(3, 28, 56, generator=torch.Generator().manual_seed(0))
        sample = job.add_sample(picture, ground_truth=[1], probabilities=[0.2, 0.5, 0.3], boxes={1: [(4, 4, 20, 12)]})
        sample.add_map("Gradient", 1, gradients(model, picture[None], [1])[0])
    return tmp_path / "run"


def gradients(model, inputs, targets, **_):
    found = captum.attr.Saliency(model).attribute(torch.as_tensor(inputs).float(), target=torch.as_tensor(targets))
    return found.sum(dim=1, keepdim=True).detach().numpy()


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_metric_scores_a_map_or_is_refused(directory, model, name):
    metric = KINDS[name](disable_warnings=True, display_progressbar=False, **OPTIONS.get(name, {}))
    explains = metric.evaluation_category.value in EXPLAINING or name == "InputInvariance"
    arguments = dict(device="cpu", softmax=True, **(dict(explain_func=gradients) if explains else {}))
    if name in REFUSED:
        with pytest.raises(ValueError, match=f"{name} of Quantus .*, and here it gets one map at a time"):
            salient.by_quantus(metric, model, **arguments)
        return
    if metric.evaluation_category.value in EXPLAINING:
        with pytest.raises(ValueError, match="pass explain_func="):
            salient.by_quantus(metric, model, device="cpu")
    function = salient.by_quantus(metric, model, **arguments)
    described = salient.Metric("Quality", None, None)
    if name in FAIL:
        with pytest.raises(ValueError, match=FAIL[name]):
            salient.score(directory, described, function)
        return
    (score,) = salient.score(directory, described, function)
    assert np.isfinite(score.total)
