"""Objects of other packages: told from explainers by one sentence, and the line of that sentence works."""

import pytest
import pytorch_grad_cam as gradcam
import torch
import zennit.attribution
import zennit.composites
from conftest import LABELS, normalised, picture
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget
from test_explain import explain, inferences, maps
from transformers import ViTConfig, ViTForImageClassification
from transformers.modeling_outputs import ImageClassifierOutput

import salient.captum
from salient.validate import validate

CAMS = [gradcam.GradCAM, gradcam.HiResCAM, gradcam.EigenCAM, gradcam.ScoreCAM]
ATTRIBUTORS = [
    zennit.attribution.Gradient,
    zennit.attribution.SmoothGrad,
    zennit.attribution.IntegratedGradients,
    lambda model: zennit.attribution.Gradient(model, zennit.composites.EpsilonPlusFlat()),
]


@pytest.mark.parametrize("kind", CAMS)
def test_pytorch_grad_cam(tmp_path, model, loader, kind):
    cam = kind(model, [model.smooth])
    for wrong in (cam, cam.forward):
        with pytest.raises(ValueError, match=r"'CAM' is an object of pytorch_grad_cam.*ClassifierOutputTarget\(label\)"):
            explain(tmp_path / "job", model, loader, explainers={"CAM": wrong})
    assert not (tmp_path / "job").exists()
    right = {"CAM": lambda inputs, label: cam(inputs, [ClassifierOutputTarget(label)])[0]}
    assert len(maps(explain(tmp_path / "job", model, loader, explainers=right))) == 5


@pytest.mark.parametrize("make", ATTRIBUTORS)
def test_zennit(tmp_path, model, loader, make):
    attributor = make(model)
    with pytest.raises(
        ValueError, match=r"'LRP' is an object of zennit.*attributor\(inputs, torch.eye\(L\)\[\[label\]\]\)\[1\]"
    ):
        explain(tmp_path / "job", model, loader, explainers={"LRP": attributor})
    both = {"LRP": lambda inputs, label: attributor(inputs, torch.eye(3)[[label]])}
    with pytest.raises(ValueError, match="the explainer returned a tuple of 2; end it with `return attribution`"):
        explain(tmp_path / "job", model, loader, explainers=both)
    assert not (tmp_path / "job").exists()
    right = {"LRP": lambda inputs, label: attributor(inputs, torch.eye(3)[[label]])[1]}
    assert len(maps(explain(tmp_path / "job", model, loader, explainers=right))) == 5


def test_a_composite_of_zennit_is_no_explainer(tmp_path, model, loader):
    with pytest.raises(ValueError, match="'LRP' is an object of zennit"):
        explain(tmp_path / "job", model, loader, explainers={"LRP": zennit.composites.EpsilonPlusFlat()})


@pytest.fixture(scope="module")
def transformer():
    """A vision transformer with random weights, of 7 × 7 patches and a class token."""
    torch.manual_seed(0)
    size = dict(hidden_size=64, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64)
    config = ViTConfig(image_size=56, patch_size=8, num_labels=len(LABELS), attn_implementation="eager", **size)
    return ViTForImageClassification(config).eval()


@pytest.fixture
def squares():
    pictures = [picture("left", (56, 56)), picture("right", (56, 56), seed=1)]
    return [(torch.stack([normalised(each) for each in pictures]), torch.tensor([0, 1]))]


def attentions(transformer, inputs):
    return transformer(inputs, output_attentions=True).attentions[-1]


def test_outputs_of_transformers_are_read(tmp_path, transformer, squares):
    assert isinstance(transformer(squares[0][0]), ImageClassifierOutput)
    explainers = {"CLS": lambda inputs, label: attentions(transformer, inputs)[0].mean(dim=0)[0, 1:].reshape(7, 7)}
    job = explain(tmp_path / "job", transformer, squares, explainers=explainers)
    wanted = transformer(squares[0][0]).logits.softmax(dim=1)
    for sample, inference in inferences(job).items():
        truth = inference.ground_truth_label[0]
        assert inference.inference.ground_truth_prob == pytest.approx([wanted[sample, truth].item()], abs=1e-5)
    assert list(validate(job)) == []
    assert len(maps(job)) >= 2


@pytest.mark.parametrize(
    ("take", "reason"),
    [
        (lambda attention: attention, "attention between 50 tokens"),
        (lambda attention: attention.mean(dim=1), "attention between 50 tokens"),
        (lambda attention: attention[:, :, 0], "is no grid over a picture|shape"),
        (lambda attention: attention[0, 0, 0], "shape .50,. is none of .* reshape it to rows"),
    ],
)
def test_attention_that_is_no_map_is_refused(tmp_path, transformer, squares, take, reason):
    explainers = {"Attention": lambda inputs, label: take(attentions(transformer, inputs))}
    with pytest.raises(ValueError, match=reason):
        explain(tmp_path / "job", transformer, squares, explainers=explainers)


def test_hidden_states_of_tokens_are_refused(tmp_path, transformer, squares):
    explainers = {"Tokens": lambda inputs, label: transformer(inputs, output_hidden_states=True).hidden_states[-1]}
    with pytest.raises(ValueError, match=r"shape 50×64 is no grid over a picture of 56×56"):
        explain(tmp_path / "job", transformer, squares, explainers=explainers)


def test_a_batch_of_transformers_says_what_to_write(tmp_path, transformer, squares):
    ((inputs, targets),) = squares
    batches = [{"pixel_values": inputs, "labels": targets}]
    with pytest.raises(ValueError, match=r'its keys are .*batch\["pixel_values"\], batch\["labels"\]'):
        salient.captum.explain(tmp_path / "job", transformer, batches, labels=LABELS, explainers={"X": lambda i, label: i})
