"""An explainer as a run calls it: with whole batches where it takes them, one by one where it does not."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Sequence
from typing import Any, Callable, TypeVar, Union

import captum.attr
import numpy as np
import torch

from ..arrays import as_numpy
from ..maps import to_values_of_batch
from .adapters import adapted
from .attribution import Explainer, ExplainerFailed, attribute, failed, quiet, unwrapped
from .batching import BatchSize, is_out_of_memory, seed_random

Function = TypeVar("Function", bound=Callable[..., Any])

Attributed = Union[np.ndarray, ValueError, ExplainerFailed]
"""An attribution, or what came in its place."""


def batched(explainer: Function) -> Function:
    """Declares that a function takes batches: inputs B×C×H×W and B labels, as a tensor of integers on the inputs' device.

    It returns B attributions, B×h×w, B×C×h×w or B×h×w×C, of which each depends on its own input and label only.

        @salient.captum.batched
        def brightness(inputs, labels):
            return inputs.mean(dim=1)

    An object that has an `attribute` method of Captum's form may be declared too: it gets the labels as `target`.
    """
    explainer.takes_batches = True  # type: ignore[attr-defined]
    return explainer


class BatchedExplainer:
    """An explainer, called with as many inputs at once as it takes and as fit in memory."""

    def __init__(self, name: str, explainer: Explainer, batch_size: int) -> None:
        self.name = name
        own = adapted(explainer)
        self._explainer = explainer if own is None else own
        self._is_declared = own is not None or getattr(explainer, "takes_batches", False) is True
        self._takes_batches = self._is_declared or isinstance(explainer, captum.attr.Attribution)
        self._size = BatchSize(batch_size, f"explainer {name!r}")

    @property
    def takes_batches(self) -> bool:
        """Whether it gets several inputs at once."""
        return self._takes_batches

    def attributions(
        self, inputs: Sequence[torch.Tensor], labels: Sequence[int], whats: Sequence[str], seeds: Sequence[int] | None = None
    ) -> list[Attributed]:
        """The attribution of each of N labels to its input, h×w numbers, or the error that came in its place.

        Args:
            inputs: N tensors C×H×W of one size, on the device of the model.
            labels: N label ids.
            whats: what each is, for messages.
            seeds: for random numbers: those drawn for an input are the same whenever it is in the same batch. Without them,
                random numbers go on.
        """

        def one_batch(part: slice) -> list[Attributed]:
            if seeds is not None:
                seed_random(seeds[part.start], inputs[part.start].device)
            return self._of_batch(inputs[part], labels[part], whats[part])

        if self._takes_batches:
            return [each for found in self._size.parts(len(inputs), one_batch) for each in found]
        return [self._of_one(*each) for each in zip(inputs, labels, whats, seeds or [None] * len(inputs))]

    def _of_one(self, inputs: torch.Tensor, label: int, what: str, seed: int | None) -> Attributed:
        if seed is not None:
            seed_random(seed, inputs.device)
        try:
            if not self._is_declared:
                bounds = _memory_bounds(self._explainer, self._size.size) if self._takes_batches else {}
                return attribute(self._explainer, inputs, label, what, bounds)
            try:
                returned = self._call(inputs[None], [label])
            except Exception as error:
                raise failed(self._explainer, error, what) from error
            return self._values(returned, [what], inputs)[0]
        except (ExplainerFailed, ValueError) as error:
            return error

    def _of_batch(self, inputs: Sequence[torch.Tensor], labels: Sequence[int], whats: Sequence[str]) -> list[Attributed]:
        if len(inputs) == 1:
            return [self._of_one(inputs[0], labels[0], whats[0], None)]
        try:
            return self._values(self._call(torch.stack(list(inputs)), labels), whats, inputs[0])
        except Exception as error:
            if is_out_of_memory(error):
                raise
            reason = f"{type(error).__name__}, {error}"
        # One by one, so that an error names its sample.
        found = [self._of_one(*each, None) for each in zip(inputs, labels, whats)]
        if not any(isinstance(each, Exception) for each in found):
            self._takes_batches = False
            warnings.warn(
                f"explainer {self.name!r}: it fails for a batch of {len(inputs)} ({reason}), and not for single inputs; "
                "it gets them one by one from here on",
                stacklevel=2,
            )
        return found

    def _call(self, inputs: torch.Tensor, labels: Sequence[int]) -> Any:  # noqa: ANN401, what an explainer returns
        targets = torch.tensor(labels, device=inputs.device)
        with quiet():
            if not hasattr(self._explainer, "attribute"):
                return self._explainer(inputs, targets)  # type: ignore[operator]
            return self._explainer.attribute(inputs, target=targets, **_memory_bounds(self._explainer, len(inputs)))

    @staticmethod
    def _values(found: Any, whats: Sequence[str], inputs: torch.Tensor) -> Sequence[Attributed]:  # noqa: ANN401
        several = found if isinstance(found, list) else unwrapped(found, whats[0])
        if isinstance(several, torch.Tensor):
            several = as_numpy(several, whats[0])
        if not hasattr(several, "__len__") or len(several) != len(whats):
            shape = tuple(getattr(several, "shape", ())) or type(several).__name__
            raise ValueError(f"{whats[0]}: the explainer returned {shape} for {len(whats)} inputs; return one for each")
        return to_values_of_batch(several, whats, (inputs.shape[1], inputs.shape[2]))


def _memory_bounds(explainer: object, count: int) -> dict[str, int]:
    """Arguments that keep an attribution of Captum from making a greater batch of its own: 50 steps of each input, say."""
    parameters = inspect.signature(explainer.attribute).parameters  # type: ignore[attr-defined]
    bounds = {"internal_batch_size": count} if "internal_batch_size" in parameters else {}
    if "nt_samples_batch_size" in parameters:
        bounds["nt_samples_batch_size"] = 1
        bounds |= _memory_bounds(explainer.attribution_method, count)  # type: ignore[attr-defined]
    return bounds
