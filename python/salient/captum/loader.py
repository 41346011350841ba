"""What a data loader gives, sample by sample."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import torch

from ..checks import integer, listed


class LoadedSample(NamedTuple):
    """A sample of a loader."""

    id: int
    """Its position, from 0 on."""
    inputs: torch.Tensor
    """C×H×W."""
    ground_truth: list[int]


def batches(loader: Iterable[Any], limit: int | None = None) -> Iterator[list[LoadedSample]]:
    """The samples of each batch: (inputs, targets), or inputs alone; what else is in it is left out.

    Inputs are a B×C×H×W tensor, or B tensors C×H×W of any sizes. Targets are B labels, none where one is negative; B×L
    marks, not 0 for ground truth; or B lists of labels. Raises ValueError that names the batch where they are none of these.
    """
    start = 0
    for number, batch in enumerate(loader):
        what = f"loader, batch {number}"
        inputs, targets = _parts(batch)
        found = _inputs(inputs, what)
        truths = [[]] * len(found) if targets is None else _truths(targets, what)
        if len(truths) != len(found):
            raise ValueError(f"{what}: {len(found)} inputs and {len(truths)} targets")
        samples = [LoadedSample(start + i, each, truth) for i, (each, truth) in enumerate(zip(found, truths))]
        start += len(samples)
        if limit is not None and start > limit:
            samples = samples[: len(samples) - (start - limit)]
        if samples:
            yield samples
        if limit is not None and start >= limit:
            return


def count_of(loader: Iterable[Any], limit: int | None = None) -> int | None:
    """How many samples a loader has, as its data set says, or its batches where it is a list; None where neither does."""
    if isinstance(loader, Sequence):
        count = sum(len(_parts(batch)[0]) for batch in loader)
    else:
        try:
            count = len(loader.dataset)  # type: ignore[attr-defined]
        except (AttributeError, TypeError):
            return None
    return count if limit is None else min(limit, count)


def _parts(batch: object) -> tuple[Any, Any]:
    if isinstance(batch, (tuple, list)) and not _is_inputs(batch):
        return batch[0], batch[1] if len(batch) > 1 else None
    return batch, None


def _is_inputs(batch: object) -> bool:
    """Whether these are inputs of several sizes, and not inputs and targets."""
    return isinstance(batch, list) and len(batch) > 0 and all(isinstance(x, torch.Tensor) and x.ndim == 3 for x in batch)


def _inputs(inputs: object, what: str) -> list[torch.Tensor]:
    found = list(inputs) if isinstance(inputs, (torch.Tensor, list, tuple)) else []
    for each in found:
        if not isinstance(each, torch.Tensor) or each.ndim != 3 or not each.is_floating_point():
            shape = f"{each.dtype} of shape {tuple(each.shape)}" if isinstance(each, torch.Tensor) else type(each).__name__
            raise ValueError(f"{what}: an input is {shape}; a tensor of floats C×H×W is wanted")
    if not found:
        raise ValueError(f"{what}: {type(inputs).__name__} holds no inputs; a tensor B×C×H×W is wanted, and targets beside it")
    return found


def _truths(targets: object, what: str) -> list[list[int]]:
    if isinstance(targets, torch.Tensor) and targets.ndim == 2:
        return [row.nonzero()[:, 0].tolist() for row in targets]
    return [_truth(each, what) for each in listed(targets, f"{what}, targets")]


def _truth(target: object, what: str) -> list[int]:
    if isinstance(target, (list, tuple)) or (isinstance(target, torch.Tensor) and target.ndim == 1):
        return [integer(label, f"{what}, targets") for label in listed(target, what)]
    label = integer(target, f"{what}, targets")
    return [] if label < 0 else [label]
