"""An explain job that is being written."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType

from . import checks, names
from .arrays import ArrayLike
from .checks import Box, ByLabel, Labels
from .contents import DEFAULT_THRESHOLD
from .events import VERSION, Benchmark, Explain, Metadata, Skipped
from .inference import as_float32, inference_event
from .metric import Metrics, metric_names, metric_ranges
from .parts import roll_over_of, writer_of
from .pictures import encode_original, original_size, save_picture, to_rgb
from .regions import Regions
from .sample import Sample
from .writer import JobWriter

_MAX_ID = 2**31 - 1


class ExplainJob:
    """Writes the explain job of a directory, which a dashboard may show from the first sample on.

    A call that has returned is with the operating system: killing the process loses nothing of it (a power cut may). Each
    call checks everything before it writes anything. A job has one writer, and that is one thread of one process,
    or several, each with a rank of its own (`writer`).

        with ExplainJob("summary/run_1", labels=["cat", "dog"], explainers=["GradCAM"]) as job:
            sample = job.add_sample(picture, ground_truth=[0], probabilities={0: 0.9, 1: 0.1})
            sample.add_map("GradCAM", 0, attribution)

    A directory that holds a job is continued: new explainers and metrics are added to its own.
    """

    def __init__(
        self,
        directory: str | os.PathLike[str],
        *,
        labels: Labels,
        explainers: Iterable[str] = (),
        metrics: Metrics = (),
        threshold: float = DEFAULT_THRESHOLD,
        writer: tuple[int, int] | None = None,
        roll_over: str | None = None,
    ) -> None:
        """Opens the job, or creates it.

        Args:
            directory: the job's directory; its name is the job's name in the dashboard.
            labels: names by label id, in any characters; one may come twice. A list, or a dict of ids to names or of names
                to ids, 0 to L−1.
            explainers: names of what makes the saliency maps.
            metrics: names of what scores the explainers, 0–1, higher is better; `salient.Metric` says where it is otherwise.
            threshold: the probability from which on a label counts as predicted, 0–1.
            writer: where several processes write the job: the rank of this one, from 0, and how many there are. Each writes
                parts of its own; the job is complete when all are closed. Ids that are not given are dealt without a clash.
                Scores are added by one of the writers.
            roll_over: begins a new part when the current one has this size, as in `"64MB"` (KB, MB, GB), or this age, as in
                `"60s"` (s, m, h). A part that is not the last of its writer is never touched again.

        Raises:
            ValueError: where an argument is wrong, or differs in labels or threshold from the job that is there, or in the
                number of writers from a run that is not over, or where its event file is corrupt.
            JobInUse: where another writer has the directory open.
            OSError: where the directory cannot be written to.
        """
        given = metrics if isinstance(metrics, str) else checks.listed(metrics, "metrics")
        wanted = Metadata(
            label=checks.label_names(labels, "labels"),
            explain_method=checks.names(explainers, "explainers", unique=True),
            benchmark_method=metric_names(given, "metrics"),
            metric_range=metric_ranges(given, "metrics"),
            version=VERSION,
            threshold=as_float32(checks.probability(threshold, "threshold")),
        )
        self._shard = None if writer is None else writer_of(writer)
        rolls = roll_over_of(roll_over)
        if not wanted.label:
            raise ValueError("labels: there is none; give at least one name")
        self._writer = JobWriter(directory, wanted, self._shard, rolls)
        self._contents = self._writer.contents
        self._next_id = self._first_id()

    @property
    def directory(self) -> Path:
        """The job's directory, absolute."""
        return self._writer.directory

    @property
    def data_directory(self) -> str:
        """The name of the directory, inside of the job's, that holds pictures and manifest."""
        return self._writer.data_directory

    @property
    def labels(self) -> list[str]:
        """Names by label id."""
        return self._contents.labels

    @property
    def explainers(self) -> list[str]:
        """Names of the explainers, those of earlier writers first."""
        return self._contents.explainers

    @property
    def metrics(self) -> list[str]:
        """Names of the metrics, those of earlier writers first."""
        return self._contents.metrics

    @property
    def sample_ids(self) -> list[int]:
        """Ids of the samples, in the order in which they were added."""
        return list(self._contents.label_sets)

    def label_set(self, sample: int) -> tuple[int, ...]:
        """Ground truth and predicted labels of a sample, by its id."""
        return self._contents.label_sets[sample]

    def add_sample(
        self,
        image: ArrayLike,
        *,
        ground_truth: Iterable[int] = (),
        probabilities: ByLabel[float] | None = None,
        sd: ByLabel[float] | None = None,
        interval: ByLabel[tuple[float, float]] | None = None,
        boxes: Mapping[int, Sequence[Box]] | None = None,
        masks: Mapping[int, ArrayLike] | None = None,
        id: int | None = None,
    ) -> Sample:
        """Adds a sample, and returns it for its maps and counterfactuals.

        Args:
            image: a PIL image, or an array or tensor of shape H×W, C×H×W or H×W×C: integers 0–255, unsigned 16-bit integers
                0–65535, or floats 0–1. Transparent pixels are composed over white.
            ground_truth: label ids. Each needs a probability. A list of as many 0 and 1 as there are labels warns, because it
                may be meant as marks; a set is always ids.
            probabilities: 0–1, by label id for as many labels as you like, or a list, array or tensor of all L of them.
                Ground truth and what reaches the threshold become the sample's label set; the rest are kept as runners-up.
            sd: standard deviations of all these probabilities under repeated inference, likewise; needs `interval`.
            interval: their 95 % intervals (low, high), likewise; needs `sd`.
            boxes: where objects are, by label id: boxes of left, top, width and height in pixels.
            masks: the same as H×W booleans, or levels of which 0 is outside, in the size of the picture.
            id: the sample's number in the job, 0 to 2³¹ − 1; by default the next. Runs to be compared share ids.

        Raises:
            ValueError: where an argument is wrong. Nothing is written then.
            JobInUse: in another process or thread than the one that opened the job.
        """
        self._writer.check_owner()
        number = self._check_id(self._next_id if id is None else id)
        what = f"sample {number}"
        if number in self._contents.label_sets:
            raise ValueError(
                f"{what}: the job has one of this id; job.sample({number}) returns it for more maps, "
                "and another picture needs another id or another directory"
            )
        inferred = inference_event(
            what, number, len(self.labels), self._contents.threshold, ground_truth, probabilities, sd, interval
        )
        picture = to_rgb(image, f"{what}, image")
        content = encode_original(picture)
        path = names.original_path(self.data_directory, number)
        regions = Regions(what, number, picture.size, len(self.labels), boxes, masks)

        def save() -> None:
            save_picture(os.path.join(self.directory, path), content)
            regions.save(self.directory, self.data_directory)

        digest = hashlib.sha256(content).digest()
        self._writer.write(
            Explain(sample_id=number, image_path=path, image_sha256=digest, true_region=regions.events(self.data_directory)),
            inferred,
            picture=save,
        )
        self._next_id = self._id_after(number)
        return Sample(self._writer, number, picture.size)

    def _first_id(self) -> int:
        if self._shard is None:
            return max(self._contents.label_sets, default=-1) + 1
        rank, world = self._shard
        # Ids of other writers leave other remainders; those of earlier runs, of other numbers of writers, are taken.
        return self._free_id(max((id + world for id in self._contents.label_sets if id % world == rank), default=rank))

    def _id_after(self, id: int) -> int:
        """The next id to be dealt once a sample has this id."""
        if self._shard is None:
            return max(self._next_id, id + 1)
        rank, world = self._shard
        return self._free_id(max(self._next_id, id + 1 + (rank - id - 1) % world))

    def _free_id(self, id: int) -> int:
        while self._shard is not None and id in self._contents.label_sets:
            id += self._shard.world
        return id

    def sample(self, id: int) -> Sample:
        """A sample that was added before, also by an earlier writer.

        Raises ValueError where there is none of this id, or where its original cannot be read, or is not the file that was
        recorded: maps added now would lie over another picture.
        """
        number = checks.integer(id, "id")
        if number not in self._contents.label_sets:
            raise ValueError(f"sample {number}: the job has none of this id")
        path = self.directory / self._contents.paths[number]
        return Sample(self._writer, number, original_size(path, self._contents.digests.get(number), f"sample {number}"))

    def add_skipped(self, id: int, reason: str, explainer: str | None = None) -> None:
        """Records that something is missing of a sample, and why: an explainer raised. An empty reason takes that back.

        The sample need not be in the job. Raises ValueError where `id` is no id of a sample, or `explainer` none of the job's.
        """
        number = self._check_id(id)
        if explainer is not None:
            checks.known(explainer, self.explainers, f"sample {number}, explainer")
        if reason:
            checks.names([reason], "reason", unique=False)
        if self._contents.skipped.get(number, "") != reason:
            skipped = Skipped(sample_id=number, reason=reason, explain_method=explainer)
            self._writer.write(Explain(skipped=[skipped]))

    @property
    def skipped(self) -> dict[int, str]:
        """Ids of the samples that were skipped, and why."""
        return dict(self._contents.skipped)

    def add_score(
        self,
        metric: str,
        explainer: str,
        *,
        total: float | None = None,
        per_label: ByLabel[float | None] | None = None,
    ) -> None:
        """Adds the score of an explainer under a metric; a later one takes the place of an earlier.

        Args:
            metric: one of the job's metrics.
            explainer: one of the job's explainers.
            total: the score over all labels; None or NaN for not scored.
            per_label: scores by label id, or of all labels in a list; None where the metric knows no labels.

        Raises:
            ValueError: where an argument is wrong. Nothing is written then.
        """
        what = "score"
        checks.known(metric, self.metrics, f"{what}, metric")
        checks.known(explainer, self.explainers, f"{what}, explainer")
        what = f"score of {explainer!r} under {metric!r}"
        count = len(self.labels)
        scores = checks.by_label(per_label, count, f"{what}, per_label")
        by_label = [checks.score(scores.get(label), f"{what}, per_label[{label}]") for label in range(count)]
        overall = checks.score(total, f"{what}, total")
        if metric in self._contents.ranges:
            for score in (overall, *by_label):
                self._contents.ranges[metric].check(score, what)
        benchmark = Benchmark(
            benchmark_method=metric,
            explain_method=explainer,
            total_score=overall,
            label_score=[] if per_label is None else by_label,
        )
        self._writer.write(Explain(benchmark=[benchmark]))

    @staticmethod
    def _check_id(id: int) -> int:
        number = checks.integer(id, "id")
        if not 0 <= number <= _MAX_ID:
            raise ValueError(f"sample {number}: an id is 0 to {_MAX_ID}")
        return number

    def together(self) -> AbstractContextManager[None]:
        """Lets the calls inside of it append what they record by one write at its end: of small samples, that is faster.

            with job.together():
                for picture in pictures:
                    job.add_sample(picture)

        Until then, the dashboard shows nothing of them, and killing the process loses them. Raises JobInUse, ValueError and
        FileNotFoundError as `add_sample`, and at its end OSError where the disk is full.
        """
        return self._writer.together()

    def close(self) -> None:
        """Writes manifest.json, which says that the run is over, and lets the next writer in."""
        self._writer.close(is_over=True)

    def __enter__(self) -> ExplainJob:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Closes the job; one that an error ended gets no manifest, because it is not over, and can be continued."""
        self._writer.close(is_over=kind is None)
