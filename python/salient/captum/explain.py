"""The call that writes an explain job of a model."""

from __future__ import annotations

import functools
import itertools
import os
import warnings
from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import ExitStack
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
from ..parts import Writer, roll_over_of, writer_of
from .attribution import Explainers, checked_explainers, made
from .batched import BatchedExplainer
from .batching import default_batch_size
from .classifier import Classifier, check_model, device_of, evaluating, has_dropout
from .job_thread import JobThread
from .loader import LoadedSample, blocks, count_of
from .metrics import METRICS, ON_REGIONS, Scorer, check_metrics
from .normalisation import Channels, Normalisation, normalisation_of
from .outputs import Activation, Outputs
from .recorded import Recorded
from .run import Boxes, Masks, Options, Run, check_boxes, check_regions, inferred
from .shard import shard_batches
from .targets import TargetForm

_UNCERTAINTIES = (None, "dropout", "noise")
_ON_ERROR = ("raise", "skip")


def explain(
    directory: str | os.PathLike[str],
    model: torch.nn.Module,
    loader: Iterable[Any],
    *,
    labels: Labels,
    explainers: Explainers,
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
    masks: Masks | None = None,
    batch_size: int | None = None,
    seed: int = 0,
    on_error: str = "raise",
    progress: bool = True,
    shard: tuple[int, int] | None = None,
    roll_over: str | None = None,
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
            h×w, C×h×w or h×w×C, or one of these in a batch of one. Objects of Captum, pytorch-grad-cam and zennit get
            batches, and so do functions that `batched` declares. A class of these packages, or its name, is made an object of
            the model; where it takes a layer, `last_layer` finds it. A list of names is short for a dict of them.
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
        metrics: what scores the explainers, of `METRICS`; by default all (Localization and Pointing game only where there
            are boxes or masks).
        scored: on how many samples, evenly spread; None for all. Scores cost many explanations of each.
        boxes: where objects are, by sample, counted from 0, and label: boxes of left, top, width and height in pixels.
        masks: the same as H×W booleans, in the size of the input.
        batch_size: how many inputs model and explainers get at once, at most; by default 64, on a CPU fewer where they are
            large (16 of 224×224). Where that does not fit in memory, batches are halved, with a warning. A continued run
            writes the same bytes as one that was not interrupted if it has the same batches.
        seed: of what is random, so that a run can be repeated.
        on_error: `raise` ends the run where an explainer raises; `skip` goes on with the next sample, and lists the sample in
            the job, with a warning. The same call tries it again.
        progress: whether a bar on the error stream shows progress and the time left.
        shard: where several processes explain the samples of the loader, each with the same arguments: the number of this
            one, from 0, and how many there are. Each takes the samples whose id leaves its number as the remainder. The first
            one scores the explainers, on samples of its own.
        roll_over: as of `ExplainJob`.

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
    least = {"repeats": (repeats, 2), "runners_up": (runners_up, 0)}
    counts = {**least, "batch_size": (batch_size, 1), "samples": (samples, 1), "scored": (scored, 0), "seed": (seed, 0)}
    for name, (value, from_) in counts.items():
        if value is not None or name in least:
            checks.whole(value, name, from_)
    if not checks.real(noise, "noise") >= 0:
        raise ValueError(f"noise: {noise} must be 0 or more")
    if mark_threshold is not None:
        checks.real(mark_threshold, "mark_threshold")
    check_mask(mask, "mask")
    check_model(model)
    chosen_explainers = checked_explainers(explainers)
    names = checks.label_names(labels, "labels")
    normalisation = normalisation_of(loader)
    if mean is not None or std is not None:
        normalisation = Normalisation((0.0,) if mean is None else mean, (1.0,) if std is None else std)
    chosen = (
        [metric for metric in METRICS if metric not in ON_REGIONS or boxes or masks]
        if metrics is None
        else checks.names(metrics, "metrics", unique=True)
    )
    on_regions = next((metric for metric in chosen if metric in ON_REGIONS), None)
    if on_regions is not None and not boxes and not masks:
        raise ValueError(f"metrics: {on_regions} needs boxes={{sample: {{label: [(left, top, width, height)]}}}}, or masks")
    check_metrics(chosen)
    check_boxes({} if boxes is None else boxes, len(names), count_of(loader))
    check_regions({} if masks is None else masks, "masks", "{sample: {label: mask}}", len(names), count_of(loader))
    writer = None if shard is None else writer_of(shard)
    roll_over_of(roll_over)
    count = count_of(loader, samples)
    if writer is not None and count is not None:
        count = len(range(writer.rank, count, writer.world))
    form = TargetForm(len(names), mark_threshold)
    options = Options(
        threshold,
        runners_up,
        uncertainty,
        repeats,
        noise,
        counterfactuals,
        mask,
        boxes or {},
        masks or {},
        seed,
        skips=on_error == "skip",
    )
    outputs = Outputs(activation, len(names))
    if uncertainty == "dropout" and not has_dropout(model):
        raise ValueError("uncertainty: the model has no dropout layer; 'noise' needs none")

    thread: JobThread | None = None
    try:
        with ExitStack() as stack:
            stack.enter_context(torch.random.fork_rng())
            stack.enter_context(evaluating(model))
            loaded = _with_warning(shard_batches(loader, form, samples, writer), activation)
            first = next(loaded, None)
            names_of_job = dict(labels=names, explainers=list(chosen_explainers), metrics=chosen, threshold=threshold)
            open_job = functools.partial(JobThread, directory, **names_of_job, writer=writer, roll_over=roll_over)
            if first is None and writer is not None:
                thread = stack.enter_context(open_job())  # fewer samples than shards: there is nothing to add
                return thread.job.directory
            if first is None:
                raise ValueError(
                    "loader: it gives no samples; a generator gives them only once, so pass a list or a DataLoader"
                )
            size = batch_size or default_batch_size(first[0].inputs, device_of(model))
            classifier = Classifier(model, outputs, normalisation, size)
            classifier.check([sample.inputs for sample in first], f"sample {first[0].id}")
            objects = made(chosen_explainers, model, first[0].inputs.to(classifier.device))
            calls = [BatchedExplainer(name, explainer, classifier.batch_size) for name, explainer in objects.items()]
            # Without explainers that take batches, samples come one by one, and each is shown as soon as it is done.
            in_blocks = size if any(call.takes_batches for call in calls) else 1
            recorded = Recorded(Path(directory), writer)
            if not isinstance(loader, Iterator):
                _check_recorded(recorded, classifier, blocks(shard_batches(loader, form, samples, writer), in_blocks))
            _try(classifier, calls, first, options, recorded)
            thread = stack.enter_context(open_job())
            bar = stack.enter_context(tqdm(total=count, unit="sample", disable=not progress))
            is_scoring = bool(chosen) and (writer is None or writer.rank == 0)
            scorer = Scorer(classifier, chosen if is_scoring else [])
            run = Run(thread, classifier, calls, scorer, recorded, options)
            scored_ids = _scored(scored, count, writer) if is_scoring else ()
            for block in blocks(itertools.chain([first], loaded), in_blocks):
                run.add(block, inferred(classifier, block), scored_ids)
                bar.update(len(block))
            run.finish()
    except KeyboardInterrupt:
        place = "before there was a job"
        if thread is not None:
            place = f"with {len(thread.job.sample_ids)} samples in {thread.job.directory}"
        raise KeyboardInterrupt(f"interrupted, {place}; the same call goes on from there") from None
    return thread.job.directory


def _scored(scored: int | None, count: int | None, shard: Writer | None) -> Container[int]:
    """Ids of the samples to be scored, evenly spread; the first ones where nobody knows how many samples there are."""
    if scored is None:
        return range(2**31)
    rank, world = shard or (0, 1)
    return {rank + world * place for place in np.linspace(0, (count or scored) - 1, scored).round().astype(int).tolist()}


def _check_recorded(recorded: Recorded, classifier: Classifier, loaded: Iterable[list[LoadedSample]]) -> None:
    """Raises ValueError where pictures, targets or probabilities are not those of a job that would be continued.

    Nothing of the job has been touched then.
    A loader that can be read only once is checked block by block as the run comes to them.
    """
    if recorded.last < 0:
        return
    for block in loaded:
        for sample, probabilities in zip(block, inferred(classifier, block)):
            recorded.check(sample, probabilities, classifier)
        if block[-1].id >= recorded.last:
            return


def _try(
    classifier: Classifier,
    explainers: Sequence[BatchedExplainer],
    batch: list[LoadedSample],
    options: Options,
    recorded: Recorded,
) -> None:
    """Raises what a run would, before there is a job: a wrong call must leave none that the right one cannot continue.

    Explainers are tried on the first sample; where failing samples are skipped, they are not.
    """
    found = inferred(classifier, batch)
    for sample, probabilities in zip(batch, found):
        classifier.pictures([sample.id], [sample.inputs])
        recorded.check(sample, probabilities, classifier)
    sample = batch[0]
    label = int(found[0].argmax())
    for explainer in explainers if not options.skips else ():
        what = f"sample {sample.id}, explainer {explainer.name!r}, label {label}"
        (attribution,) = explainer.attributions([sample.inputs.to(classifier.device)], [label], [what], [options.seed])
        if isinstance(attribution, Exception) and not isinstance(attribution, NotFinite):
            raise attribution


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
