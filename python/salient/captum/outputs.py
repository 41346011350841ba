"""The outputs of a model, and the probabilities that they stand for."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Callable, Union

import torch

Activation = Union[str, Callable[[torch.Tensor], torch.Tensor]]
"""What makes probabilities of the model's outputs: `softmax`, `sigmoid`, or a function of B×L outputs to probabilities."""

_ACTIVATIONS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "softmax": lambda outputs: outputs.softmax(dim=1),
    "sigmoid": torch.sigmoid,
}

_SUM_ROUNDING = 1e-3
"""How far probabilities may add up to something else than 1."""

_PROBABILITY_ROUNDING = 1e-3
"""How far a probability may lie outside of 0–1: what numbers of 16 bits leave."""

_ENOUGH = 16
"""From how many outputs on it is no accident that all of them are 0–1."""

_LOGITS = "logits"


class Outputs:
    """Takes what a model returns to B×L probabilities."""

    def __init__(self, activation: Activation, label_count: int) -> None:
        """Raises ValueError where there is no such activation, or one that makes no probabilities."""
        if not callable(activation) and activation not in _ACTIVATIONS:
            raise ValueError(f"activation: {activation!r} is none of {', '.join(_ACTIVATIONS)}, and no function")
        if activation == "softmax" and label_count == 1:
            raise ValueError('activation: the softmax of a single output is always 1; write activation="sigmoid"')
        self._activation = activation
        self._label_count = label_count

    def probabilities(self, outputs: object, count: int) -> torch.Tensor:
        """B×L probabilities, `count` being B, on the CPU. Raises ValueError where the outputs are not B×L."""
        chosen = self._chosen(outputs, count).float()
        activate = self._activation if callable(self._activation) else _ACTIVATIONS[self._activation]
        found = activate(chosen)
        if isinstance(found, torch.Tensor) and found.isnan().any():
            raise ValueError("model: some of its outputs are NaN or infinite")
        if not self._fits(found, count):
            raise ValueError(f"activation: expected {count}×{self._label_count} probabilities, got {_described(found)}")
        return found.float().cpu()

    def check(self, outputs: object, count: int) -> None:
        """Raises ValueError where an activation of the caller makes no probabilities.

        Warns where outputs seem to be probabilities already, and would be put through an activation once more."""
        chosen = self._chosen(outputs, count).float()
        found = self.probabilities(outputs, count)
        if bool(((found < -_PROBABILITY_ROUNDING) | (found > 1 + _PROBABILITY_ROUNDING)).any()):
            raise ValueError(
                f"activation: it gives {found.min().item():.3g} to {found.max().item():.3g}, and probabilities are 0 to 1; "
                'pass activation="softmax" or "sigmoid"'
            )
        if callable(self._activation) or not bool(((chosen >= 0) & (chosen <= 1)).all()):
            return
        is_sum = bool(((chosen.sum(dim=1) - 1).abs() < _SUM_ROUNDING).all())
        if is_sum or chosen.numel() >= _ENOUGH:
            kind = "0 to 1 and add up to 1" if is_sum else "0 to 1"
            warnings.warn(
                f"the model's outputs are {kind}: they seem to be probabilities already, and {self._activation} would change "
                "them; pass activation=lambda outputs: outputs",
                stacklevel=4,
            )

    def _fits(self, outputs: object, count: int) -> bool:
        return isinstance(outputs, torch.Tensor) and not outputs.is_complex() and outputs.shape == (count, self._label_count)

    def _chosen(self, outputs: object, count: int) -> torch.Tensor:
        """The tensor itself, the `logits` of a dict or ModelOutput, or the one tensor of B×L among several."""
        named = dict(outputs) if isinstance(outputs, Mapping) else {}
        if hasattr(outputs, "_asdict"):
            named = outputs._asdict()
        elif isinstance(outputs, (tuple, list)):
            named = {str(position): each for position, each in enumerate(outputs)}
        elif not named and isinstance(getattr(outputs, _LOGITS, None), torch.Tensor):
            named = {_LOGITS: getattr(outputs, _LOGITS)}
        candidates = {_LOGITS: named[_LOGITS]} if _LOGITS in named else named
        fitting = [each for each in candidates.values() if self._fits(each, count)]
        if self._fits(outputs, count):
            fitting = [outputs]
        if len(fitting) == 1:
            return fitting[0]
        wanted = f"expected {count}×{self._label_count}, a number for each input and label"
        if not named:
            raise ValueError(f"model: its output is {_described(outputs)}; {wanted}")
        listed = ", ".join(f"{name!r}: {_described(each)}" for name, each in named.items())
        raise ValueError(
            f"model: its output is {type(outputs).__name__} of {listed}; {wanted}: wrap the model in a torch.nn.Module whose "
            f"forward returns that one, as self.model(inputs)[{next(iter(named))!r}]"
        )


def _described(value: object) -> str:
    if not isinstance(value, torch.Tensor):
        return type(value).__name__
    return f"{tuple(value.shape)}{' of complex numbers' if value.is_complex() else ''}"
