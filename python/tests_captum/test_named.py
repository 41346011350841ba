"""Explainers by name and by class, and the layer that is found for them."""

import pytest
import pytorch_grad_cam as gradcam
import torch
from captum.attr import LayerGradCam, Occlusion, Saliency
from conftest import normalised, picture
from test_explain import explain, maps
from test_third_parties import Logits

from salient.captum import last_layer
from salient.captum.adapters import _as_grid


def files(job):
    return {key: (job / each.heatmap_path).read_bytes() for key, each in maps(job).items()}


def test_names_and_classes_are_the_objects_that_one_would_make(tmp_path, model, loader):
    given = {"a": "gradcam++", "b": gradcam.EigenCAM, "c": "LayerGradCAM", "d": "saliency", "e": Saliency}
    objects = {
        "a": gradcam.GradCAMPlusPlus(model, [model.dropout]),
        "b": gradcam.EigenCAM(model, [model.dropout]),
        "c": LayerGradCam(model, model.dropout),
        "d": Saliency(model),
        "e": Saliency(model),
    }
    assert files(explain(tmp_path / "job", model, loader, explainers=given)) == files(
        explain(tmp_path / "objects", model, loader, explainers=objects)
    )


def test_a_list_of_names_are_the_names_in_the_job_and_no_hook_is_left(tmp_path, model, loader):
    job = explain(tmp_path / "job", model, loader, explainers=["Saliency", "GradCAM"])
    assert {explainer for _, explainer, _ in maps(job)} == {"Saliency", "GradCAM"}
    assert not any(module._forward_hooks or module._backward_hooks for module in model.modules())


@pytest.mark.parametrize(
    ("explainers", "reason"),
    [
        (["GradKAM"], "'GradKAM': there is no explainer 'GradKAM'; names are those of the classes of Captum"),
        (["NoiseTunnel"], r"'NoiseTunnel': NoiseTunnel takes attribution_method; pass an object"),
        (["FinerCAM"], r"'FinerCAM' is an object of pytorch_grad_cam that attributes nothing by itself; .*, or a function of"),
        ({"a": torch.nn.Linear}, r"'a' is a class; pass Linear\(model\)"),
        ("Saliency", "expected a dict by name, got str"),
        ([Saliency], "expected a dict by name, got list"),
    ],
)
def test_names_of_no_explainer_are_refused(tmp_path, model, loader, explainers, reason):
    with pytest.raises(ValueError, match=reason):
        explain(tmp_path / "job", model, loader, explainers=explainers)
    assert not (tmp_path / "job").exists()


def test_a_class_whose_method_needs_more_says_so(tmp_path, model, loader):
    with pytest.raises(RuntimeError, match=r"sliding_window_shapes.*pass a function: lambda inputs, label: Occlusion"):
        explain(tmp_path / "job", model, loader, explainers={"a": Occlusion})


def test_a_model_without_a_map_has_no_layer_for_a_cam(tmp_path, loader):
    flat = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(3 * 40 * 64, 3))
    with pytest.raises(ValueError, match="the model has no layer whose output is a map"):
        explain(tmp_path / "job", flat, loader, explainers=["GradCAM"])


def test_the_layer_of_a_transformer_is_the_first_norm_of_its_last_block():
    transformers = pytest.importorskip("transformers")
    size = dict(hidden_size=64, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64)
    vit = transformers.ViTForImageClassification(
        transformers.ViTConfig(image_size=56, patch_size=8, num_labels=3, **size)
    ).eval()
    inputs = normalised(picture("left", (56, 56)))
    assert last_layer(Logits(vit), inputs) is vit.vit.layers[-1].layernorm_before
    config = transformers.SwinConfig(image_size=64, patch_size=4, embed_dim=24, depths=(1, 2), num_heads=(2, 2), window_size=4)
    swin = transformers.SwinForImageClassification(config).eval()
    block = swin.swin.encoder.layers[-1].blocks[-1]
    assert last_layer(swin, normalised(picture("left", (64, 64)))) is block.layernorm_before


@pytest.mark.parametrize(
    ("name", "changes", "wanted"),
    [
        ("resnet18", {}, lambda model: model.layer4),
        ("vgg11", {}, None),
        ("vit_tiny_patch16_224", {"img_size": 64, "depth": 2}, lambda model: model.blocks[-1].norm1),
        (
            "swin_tiny_patch4_window7_224",
            {"img_size": 56, "depths": (1, 1), "num_heads": (2, 2), "embed_dim": 24},
            lambda model: model.layers[-1].blocks[-1].norm1,
        ),
        ("convnext_atto", {}, None),
        ("efficientnet_b0", {}, None),
        ("mobilevitv2_050", {}, None),
        ("mixer_s32_224", {}, lambda model: model.blocks[-1].norm1),
        # With a LayerNorm for each head inside of attention.
        ("mvitv2_tiny", {"img_size": 64}, lambda model: model.stages[-1].blocks[-1].norm1),
        # With several norms behind the blocks, of which the class token alone is used.
        ("crossvit_9_240", {"img_size": 240, "depth": ((1, 2, 0),)}, lambda model: model.blocks[0].blocks[1][-1].norm1),
    ],
)
def test_the_layer_of_a_model_of_timm(tmp_path, name, changes, wanted):
    timm = pytest.importorskip("timm")
    torch.manual_seed(0)
    size = (changes.get("img_size", 224 if name.startswith("mixer") else 64),) * 2
    model = timm.create_model(name, num_classes=3, **changes).eval()
    inputs = normalised(picture("left", size))
    found = last_layer(model, inputs)
    if wanted:
        assert found is wanted(model)
    job = explain(
        tmp_path / "job",
        model,
        [(inputs[None], torch.tensor([0]))],
        explainers=["GradCAM", "LayerGradCam"][: 1 + (wanted is None)],
    )
    assert len(maps(job)) >= 1


@pytest.mark.parametrize(
    ("shape", "size", "wanted"),
    [
        ((2, 61, 8), (96, 160), (6, 10)),  # a class token
        ((2, 65, 8), (96, 160), (6, 10)),  # and four registers
        ((2, 3, 5, 8), (96, 160), (3, 5)),
        ((2, 1, 15, 8), (96, 160), (3, 5)),  # in one window
        ((2, 1, 14, 8), (16, 224), (1, 14)),
        ((2, 4, 15, 8), (96, 160), None),  # in four windows, or of four heads
        ((2, 61, 8), (96, 96), None),
    ],
)
def test_tokens_are_a_grid_of_the_aspect_of_the_inputs_or_refused(shape, size, wanted):
    tokens = torch.rand(shape)
    if wanted is None:
        with pytest.raises(ValueError, match="are no grid over inputs of"):
            _as_grid(tokens, size, {8})
        return
    found = _as_grid(tokens, size, {8})
    assert found.shape == (2, 8, *wanted)
    assert torch.equal(found[:, :, -1, -1], tokens.flatten(1, -2)[:, -1])
