"""`python -m salient from-virelay`: projects of ViRelAy, whose attributions are HDF5 files as CoRelAy takes them, as a job.

The format: "Project File Format" and "Database Specification" of the documentation of ViRelAy. Analyses (embeddings and
clusters) are left out. Needs h5py and PyYAML.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from .contents import DEFAULT_THRESHOLD
from .inference import as_float32
from .job import ExplainJob
from .leftovers import check_no_job, removed_on_failure
from .virelay_files import Attributions, Hdf5Pictures, PictureFiles, Pictures

_RUNNERS_UP = 5
"""How many labels below the threshold are recorded, the most probable."""

_SUM_ROUNDING = 1e-3
"""How far probabilities may add up to something else than 1."""

ACTIVATIONS = ("softmax", "sigmoid", "none")


class _Project(NamedTuple):
    """A project file, read."""

    path: Path
    method: str
    strategy: str
    labels: list[str]
    word_nets: dict[str, int]
    data: Mapping[str, Any]
    sources: list[Path]


def from_virelay(
    directory: Path,
    projects: Sequence[Path],
    *,
    mean: Sequence[float] = (0.0,),
    std: Sequence[float] = (1.0,),
    activation: str | None = None,
    threshold: float = DEFAULT_THRESHOLD,
) -> int:
    """Writes a job of projects, and returns the number of its samples. One that fails leaves nothing behind.

    The attribution method of each project is an explainer; several projects are of one data set. Samples have the numbers that
    they have there; those without attributions are left out.

    Args:
        directory: where the job is written; it must not hold one.
        projects: the YAML files.
        mean, std: for each channel, or one for all, how the pictures were normalised; −1 to 1 is a mean and a std of 0.5.
        activation: what makes probabilities of the recorded predictions: `softmax`, `sigmoid`, or `none` where they are
            probabilities. By default they must be 0–1 and add up to 1.
        threshold: the probability from which on a label counts as predicted.

    Raises:
        ValueError: that names the file, where something is wrong or of no kind that is read.
        OSError: where a file cannot be read.
        ModuleNotFoundError: without h5py or PyYAML.
    """
    check_no_job(directory)
    found = [_project(path) for path in projects]
    first = found[0]
    for other in found[1:]:
        if (other.labels, _data_path(other)) != (first.labels, _data_path(first)):
            raise ValueError(f"{other.path}: it is of another data set, or of other labels, than {first.path}")
    methods = [each.method for each in found]
    if len(set(methods)) < len(methods):
        raise ValueError(f"attribution_method: {', '.join(methods)}; each project needs another one")
    names = {"labels": first.labels, "explainers": methods, "threshold": threshold}
    with removed_on_failure(directory), _pictures(first, mean, std) as pictures, ExplainJob(directory, **names) as job:
        for project in found:
            writer = _Writer(job, project, pictures, activation, threshold)
            for source in project.sources:
                with Attributions(source) as attributions:
                    for position in range(len(attributions)):
                        try:
                            writer.add(attributions, position)
                        except ValueError as error:
                            raise ValueError(f"{source}, attribution {position}: {error}") from error
        return len(job.sample_ids)


class _Writer:
    """Adds the attributions of a project."""

    def __init__(
        self, job: ExplainJob, project: _Project, pictures: Pictures, activation: str | None, threshold: float
    ) -> None:
        self._job = job
        self._project = project
        self._pictures = pictures
        self._activation = activation
        self._threshold = threshold
        self._known = {*job.sample_ids}
        self._attributed: set[int] = set()

    def add(self, attributions: Attributions, position: int) -> None:
        """Adds an attribution, and its sample unless the job has it. Raises ValueError."""
        project = self._project
        index = attributions.index(position)
        if index in self._attributed:
            raise ValueError(f"sample {index} has one already")
        self._attributed.add(index)
        outputs = attributions.prediction(position)
        if outputs.shape != (len(project.labels),):
            raise ValueError(f"a prediction of shape {outputs.shape} for {len(project.labels)} labels")
        chances = _probabilities(outputs, self._activation)
        truth = self._pictures.labels(index)
        if index not in self._known:
            self._known.add(index)
            ranked = np.argsort(-chances, kind="stable").tolist()
            predicted = sum(as_float32(each) >= as_float32(self._threshold) for each in chances)
            recorded = {*truth, *ranked[: predicted + _RUNNERS_UP]}
            self._job.add_sample(
                self._pictures.picture(index),
                ground_truth=dict.fromkeys(truth).keys(),
                probabilities={label: float(chances[label]) for label in sorted(recorded)},
                id=index,
            )
        label = self._explained(truth, chances, attributions.labels(position))
        self._job.sample(index).add_map(project.method, label, attributions.attribution(position))

    def _explained(self, truth: list[int], chances: np.ndarray, own: list[int]) -> int:
        """The label that an attribution is for, by the strategy of the project."""
        strategy = self._project.strategy
        if strategy == "predicted_label":
            return int(chances.argmax())
        if strategy.isdecimal():
            return int(strategy)
        labels = truth if strategy == "true_label" else own
        if len(labels) != 1:
            raise ValueError(f"attribution_strategy {strategy!r}: it is for the labels {labels}, and a map is for one")
        return labels[0]


def _probabilities(outputs: np.ndarray, activation: str | None) -> np.ndarray:
    """Probabilities of a recorded prediction. Raises ValueError where it is none, and nobody says what it is."""
    values = outputs.astype(np.float64)
    if activation == "softmax":
        powers = np.exp(values - values.max())
        return powers / powers.sum()
    if activation == "sigmoid":
        return 1 / (1 + np.exp(-values))
    is_probability = bool(((values >= 0) & (values <= 1)).all())
    if is_probability and (activation == "none" or abs(values.sum() - 1) < _SUM_ROUNDING):
        return values
    raise ValueError(
        f"the prediction is {values.min():.3g} to {values.max():.3g} and adds up to {values.sum():.3g}; --activation "
        "softmax or sigmoid makes probabilities of outputs, and none says that numbers from 0 to 1 are probabilities already"
    )


def _project(path: Path) -> _Project:
    import yaml

    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))["project"]
        attributions = found["attributions"]
        label_map = json.loads((path.parent / found["label_map"]).read_text(encoding="utf-8"))
        names = {int(each["index"]): str(each["name"]) for each in label_map}
        return _Project(
            path,
            str(attributions["attribution_method"]),
            str(attributions["attribution_strategy"]),
            [names.get(number, f"#{number}") for number in range(max(names) + 1)],
            {str(each.get("word_net_id")): int(each["index"]) for each in label_map},
            found["dataset"],
            [path.parent / each for each in attributions["sources"]],
        )
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path}: it is no project of ViRelAy with attributions, {type(error).__name__}: {error}") from error


def _data_path(project: _Project) -> Path:
    return (project.path.parent / project.data["path"]).resolve()


def _pictures(project: _Project, mean: Sequence[float], std: Sequence[float]) -> Pictures:
    kind = project.data.get("type")
    if kind == "hdf5":
        return Hdf5Pictures(_data_path(project), mean, std)
    if kind == "image_directory":
        return PictureFiles(_data_path(project), project.data, project.word_nets)
    raise ValueError(f"{project.path}: a dataset of the type {kind!r} is not read, only hdf5 and image_directory")
