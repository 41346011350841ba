"""The call that writes an explain job of a model."""

from __future__ import annotations

import itertools
import os
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tqdm.auto import tqdm

from .. import checks
from ..arrays import NotFinite
from ..checks import Labels
from ..contents import DEFAULT_THRESHOLD
from ..cover import check_mask
from ..job import ExplainJob
from .attribution import Explainer, attribute, check_explainers
from .classifier import Activation, Classifier, evaluating
from .loader import LoadedSample, batches, count_of
from .metrics import METRICS, Scorer
from .normalisation import Channels, Normalisation, normalisation_of
from .recorded import Recorded
from .run import Boxes, Options, Run, check_boxes, inferred
from .targets import TargetForm

_UNCERTAINTIES = (None, "dropout", "noise")
_ON_ERROR = ("raise", "skip")


def explain(
    directory: str | os.PathLike[str],
    model: torch.nn.Module,
    loader: Iterable[Any],
    *,
    labels: Labels,
    explainers: Mapping[str, Explainer],
    mean: Channels | None = None,
    std: Channels | None = None,
    activation: Activation = "softmax",
    mark_threshold: float | None = None,
    threshold: float = DEFAULT_THRESHOLD,
    runners_up: int = 5,
    samples: int | None = None,
    uncertainty: str | None = None,
    repeats: int = 20,
    noise: float = 0.05,
    counterfactuals: bool = True,
    mask: str = "gaussian:9",
    metrics: Sequence[str] | None = None,
    scored: int | None = 32,
    boxes: Boxes | None = None,
    batch_size: int = 16,
    seed: int = 0,
    on_error: str = "raise",
    progress: bool = True,
) -> Path:
    """Writes the explain job of a model: inference, saliency maps, counterfactuals, uncertainty, and scores of the explainers.

    The dashboard shows a sample as soon as it is done. The same call continues a run that was interrupted; explainers that it
    names beyond those of the job get maps for all samples. It first compares pictures, targets and probabilities with those
    of the job.

    Args:
        directory: the job's directory.
        model: takes inputs B×C×H×W, C being 1 or 3, to outputs B×L. It runs where its parameters are, in evaluation mode. Of
            outputs that are a dict, a tuple or a ModelOutput, `logits` are taken, or the one tensor of B×L.
        loader: gives batches of (inputs, targets), or of inputs; `targets.ground_truths` says in which forms. A run that is
            continued needs the same samples in the same order.
        labels: L names by label id: a list, or a dict of ids to names or of names to ids.
        explainers: by name, an attribution object of Captum, or a function of a 1×C×H×W input and a label to an attribution,
            h×w, C×h×w or h×w×C, or one of these in a batch of one.
        mean, std: by channel, how the loader normalises pictures of 0–1. Default: as a torchvision `Normalize` among
            the transforms of the loader's data set says, or not at all.
        activation: what makes probabilities of outputs: `softmax`, `sigmoid`, or a function of the outputs.
        mark_threshold: where targets are marks B×L, the mark from which on a label is ground truth; by default marks must be
            0 and 1.
        threshold: the probability from which on a label counts as predicted, 0–1. Ground truth and what is predicted
            is explained; where there is neither, the most probable label.
        runners_up: how many of the other labels are recorded, the most probable.
        samples: how many samples at most.
        uncertainty: `dropout` repeats inference with dropout left on, `noise` with noise added to the picture.
        repeats: how often, from 2 on.
        noise: its standard deviation, as a share of the range of a pixel.
        counterfactuals: whether for each predicted label hierarchical occlusion looks for parts of the picture that keep it so.
        mask: what covers the rest: `gaussian:r`, with a radius in pixels.
        metrics: what scores the explainers, of `METRICS`; by default all (Localization only where there are boxes).
        scored: on how many samples, evenly spread; None for all. Scores cost many explanations of each.
        boxes: where objects are, for Localization.
        batch_size: how many inputs the model gets at once, at most.
        seed: of what is random, so that a run can be repeated.
        on_error: `raise` ends the run where an explainer raises; `skip` goes on with the next sample, and lists the sample in
            the job, with a warning. The same call tries it again.
        progress: whether a bar on the error stream shows progress and the time left.

    Returns:
        The job's directory.

    Raises:
        ValueError: where an argument is wrong: before there is a job, or, where that shows only later, with what was
            written until then left in place. Also where the job has other pictures, targets or probabilities; nothing is
            written then.
        ExplainerFailed: where an explainer raises; says which, on what, with its error as the cause.
        KeyboardInterrupt: as it came, with a message that says how to go on.
        JobInUse, OSError: as `ExplainJob`.
    """
    if uncertainty not in _UNCERTAINTIES:
        raise ValueError(f"uncertainty: {uncertainty!r} is none of {', '.join(map(repr, _UNCERTAINTIES))}")
    if on_error not in _ON_ERROR:
        raise ValueError(f"on_error: {on_error!r} is none of {', '.join(map(repr, _ON_ERROR))}")
    least = {"repeats": (repeats, 2), "runners_up": (runners_up, 0), "batch_size": (batch_size, 1)}
    counts = {**least, "samples": (samples, 1), "scored": (scored, 0), "seed": (seed, 0)}
    for name, (value, from_) in counts.items():
        if value is not None or name in least:
            checks.whole(value, name, from_)
    if not checks.real(noise, "noise") >= 0:
        raise ValueError(f"noise: {noise} must be 0 or more")
    if mark_threshold is not None:
        checks.real(mark_threshold, "mark_threshold")
    check_mask(mask, "mask")
    check_explainers(explainers)
    names = checks.label_names(labels, "labels")
    normalisation = normalisation_of(loader)
    if mean is not None or std is not None:
        normalisation = Normalisation((0.0,) if mean is None else mean, (1.0,) if std is None else std)
    classifier = Classifier(model, len(names), normalisation, activation, batch_size)
    if uncertainty == "dropout" and not classifier.has_dropout:
        raise ValueError("uncertainty: the model has no dropout layer; 'noise' needs none")
    chosen = (
        [metric for metric in METRICS if metric != "Localization" or boxes]
        if metrics is None
        else checks.names(metrics, "metrics", unique=True)
    )
    if "Localization" in chosen and not boxes:
        raise ValueError("metrics: Localization needs boxes={sample: {label: [(left, top, width, height)]}}")
    check_boxes(boxes or {}, len(names), count_of(loader))
    count = count_of(loader, samples)

    spread = range(count or 0) if scored is None else np.linspace(0, (count or scored) - 1, scored).round().astype(int).tolist()
    form = TargetForm(len(names), mark_threshold)
    options = Options(
        threshold, runners_up, uncertainty, repeats, noise, counterfactuals, mask, boxes or {}, seed, skips=on_error == "skip"
    )

    job: ExplainJob | None = None
    try:
        with ExitStack() as stack:
            stack.enter_context(torch.random.fork_rng())
            stack.enter_context(evaluating(model))
            scorer = Scorer(classifier, mask, chosen)
            recorded = Recorded(Path(directory))
            _check_recorded(recorded, classifier, loader, form, samples)
            loaded = _with_warning(batches(loader, form, samples), activation)
            first = list(itertools.islice(loaded, 1))
            if not first:
                raise ValueError(
                    "loader: it gives no samples; a generator gives them only once, so pass a list or a DataLoader"
                )
            _try(classifier, explainers, first[0], options, recorded)
            job = stack.enter_context(
                ExplainJob(directory, labels=names, explainers=explainers, metrics=chosen, threshold=threshold)
            )
            bar = stack.enter_context(tqdm(total=count, unit="sample", disable=not progress))
            run = Run(job, classifier, explainers, scorer, recorded, options)
            for batch in itertools.chain(first, loaded):
                for sample, probabilities in zip(batch, inferred(classifier, batch)):
                    run.add(sample, probabilities, is_scored=scored is None or sample.id in spread)
                    bar.update()
            run.finish()
    except KeyboardInterrupt:
        place = "before there was a job" if job is None else f"with {len(job.sample_ids)} samples in {job.directory}"
        raise KeyboardInterrupt(f"interrupted, {place}; the same call goes on from there") from None
    return job.directory


