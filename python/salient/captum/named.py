"""Explainers by name or by class: made of the model, and of the layer that suits them."""

from __future__ import annotations

import inspect
import re
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import captum.attr
import torch

from .adapters import grid_of

_PACKAGES = ("captum", "pytorch_grad_cam", "zennit")
"""Packages whose classes can be made of a model."""


def class_of(name: str, what: str) -> type:
    """The class of Captum or pytorch-grad-cam with a name, in any case: `"IntegratedGradients"`, `"gradcam++"`.

    Raises ValueError that starts with `what` where there is none.
    """
    known = {_key(each): getattr(captum.attr, each) for each in captum.attr.__all__}
    if find_spec("pytorch_grad_cam") is not None:
        cams = import_module("pytorch_grad_cam")
        known |= {_key(each): getattr(cams, each) for each in dir(cams) if isinstance(getattr(cams, each), type)}
    found = known.get(_key(name))
    if not isinstance(found, type) or not _is_of_package(found):
        raise ValueError(
            f"{what}: there is no explainer {name!r}; names are those of the classes of Captum and, where it is installed, "
            "pytorch-grad-cam, as 'IntegratedGradients' or 'GradCAM++'"
        )
    return found


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower().replace("++", "plusplus"))


def _is_of_package(kind: type) -> bool:
    return any(each.__module__.partition(".")[0] in _PACKAGES for each in kind.__mro__)


def check_class(kind: type, what: str) -> None:
    """Raises ValueError that starts with `what` where a class is no explainer that can be made of a model alone."""
    if not _is_of_package(kind):
        raise ValueError(f"{what} is a class; pass {kind.__name__}(model)")
    others = [name for name in _required(kind) if name not in _MODELS + _LAYERS]
    if others or not _required(kind):
        raise ValueError(f"{what}: {kind.__name__} takes {', '.join(others) or 'no model'}; pass an object of it")


_MODELS = ("model", "forward_func")
"""What parameters are called that take a model."""

_LAYERS = ("layer", "target_layers")
"""What parameters are called that take a layer."""


def _required(kind: type) -> list[str]:
    """Parameters without a default value: the model is the first."""
    parameters = inspect.signature(kind).parameters.values()
    named = [each for each in parameters if each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY)]
    return [each.name for each in named if each.default is each.empty]


def made_of(kind: type, model: torch.nn.Module, inputs: torch.Tensor) -> Any:  # noqa: ANN401, an explainer
    """An object of an explainer's class. Raises as `last_layer` where it takes a layer; `inputs` are C×H×W."""
    layer = next((name for name in _required(kind)[1:] if name in _LAYERS), None)
    if layer is None:
        return kind(model)
    found = last_layer(model, inputs)
    return kind(model, [found] if layer == "target_layers" else found)


def last_layer(model: torch.nn.Module, inputs: torch.Tensor) -> torch.nn.Module:
    """The layer that class activation maps are made of, found by a run of the model on a C×H×W input.

    In a transformer it is the first LayerNorm of the last block in which patches have an effect: behind it, only the class
    token has one.
    In a convolutional network it is the last part with an output B×C×h×w before that is pooled to a point. Raises ValueError
    where there is neither.
    """
    called: list[tuple[torch.nn.Module, torch.Size]] = []

    def note(module: torch.nn.Module, _: object, output: object) -> None:
        # Heads of attention and windows make a batch of one a greater one.
        if isinstance(output, torch.Tensor) and output.ndim > 0 and len(output) == 1:
            called.append((module, output.shape))

    hooks = [module.register_forward_hook(note) for module in model.modules() if module is not model]
    try:
        with torch.no_grad():
            model(inputs[None])
    finally:
        for hook in hooks:
            hook.remove()
    modules = [module for module, _ in called]
    last_convolution = max((number for number, each in enumerate(modules) if isinstance(each, torch.nn.Conv2d)), default=-1)
    norms = {each for each in modules[last_convolution + 1 :] if isinstance(each, torch.nn.LayerNorm)}
    size = (inputs.shape[1], inputs.shape[2])
    grids = {module for module, shape in called if len(shape) in (3, 4) and grid_of(shape, size) is not None}
    # Those of heads and of windows, inside of some blocks, are no grid over the input.
    blocks = [[child for child in parent.children() if child in norms & grids] for parent in model.modules()]
    of_transformer = sorted((block[0] for block in blocks if len(block) > 1), key=modules.index, reverse=True)
    maps = [
        module for module, shape in called if len(shape) == 4 and shape[2] * shape[3] > 1 and not isinstance(module, _POOLED)
    ]
    if of_transformer:
        candidates = (*of_transformer, *maps[-1:])
        return next((each for each in candidates if _patches_count(each, model, inputs)), of_transformer[0])
    if not maps:
        raise ValueError(
            "explainers: the model has no layer whose output is a map, B×C×h×w or tokens; pass an object with its layer"
        )
    return maps[-1]


def _patches_count(layer: torch.nn.Module, model: torch.nn.Module, inputs: torch.Tensor) -> bool:
    """Whether tokens of patches that a layer gives have an effect on the model's outputs: behind the blocks, only the class
    token may have one, and a map would be zero. Where the outputs are no tensor, that is not known, and taken to be so.
    """
    found: list[torch.Tensor] = []

    def note(_: torch.nn.Module, __: object, output: torch.Tensor) -> torch.Tensor:
        found.append(output.detach().requires_grad_())
        return found[-1].clone()

    hook = layer.register_forward_hook(note)
    try:
        with torch.enable_grad():
            outputs = model(inputs[None])
    finally:
        hook.remove()
    if not isinstance(outputs, torch.Tensor):
        return True
    (gradient,) = torch.autograd.grad(outputs.square().sum(), found[-1:], allow_unused=True)
    grid = grid_of(found[-1].shape, (inputs.shape[1], inputs.shape[2])) if found[-1].ndim == 3 else None
    if gradient is None or grid is None:
        return gradient is not None and bool(gradient.any())
    return bool(gradient[:, -grid[0] * grid[1] :].any())


_POOLED = (torch.nn.AdaptiveAvgPool2d, torch.nn.AdaptiveMaxPool2d)
