"""Batches that get smaller where memory does not suffice."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from typing import Callable, TypeVar

import torch

Found = TypeVar("Found")

_LARGEST = 64
"""How many inputs are given at once where `explain` is not told otherwise."""

_PIXELS_AT_ONCE = 16 * 224 * 224
"""How many pixels these have on a CPU, at most: where memory ends there, no error comes back, the process is killed."""

_OUT_OF_MEMORY = re.compile(r"out of memory|can't allocate memory|not enough memory", re.IGNORECASE)


def default_batch_size(inputs: torch.Tensor, device: torch.device) -> int:
    """How many inputs of the size of this one, C×H×W, are given at once."""
    if device.type != "cpu":
        return _LARGEST
    return min(_LARGEST, max(1, _PIXELS_AT_ONCE // (inputs.shape[1] * inputs.shape[2])))


def seed_random(seed: int, device: torch.device) -> None:
    """Seeds the random numbers of the CPU and of one device: a tenth of the time of `torch.manual_seed`, which visits all."""
    torch.default_generator.manual_seed(seed)
    if device.type == "cuda":
        with torch.cuda.device(device):
            torch.cuda.manual_seed(seed)
    elif device.type == "mps":
        torch.mps.manual_seed(seed)


class BatchSize:
    """How many inputs `user` gets at once. Halved where it runs out of memory, which is said once."""

    def __init__(self, size: int, user: str) -> None:
        self.size = size
        self._user = user
        self._is_said = False

    def parts(self, count: int, call: Callable[[slice], Found]) -> Iterator[Found]:
        """What `call` returns for each of successive slices of `count` inputs.

        A slice for which it ran out of memory is given again by halves. A single input for which it does raises that error.
        """
        start = 0
        while start < count:
            part = slice(start, min(start + self.size, count))
            found = self._called(call, part)
            if found:
                yield found[0]
                start = part.stop
            else:
                # After the handler, so that the frames of the error hold no memory any more.
                self._halve(part.stop - part.start)

    @staticmethod
    def _called(call: Callable[[slice], Found], part: slice) -> list[Found]:
        try:
            return [call(part)]
        except Exception as error:
            if part.stop - part.start == 1 or not is_out_of_memory(error):
                raise
            return []

    def _halve(self, tried: int) -> None:
        self.size = max(1, tried // 2)
        if torch.cuda.is_initialized():
            torch.cuda.empty_cache()
        if not self._is_said:
            self._is_said = True
            warnings.warn(
                f"{self._user}: a batch of {tried} does not fit in memory, so batches are halved; "
                "batch_size= sets their size from the start",
                stacklevel=2,
            )


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error says that there is not enough memory, on a CPU or another device."""
    if isinstance(error, (MemoryError, torch.cuda.OutOfMemoryError)):
        return True
    return isinstance(error, RuntimeError) and _OUT_OF_MEMORY.search(str(error)) is not None
