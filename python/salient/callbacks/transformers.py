"""A callback of the Trainer of Hugging Face."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable
from typing import Any, Callable

import torch
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from ..captum import Logits
from ..checks import Labels
from .model import EpochExplainer, ExplainersOfModel

_ROUNDING = 1e-6
"""By how much the number of epochs, a sum of steps, may exceed a whole one."""


class ExplainEpochs(TrainerCallback):
    """Writes a job after every N epochs of training, with the same samples in each: `directory/epoch_010`, and so on.

        Trainer(model, args, callbacks=[ExplainEpochs("summary/run_1", loader, labels=names, explainers=["Saliency"])], …)

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
        model: Callable[[Any], torch.nn.Module] = Logits,
        **options: Any,  # noqa: ANN401, as `explain` takes them
    ) -> None:
        """Takes what `salient.captum.explain` takes, but for:

        Args:
            directory: the jobs are written below it.
            loader: gives the same samples at each time, in the same order.
            explainers: as there, or a function of the model to them.
            every: after how many epochs there is a job.
            model: gives the classifier of the trained model; by default it is wrapped so that its outputs are its logits.
            options: further arguments of `explain`, such as `samples`, `mean` and `std`.

        Raises ValueError where an argument is wrong.
        """
        self._model = model
        self._explainer = EpochExplainer(directory, loader, labels=labels, explainers=explainers, every=every, options=options)

    def on_train_begin(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        model: Any = None,  # noqa: ANN401, as TrainerCallback
        **_: Any,  # noqa: ANN401
    ) -> None:
        """Explains the model that was not trained yet."""
        self._explainer.begin(self._model(model), int((state.epoch or 0) + _ROUNDING), _shard_of(args))

    def on_epoch_end(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        model: Any = None,  # noqa: ANN401, as TrainerCallback
        **_: Any,  # noqa: ANN401
    ) -> None:
        """Explains the model where the number of epochs calls for it; one that `max_steps` cut short counts."""
        self._explainer.explain(self._model(model), math.ceil((state.epoch or 0) - _ROUNDING), _shard_of(args))


def _shard_of(args: TrainingArguments) -> tuple[int, int]:
    return args.process_index, args.world_size
