"""Objects of pytorch-grad-cam and zennit as explainers that take batches. Neither package is imported before it is there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Callable

import torch

from ..arrays import Size, is_proportional

BatchFunction = Callable[[torch.Tensor, torch.Tensor], Any]
"""B×C×H×W inputs and B labels to B attributions."""

_PREFIXES = (0, 1, 2, 5)
"""How many tokens a transformer has before those of patches: none; class; distillation; four registers."""


def packages_of(value: object) -> set[str]:
    """The packages that the type of a value, or of the owner of a method, and its bases come from."""
    return {each.__module__.partition(".")[0] for each in type(getattr(value, "__self__", value)).__mro__}


def adapted(explainer: object) -> BatchFunction | None:
    """The explainer as a function of a batch; None where it is of neither package, or attributes nothing by itself."""
    packages = packages_of(explainer)
    if hasattr(explainer, "__self__"):
        return None
    if "pytorch_grad_cam" in packages and hasattr(explainer, "activations_and_grads"):
        return _of_grad_cam(explainer)
    if "zennit" in packages and hasattr(explainer, "model") and callable(explainer):
        return _of_zennit(explainer)
    return None


def _of_grad_cam(cam: Any) -> BatchFunction:  # noqa: ANN401, an object of pytorch-grad-cam
    def attribute(inputs: torch.Tensor, labels: torch.Tensor) -> Any:  # noqa: ANN401, B×H×W numbers
        from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget

        if not any(parameter.requires_grad for parameter in cam.model.parameters()):
            # Activations of a frozen model have gradients only if the inputs do.
            inputs = inputs.detach().requires_grad_()
        if cam.activations_and_grads.reshape_transform is None:
            normalised = {layer.normalized_shape[-1] for layer in cam.target_layers if hasattr(layer, "normalized_shape")}
            size = (inputs.shape[2], inputs.shape[3])
            cam.activations_and_grads.reshape_transform = lambda found: _as_grid(found, size, normalised)
            try:
                return cam(inputs, [ClassifierOutputTarget(label) for label in labels.tolist()])
            finally:
                cam.activations_and_grads.reshape_transform = None
        return cam(inputs, [ClassifierOutputTarget(label) for label in labels.tolist()])

    return attribute


def _as_grid(activations: torch.Tensor, size: Size, normalised: set[int]) -> torch.Tensor:
    """Activations as B×C×h×w: tokens of a vision transformer, and B×h×w×C of a Swin transformer, are made so.

    `size` is the height and width of the inputs, `normalised` the channels of those target layers that are a LayerNorm, whose
    last axis is that of channels. Raises ValueError for what is no grid of the aspect of the inputs.
    """
    is_last = activations.ndim == 4 and activations.shape[-1] in normalised and activations.shape[1] not in normalised
    if activations.ndim != 3 and not is_last:
        return activations
    grid = grid_of(activations.shape, size)
    if grid is None:
        raise ValueError(
            f"activations of shape {tuple(activations.shape)} are no grid over inputs of {size[0]}×{size[1]}; "
            "give the CAM object a reshape_transform"
        )
    tokens = activations.flatten(1, -2)
    return tokens[:, tokens.shape[1] - grid[0] * grid[1] :].unflatten(1, grid).permute(0, 3, 1, 2)


def grid_of(shape: Sequence[int], size: Size) -> Size | None:
    """The grid over inputs of H×W that B×N×C tokens, or B×h×w×C activations, are; None where they are none of its aspect."""
    if len(shape) == 4 and shape[1] > 1:
        grid = (shape[1], shape[2])
        return grid if is_proportional(grid, size) else None
    count = shape[-2]
    for prefix in _PREFIXES:
        rows = round(math.sqrt(max(0, count - prefix) * size[0] / size[1]))
        if rows > 0 and (count - prefix) % rows == 0 and is_proportional((rows, (count - prefix) // rows), size):
            return rows, (count - prefix) // rows
    return None


def _of_zennit(attributor: Any) -> BatchFunction:  # noqa: ANN401, an attributor of zennit
    def attribute(inputs: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        def of_labels(output: torch.Tensor) -> torch.Tensor:
            return torch.eye(output.shape[1], dtype=output.dtype, device=output.device)[labels]

        return attributor(inputs, of_labels)[1]

    return attribute
