"""Explainers of other packages as they are, and outputs of models of transformers."""

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
    with pytest.raises(ValueError, match=r"'CAM' is an object of pytorch_grad_cam .*pass the CAM object itself"):
        explain(tmp_path / "job", model, loader, explainers={"CAM": cam.forward})
    assert not (tmp_path / "job").exists()
    own = {"CAM": lambda inputs, label: cam(inputs, [ClassifierOutputTarget(label)])[0]}
    by_hand = maps(explain(tmp_path / "by hand", model, loader, explainers=own))
    found = maps(explain(tmp_path / "job", model, loader, explainers={"CAM": cam}))
    assert found.keys() == by_hand.keys() and len(found) == 5
    for key, each in found.items():
        assert [each.minimum, each.maximum] == pytest.approx([by_hand[key].minimum, by_hand[key].maximum], abs=1e-5)


def test_a_frozen_model_has_the_same_maps(tmp_path, model, loader):
    cam = gradcam.GradCAM(model, [model.smooth])
    expected = maps(explain(tmp_path / "job", model, loader, explainers={"CAM": cam}))
    model.requires_grad_(False)
    found = maps(explain(tmp_path / "frozen", model, loader, explainers={"CAM": cam}))
    assert {key: (each.minimum, each.maximum) for key, each in found.items()} == {
        key: (each.minimum, each.maximum) for key, each in expected.items()
    }


@pytest.mark.parametrize("make", ATTRIBUTORS)
def test_zennit(tmp_path, model, loader, make):
    attributor = make(model)
    own = {"LRP": lambda inputs, label: attributor(inputs, torch.eye(3)[[label]])[1]}
    torch.manual_seed(0)
    by_hand = maps(explain(tmp_path / "by hand", model, loader, explainers=own))
    found = maps(explain(tmp_path / "job", model, loader, explainers={"LRP": attributor}))
    assert found.keys() == by_hand.keys() and len(found) == 5
    if not isinstance(attributor, zennit.attribution.SmoothGrad):
        for key, each in found.items():
            assert [each.minimum, each.maximum] == pytest.approx([by_hand[key].minimum, by_hand[key].maximum], rel=1e-4)


def test_a_composite_of_zennit_is_no_explainer(tmp_path, model, loader):
    with pytest.raises(ValueError, match=r"'LRP' is an object of zennit that .*pass an attributor, as zennit.attribution"):
        explain(tmp_path / "job", model, loader, explainers={"LRP": zennit.composites.EpsilonPlusFlat()})


class Logits(torch.nn.Module):
    """A model of transformers whose outputs are a tensor, as pytorch-grad-cam needs."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, inputs):
        return self.model(inputs, interpolate_pos_encoding=True).logits


@pytest.mark.parametrize("size", [(56, 56), (40, 64)])
def test_tokens_of_a_vision_transformer_become_a_grid(tmp_path, transformer, size):
    inputs = torch.stack([normalised(picture(side, size)) for side in ("left", "right")])
    wrapped = Logits(transformer)
    cam = gradcam.GradCAM(wrapped, [transformer.vit.layers[-1].layernorm_before])
    job = explain(
        tmp_path / "job", wrapped, [{"pixel_values": inputs, "labels": torch.tensor([0, 1])}], explainers={"CAM": cam}
    )
    rows, columns = size[0] // 8, size[1] // 8

    def reshape(tokens):
        return tokens[:, 1:].reshape(len(tokens), rows, columns, -1).permute(0, 3, 1, 2)

    told = gradcam.GradCAM(wrapped, [transformer.vit.layers[-1].layernorm_before], reshape_transform=reshape)
    other = explain(tmp_path / "told", wrapped, [(inputs, torch.tensor([0, 1]))], explainers={"CAM": told})
    for key, each in maps(job).items():
        assert (job / each.heatmap_path).read_bytes() == (other / maps(other)[key].heatmap_path).read_bytes()


def test_channels_of_a_swin_transformer_come_last(tmp_path):
    timm = pytest.importorskip("timm")
    torch.manual_seed(0)
    swin = timm.create_model(
        "swin_tiny_patch4_window7_224", img_size=56, num_classes=3, depths=(1, 1), num_heads=(2, 2), embed_dim=24, window_size=7
    )
    swin.eval()
    inputs = torch.stack([normalised(picture(side, (56, 56))) for side in ("left", "right")])
    cam = gradcam.GradCAM(swin, [swin.layers[-1].blocks[-1].norm1])
    job = explain(tmp_path / "job", swin, [(inputs, torch.tensor([0, 1]))], explainers={"CAM": cam})
    told = gradcam.GradCAM(swin, [swin.layers[-1].blocks[-1].norm1], reshape_transform=lambda found: found.permute(0, 3, 1, 2))
    other = explain(tmp_path / "told", swin, [(inputs, torch.tensor([0, 1]))], explainers={"CAM": told})
    assert len(maps(job)) >= 2
    for key, each in maps(job).items():
        assert (job / each.heatmap_path).read_bytes() == (other / maps(other)[key].heatmap_path).read_bytes()


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
