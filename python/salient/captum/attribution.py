"""Explainers: whatever attributes a label to the pixels of an input."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any, Callable, Protocol, Union

import numpy as np
import torch

from ..arrays import to_array


class Attribution(Protocol):
    """An attribution object of Captum, or one that has its method."""

    def attribute(self, inputs: torch.Tensor, *, target: int) -> torch.Tensor:
        """The attribution of a label to a 1×C×H×W input."""
        ...


Explainer = Union[Attribution, Callable[[torch.Tensor, int], Any]]
"""An attribution object of Captum, or a function of a 1×C×H×W input and a label.

Either gives an attribution of shape 1×C×h×w, C×h×w or h×w; h×w need not be that of the input.
"""


class ExplainerFailed(RuntimeError):
    """An explainer raised an error, which is its cause. The message says which explainer, sample and label."""


def check_explainers(explainers: Mapping[str, Explainer]) -> None:
    """Raises ValueError where there is none, or one that cannot be asked for an attribution."""
    if not isinstance(explainers, Mapping):
        raise ValueError(f"explainers: a dict by name is wanted, this is {type(explainers).__name__}")
    if not explainers:
        raise ValueError("explainers: there is none")
    for name, explainer in explainers.items():
        if isinstance(explainer, type):
            raise ValueError(f"explainers: {name!r} is a class; hand in {explainer.__name__}(model)")
        if not hasattr(explainer, "attribute") and not callable(explainer):
            raise ValueError(f"explainers: {name!r} is neither an attribution object nor a function of input and label")


def attribute(explainer: Explainer, inputs: torch.Tensor, label: int, what: str) -> np.ndarray:
    """The attribution of a label to a C×H×W input, as h×w numbers: channels are added up.

    Raises ExplainerFailed, and ValueError where what comes is no attribution; both begin with `what`.
    """
    single = inputs[None].clone()
    try:
        with warnings.catch_warnings():
            # Captum says of each input that it did not require gradients, and of each hook that it will be removed.
            warnings.filterwarnings("ignore", category=UserWarning, module=r"captum\.")
            warnings.filterwarnings("ignore", message="Setting (forward|backward)", category=UserWarning)
            is_object = hasattr(explainer, "attribute")
            found = explainer.attribute(single, target=label) if is_object else explainer(single, label)
    except Exception as error:
        raise ExplainerFailed(f"{what}: {type(error).__name__}, {error}{_hint(explainer, error)}") from error
    if isinstance(found, tuple) and len(found) == 1:
        (found,) = found
    numbers = to_array(found, what).astype(np.float64)
    if numbers.ndim == 4 and len(numbers) == 1:
        numbers = numbers[0]
    if numbers.ndim == 3:
        numbers = numbers.sum(axis=0)
    if numbers.ndim != 2:
        raise ValueError(f"{what}: an attribution of shape {numbers.shape} is none of 1×C×H×W, C×H×W, H×W")
    return numbers


def _hint(explainer: Explainer, error: Exception) -> str:
    """Some attributions of Captum want to be told more, which only a function can do."""
    if not (isinstance(error, TypeError) and hasattr(explainer, "attribute")):
        return ""
    name = type(explainer).__name__
    return f" (hand in a function: lambda inputs, label: {name}(model).attribute(inputs, target=label, …))"


def resized(attribution: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """An h×w attribution at the H×W of its picture, interpolated between its points."""
    if attribution.shape == size:
        return attribution
    tensor = torch.from_numpy(attribution)[None, None]
    return torch.nn.functional.interpolate(tensor, size, mode="bilinear", align_corners=False)[0, 0].numpy()
