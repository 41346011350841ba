"""The part of the callbacks that Keras 3 and tf-keras share."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, Callable

import numpy as np

from .. import checks
from ..arrays import ArrayLike, as_numpy
from ..checks import Labels
from ..contents import DEFAULT_THRESHOLD
from ..inference import as_float32
from ..job import ExplainJob
from .epochs import EpochJobs

KerasExplainer = Callable[[Any, np.ndarray, np.ndarray], Sequence[ArrayLike]]
"""A function of the model, B inputs and B labels to B attributions, each as `Sample.add_map` takes it."""


class EpochCallback:
    """Writes a job after every N epochs of training, as a callback of Keras, whose class comes second among the bases."""

    model: Any
    """That is trained, as Keras sets it."""

    def __init__(
        self,
        directory: str | os.PathLike[str],
        inputs: np.ndarray,
        *,
        labels: Labels,
        explainers: Mapping[str, KerasExplainer],
        pictures: Sequence[ArrayLike] | None = None,
        ground_truth: Sequence[Any] | None = None,
        activation: str | None = None,
        threshold: float = DEFAULT_THRESHOLD,
        runners_up: int = 5,
        every: int = 1,
        batch_size: int = 32,
    ) -> None:
        """
        Args:
            directory: the jobs are written below it.
            inputs: N inputs of the model.
            labels: L names by label id, as `ExplainJob` takes them.
            explainers: functions by name, see `KerasExplainer`.
            pictures: the N inputs as people see them, each as `ExplainJob.add_sample` takes it; by default the inputs.
            ground_truth: of each sample a label id, or a list of them; by default there is none.
            activation: `softmax` or `sigmoid` where the outputs of the model are logits; None where they are probabilities.
            threshold: the probability from which on a label counts as predicted. Ground truth and what is predicted is
                explained; where there is neither, the most probable label.
            runners_up: how many of the other labels are recorded, the most probable.
            every: after how many epochs there is a job.
            batch_size: how many inputs model and explainers get at once.

        Raises ValueError where an argument is wrong.
        """
        super().__init__()
        if activation not in _ACTIVATIONS:
            raise ValueError(f"activation: {activation!r} is none of {', '.join(map(repr, _ACTIVATIONS))}")
        for name, given in (("pictures", pictures), ("ground_truth", ground_truth)):
            if given is not None and len(given) != len(inputs):
                raise ValueError(f"{name}: {len(given)} for {len(inputs)} inputs")
        self._jobs = EpochJobs(directory, every)
        self._inputs = inputs
        self._labels = checks.label_names(labels, "labels")
        self._explainers = explainers
        self._pictures = inputs if pictures is None else pictures
        truths = [()] * len(inputs) if ground_truth is None else ground_truth
        self._truths = [self._label_ids(each) for each in truths]
        self._activate = _ACTIVATIONS[activation]
        self._threshold = threshold
        self._runners_up = checks.whole(runners_up, "runners_up", 0)
        self._batch_size = checks.whole(batch_size, "batch_size", 1)
        self._has_begun = False

    def _label_ids(self, truth: Any) -> list[int]:  # noqa: ANN401, an integer, or several
        several = truth if np.ndim(truth) or isinstance(truth, (set, frozenset)) else [truth]
        return [checks.label(each, len(self._labels), "ground_truth") for each in several]

    def on_train_begin(self, logs: Any = None) -> None:  # noqa: ANN401, as Callback
        """Forgets an earlier training."""
        self._has_begun = False

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:  # noqa: ANN401, as Callback
        """Explains the model that was not trained yet."""
        if not self._has_begun:
            self._has_begun = True
            self._jobs.begin(epoch)
            if epoch == 0:
                self._explain(0)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:  # noqa: ANN401, as Callback
        """Explains the model where the number of epochs calls for it."""
        self._explain(epoch + 1)

    def _explain(self, done: int) -> None:
        directory = self._jobs.job(done)
        if directory is None:
            return
        names = {"labels": self._labels, "explainers": list(self._explainers), "threshold": self._threshold}
        with ExplainJob(directory, **names) as job:
            for start in range(0, len(self._inputs), self._batch_size):
                self._add(job, range(start, min(start + self._batch_size, len(self._inputs))))

    def _add(self, job: ExplainJob, ids: range) -> None:
        inputs = self._inputs[ids.start : ids.stop]
        # Not `predict_on_batch`: under a strategy of several processes, all of them would have to call that.
        chances = self._activate(np.asarray(as_numpy(self.model(inputs, training=False), "model"), np.float64))
        if chances.shape != (len(ids), len(job.labels)):
            raise ValueError(f"model: its output is {chances.shape}; expected {len(ids)}×{len(job.labels)}")
        pairs = []
        for number, of_sample in zip(ids, chances):
            truth = self._truths[number]
            ranked = np.argsort(-of_sample, kind="stable").tolist()
            predicted = sum(as_float32(each) >= as_float32(self._threshold) for each in of_sample)
            recorded = {*truth, *ranked[: predicted + self._runners_up]}
            job.add_sample(
                self._pictures[number],
                ground_truth=dict.fromkeys(truth).keys(),
                probabilities={label: float(of_sample[label]) for label in sorted(recorded)},
                id=number,
            )
            pairs += [(number, label) for label in job.label_set(number) or ranked[:1]]
        for name, explainer in self._explainers.items():
            for start in range(0, len(pairs), self._batch_size):
                part = pairs[start : start + self._batch_size]
                labels = np.array([label for _, label in part])
                found = explainer(self.model, self._inputs[[number for number, _ in part]], labels)
                if len(found) != len(part):
                    raise ValueError(f"explainer {name!r}: it returned {len(found)} attributions for {len(part)} inputs")
                for (number, label), attribution in zip(part, found):
                    job.sample(number).add_map(name, label, attribution)


def _softmax(outputs: np.ndarray) -> np.ndarray:
    powers = np.exp(outputs - outputs.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def _sigmoid(outputs: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-outputs))


_ACTIVATIONS: dict[str | None, Callable[[np.ndarray], np.ndarray]] = {
    None: lambda outputs: outputs,
    "softmax": _softmax,
    "sigmoid": _sigmoid,
}
