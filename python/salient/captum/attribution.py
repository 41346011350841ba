"""Explainers: what attributes a label to the pixels of an input."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Callable, Protocol, Union

import numpy as np
import torch

from ..maps import to_values
from .adapters import adapted, packages_of
from .named import check_class, class_of, made_of


class Attribution(Protocol):
    """An attribution object of Captum, or one that has its method."""

    def attribute(self, inputs: torch.Tensor, *, target: int) -> torch.Tensor:
        """The attribution of a label to a 1×C×H×W input."""
        ...


Explainer = Union[Attribution, Callable[[torch.Tensor, int], Any]]
"""An attribution object of Captum, an object of pytorch-grad-cam or zennit, or a function of a 1×C×H×W input and a label.

Both give an attribution of shape h×w, C×h×w or h×w×C, or one of these in a batch of one; h×w need not be that of the input.
"""


Explainers = Union[Mapping[str, Union[Explainer, str, type]], Sequence[str]]
"""Explainers by the name that they have in the job; one may be given by the name of its class, or as the class.

A list of such names is short for a dict of each name to itself.
"""


class ExplainerFailed(RuntimeError):
    """An explainer raised an error, which is its cause. The message says which explainer, sample and label."""


_NO_TENSOR = re.compile(r"'(dict|tuple|list|\w*Output\w*)' object has no attribute")
"""What the errors of Captum say where the output of a model is no tensor."""


def checked_explainers(explainers: Explainers) -> dict[str, Explainer | type]:
    """Explainers by name, classes in the place of names of classes.

    Raises ValueError where there is none, or one that has no attributions to give.
    """
    if isinstance(explainers, (list, tuple)) and all(isinstance(each, str) for each in explainers):
        explainers = {each: each for each in explainers}
    if not isinstance(explainers, Mapping):
        raise ValueError(f"explainers: expected a dict by name, got {type(explainers).__name__}; write {{name: explainer}}")
    if not explainers:
        raise ValueError("explainers: there is none")
    return {name: _checked(explainer, f"explainers: {name!r}") for name, explainer in explainers.items()}


def _checked(explainer: Explainer | str | type, what: str) -> Explainer | type:
    if isinstance(explainer, str):
        explainer = class_of(explainer, what)
    if isinstance(explainer, type):
        check_class(explainer, what)
        return explainer
    if hasattr(explainer, "attribute") or adapted(explainer) is not None:
        return explainer
    for package, line in _FOREIGN.items():
        if package in packages_of(explainer):
            raise ValueError(f"{what} is an object of {package} that attributes nothing by itself; pass {line}")
    if not callable(explainer):
        raise ValueError(f"{what} is neither an attribution object nor a function of input and label")
    return explainer


def made(explainers: Mapping[str, Explainer | type], model: torch.nn.Module, inputs: torch.Tensor) -> dict[str, Explainer]:
    """The same explainers with objects in the place of classes. `inputs` are C×H×W, on the device of the model.

    Raises ValueError where a class takes a layer, and the model has none that suits it, and where its objects attribute nothing
    by themselves.
    """
    return {
        name: _checked(made_of(explainer, model, inputs), f"explainers: {name!r}") if isinstance(explainer, type) else explainer
        for name, explainer in explainers.items()
    }


_FOREIGN = {
    "pytorch_grad_cam": "the CAM object itself, as GradCAM(model, [layer]), or a function of input and label",
    "zennit": "an attributor, as zennit.attribution.Gradient(model, composite)",
}
"""Packages whose attributing objects are explainers as they are, and what to pass of them."""


def attribute(explainer: Explainer, inputs: torch.Tensor, label: int, what: str, bounds: Mapping[str, int]) -> np.ndarray:
    """The attribution of a label to a C×H×W input, as h×w numbers: channels are added up.

    `bounds` are arguments that keep an attribution of Captum from making a greater batch of its own.
    Raises ExplainerFailed, and ValueError where the result is no attribution, with messages that start with `what`.
    """
    single = inputs[None].clone()
    is_object = hasattr(explainer, "attribute")
    try:
        with quiet():
            found = explainer.attribute(single, target=label, **bounds) if is_object else explainer(single, label)
    except Exception as error:
        raise failed(explainer, error, what) from error
    return to_values(unwrapped(found, what), what, (inputs.shape[1], inputs.shape[2]))


@contextmanager
def quiet() -> Iterator[None]:
    """Without what Captum warns of for each input: that it did not require gradients, and that hooks will be removed."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=UserWarning, module=r"captum\.")
        warnings.filterwarnings("ignore", message="Setting (forward|backward)", category=UserWarning)
        yield


def failed(explainer: Explainer, error: Exception, what: str) -> ExplainerFailed:
    """What to raise where an explainer raised `error`."""
    return ExplainerFailed(f"{what}: {type(error).__name__}, {error}{_hint(explainer, error)}")


def unwrapped(found: Any, what: str) -> Any:  # noqa: ANN401, what an explainer returned
    """An attribution as an explainer returned it, out of its tuple of one. Raises ValueError where it is none."""
    if isinstance(found, (tuple, list)) and len(found) == 1 and isinstance(found[0], (torch.Tensor, np.ndarray)):
        (found,) = found
    if isinstance(found, (tuple, dict)):
        kind = f"dict of {', '.join(map(repr, found))}" if isinstance(found, dict) else f"tuple of {len(found)}"
        raise ValueError(f"{what}: the explainer returned a {kind}; end it with `return attribution`, which is one of these")
    if found is None:
        raise ValueError(f"{what}: the explainer returned None; end it with `return attribution`")
    return found


def _hint(explainer: Explainer, error: Exception) -> str:
    """Some attributions of Captum need more arguments, which a function can pass, and all of them outputs that are tensors."""
    if _NO_TENSOR.search(str(error)):
        return (
            " (if that is the output of the model: salient.captum.Logits(model) returns its logits alone; "
            "make the explainer of that, and pass it as the model)"
        )
    if not (isinstance(error, TypeError) and hasattr(explainer, "attribute")):
        return ""
    name = type(explainer).__name__
    return f" (pass a function: lambda inputs, label: {name}(model).attribute(inputs, target=label, …))"


def resized(attribution: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """An h×w attribution at the H×W of its picture, interpolated between its points."""
    if attribution.shape == size:
        return attribution
    tensor = torch.from_numpy(attribution)[None, None]
    return torch.nn.functional.interpolate(tensor, size, mode="bilinear", align_corners=False)[0, 0].numpy()
