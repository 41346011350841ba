"""The part of the callbacks that PyTorch models share."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Any, Callable, Union

import torch

from ..captum import Explainers, explain
from ..checks import Labels
from .epochs import EpochJobs

ExplainersOfModel = Union[Explainers, Callable[[torch.nn.Module], Explainers]]
"""Explainers as `salient.captum.explain` takes them, or a function of the model to them."""


class EpochExplainer:
    """Explains a model after every N epochs, always on the same samples."""

    def __init__(
        self,
        directory: str | os.PathLike[str],
        loader: Iterable[Any],
        *,
        labels: Labels,
        explainers: ExplainersOfModel,
        every: int,
        options: dict[str, Any],
    ) -> None:
        """Takes the arguments of the callbacks. Raises ValueError where one of them is wrong."""
        if "shard" in options:
            raise ValueError("shard: the trainer knows its processes; leave it out")
        if isinstance(loader, Iterator):
            raise ValueError("loader: a generator gives its samples only once; pass a list or a DataLoader")
        self._jobs = EpochJobs(directory, every)
        self._loader = loader
        self._labels = labels
        self._explainers = explainers
        self._options = {"progress": False, **options}

    def begin(self, model: torch.nn.Module, done: int, shard: tuple[int, int]) -> None:
        """Prepares for a training that goes on after `done` epochs, and explains the model that was not trained yet."""
        error: Exception | None = None
        if shard[0] == 0:
            try:
                self._jobs.begin(done)
            except (ValueError, OSError) as raised:
                error = raised
        _raise_in_all(error)
        if done == 0:
            self.explain(model, 0, shard)

    def explain(self, model: torch.nn.Module, done: int, shard: tuple[int, int]) -> None:
        """Writes the job after `done` epochs, if there is to be one.

        `shard` is the rank of this process, and how many there are. Raises as `salient.captum.explain`.
        """
        directory = self._jobs.job(done)
        if directory is None:
            return
        explainers = self._explainers(model) if callable(self._explainers) else self._explainers
        several = {} if shard[1] == 1 else {"shard": shard}
        explain(directory, model, self._loader, labels=self._labels, explainers=explainers, **several, **self._options)


def _raise_in_all(error: Exception | None) -> None:
    """Raises in each process of the training what the first one passes, and lets none go on before it: jobs that another one
    has begun meanwhile would be taken for those of an earlier training."""
    if torch.distributed.is_available() and torch.distributed.is_initialized():
        passed = [error]
        torch.distributed.broadcast_object_list(passed, src=0)
        (error,) = passed
    if error is not None:
        raise error
