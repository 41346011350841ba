"""The samples of a data loader, one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import torch

from .targets import TargetForm, ground_truths


class LoadedSample(NamedTuple):
    """A sample of a loader."""

    id: int
    """Its position, from 0 on."""
    inputs: torch.Tensor
    """C×H×W."""
    ground_truth: list[int]


def batches(loader: Iterable[Any], form: TargetForm, limit: int | None = None) -> Iterator[list[LoadedSample]]:
    """The samples of each batch: (inputs, targets), inputs alone, or a dict of them; anything else in a batch is ignored.

    Inputs are a B×C×H×W tensor, or B tensors C×H×W of any sizes; targets are what `ground_truths` takes. Raises ValueError
    that names the batch where they are something else.
    """
    if not isinstance(loader, Iterable) and not hasattr(loader, "__getitem__"):
        raise ValueError(f"loader: {type(loader).__name__} gives no batches; pass a list of (inputs, targets), or a DataLoader")
    start = 0
    for number, batch in enumerate(loader):
        what = f"loader, batch {number}"
        inputs, targets = _parts(batch)
        found = _inputs(inputs, what)
        truths = ground_truths(targets, len(found), form, f"{what}, targets")
        samples = [LoadedSample(start + i, each, truth) for i, (each, truth) in enumerate(zip(found, truths))]
        start += len(samples)
        if limit is not None and start > limit:
            samples = samples[: len(samples) - (start - limit)]
        if samples:
            yield samples
        if limit is not None and start >= limit:
            return


def blocks(loaded: Iterable[list[LoadedSample]], size: int) -> Iterator[list[LoadedSample]]:
    """The same samples in blocks of `size`, whatever the batches of the loader: sample i is always in block i // size."""
    block: list[LoadedSample] = []
    for batch in loaded:
        for sample in batch:
            block.append(sample)
            if len(block) == size:
                yield block
                block = []
    if block:
        yield block


def count_of(loader: Iterable[Any], limit: int | None = None) -> int | None:
    """How many samples a loader has, by its data set, or by its batches where it is a list; None where neither tells."""
    try:
        is_list = isinstance(loader, Sequence)
        count = sum(len(_parts(batch)[0]) for batch in loader) if is_list else len(loader.dataset)  # type: ignore[attr-defined]
    except (AttributeError, TypeError):
        return None
    return count if limit is None else min(limit, count)


def _parts(batch: object) -> tuple[Any, Any]:
    if isinstance(batch, Mapping):
        inputs = next((batch[key] for key in _INPUT_KEYS if key in batch), None)
        return (batch, None) if inputs is None else (inputs, next((batch[key] for key in _TARGET_KEYS if key in batch), None))
    if isinstance(batch, (tuple, list)) and len(batch) > 0 and not _is_inputs(batch):
        return batch[0], batch[1] if len(batch) > 1 else None
    return batch, None


_INPUT_KEYS = ("pixel_values", "image", "images", "img", "inputs", "input", "x")
_TARGET_KEYS = ("labels", "label", "targets", "target", "y")
"""Keys of a batch that is a dict, as of Hugging Face data sets and MONAI."""


def _is_inputs(batch: object) -> bool:
    """Whether these are inputs of several sizes, and not inputs and targets."""
    return isinstance(batch, list) and len(batch) > 0 and all(isinstance(x, torch.Tensor) and x.ndim == 3 for x in batch)


def _inputs(inputs: object, what: str) -> list[torch.Tensor]:
    if isinstance(inputs, Mapping):
        raise ValueError(
            f"{what}: {type(inputs).__name__} holds no inputs under {', '.join(map(repr, _INPUT_KEYS))}; its keys are "
            f"{', '.join(map(repr, inputs))}: let the loader give pairs, as [(batch[key], batch[other]) for batch in loader]"
        )
    found = list(inputs) if isinstance(inputs, (list, tuple)) or (isinstance(inputs, torch.Tensor) and inputs.ndim) else []
    for each in found:
        if not isinstance(each, torch.Tensor) or each.ndim != 3 or not each.is_floating_point():
            shape = f"{each.dtype} of shape {tuple(each.shape)}" if isinstance(each, torch.Tensor) else type(each).__name__
            is_data_set = isinstance(inputs, torch.Tensor) and inputs.ndim == 3
            hint = "; wrap a data set in torch.utils.data.DataLoader(…)" if is_data_set else ""
            raise ValueError(f"{what}: an input is {shape}; expected a tensor of floats C×H×W, from inputs B×C×H×W{hint}")
    if not found:
        raise ValueError(f"{what}: {type(inputs).__name__} holds no inputs; expected a tensor B×C×H×W, and targets beside it")
    return found
