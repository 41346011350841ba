"""A callback of Lightning."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Callable

import torch

from ..checks import Labels
from .model import EpochExplainer, ExplainersOfModel

# Lightning is published under two names, whose callbacks are different classes: that of the program is taken.
_IS_OLD_NAME = "pytorch_lightning" in sys.modules or find_spec("lightning") is None
_lightning = import_module("pytorch_lightning" if _IS_OLD_NAME else "lightning.pytorch")


class ExplainEpochs(_lightning.Callback):  # type: ignore[name-defined,misc]
    """Writes a job after every N epochs of training, with the same samples in each: `directory/epoch_010`, and so on.

        trainer = Trainer(callbacks=[ExplainEpochs("summary/run_1", val_loader, labels=names, explainers=["GradCAM"])])

    `epoch_000` is the model before training, so that a wrong call fails before any epoch has cost time. In a training of
    several processes each explains its share of the samples. A training that is resumed from a checkpoint writes the jobs of
    the epochs that it repeats anew.
    """

    def __init__(
        self,
        directory: str | os.PathLike[str],
        loader: Iterable[Any],
        *,
        labels: Labels,
        explainers: ExplainersOfModel,
        every: int = 1,
        model: Callable[[Any], torch.nn.Module] | None = None,
        **options: Any,  # noqa: ANN401, as `explain` takes them
    ) -> None:
        """Takes what `salient.captum.explain` takes, but for:

        Args:
            directory: the jobs are written below it.
            loader: gives the same samples at each time, in the same order.
            explainers: as there, or a function of the model to them.
            every: after how many epochs there is a job.
            model: gives the classifier of the LightningModule, as `lambda module: module.net`; by default the module itself.
            options: further arguments of `explain`, such as `samples`, `mean` and `std`.

        Raises ValueError where an argument is wrong.
        """
        self._model = model or (lambda module: module)
        self._explainer = EpochExplainer(directory, loader, labels=labels, explainers=explainers, every=every, options=options)

    def on_train_start(self, trainer: Any, pl_module: Any) -> None:  # noqa: ANN401, of either package
        """Explains the model that was not trained yet."""
        self._explainer.begin(self._model(pl_module), trainer.current_epoch, _shard_of(trainer))

    def on_train_epoch_end(self, trainer: Any, pl_module: Any) -> None:  # noqa: ANN401, of either package
        """Explains the model where the number of epochs calls for it."""
        self._explainer.explain(self._model(pl_module), trainer.current_epoch + 1, _shard_of(trainer))


def _shard_of(trainer: Any) -> tuple[int, int]:  # noqa: ANN401, of either package
    return trainer.global_rank, trainer.world_size