def _check_recorded(
    recorded: Recorded, classifier: Classifier, loader: Iterable[Any], form: TargetForm, limit: int | None
) -> None:
    """Raises ValueError where pictures, targets or probabilities are not those of a job that would be continued.

    Nothing of the job has been touched then.
    A loader that can be read only once is checked sample by sample as the run comes to them.
    """
    if recorded.last < 0 or isinstance(loader, Iterator):
        return
    end = recorded.last + 1 if limit is None else min(limit, recorded.last + 1)
    for batch in batches(loader, form, end):
        for sample, probabilities in zip(batch, inferred(classifier, batch)):
            recorded.check(sample, probabilities, classifier)


def _try(
    classifier: Classifier,
    explainers: Mapping[str, Explainer],
    batch: list[LoadedSample],
    options: Options,
    recorded: Recorded,
) -> None:
    """Raises what a run would, before there is a job: a wrong call must leave none that the right one cannot continue.

    Explainers are tried on the first sample; where failing samples are skipped, they are not.
    """
    torch.manual_seed(options.seed)
    classifier.check([sample.inputs for sample in batch], f"sample {batch[0].id}")
    found = inferred(classifier, batch)
    for sample, probabilities in zip(batch, found):
        classifier.picture(sample.id, sample.inputs)
        recorded.check(sample, probabilities, classifier)
    sample = batch[0]
    label = int(found[0].argmax())
    for name, explainer in explainers.items() if not options.skips else ():
        with suppress(NotFinite):
            what = f"sample {sample.id}, explainer {name!r}, label {label}"
            attribute(explainer, sample.inputs.to(classifier.device), label, what)


def _with_warning(loaded: Iterable[list[LoadedSample]], activation: Activation) -> Iterator[list[LoadedSample]]:
    """The same batches; warns once where a sample has several labels, and the activation lets only one be probable."""
    is_said = activation != "softmax"
    for batch in loaded:
        several = next((sample for sample in batch if len(sample.ground_truth) > 1), None)
        if several is not None and not is_said:
            is_said = True
            warnings.warn(
                f"sample {several.id} has {len(several.ground_truth)} labels as ground truth, and the probabilities of a "
                'softmax add up to 1; pass activation="sigmoid" for a model of several labels',
                stacklevel=3,
            )
        yield batch
