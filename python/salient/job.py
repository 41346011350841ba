"""An explain job that is being written."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Callable

from PIL import Image

from . import checks, names
from .arrays import ArrayLike
from .contents import DEFAULT_THRESHOLD
from .eventfile import EventFile
from .events import VERSION, Benchmark, Explain, Metadata
from .inference import as_float32, inference_event
from .lock import WriterLock
from .pictures import replace_file, save_original, to_rgb
from .sample import Sample

_MAX_ID = 2**31 - 1


class ExplainJob:
    """Writes the explain job of a directory, which a dashboard may show from the first sample on.

    A call that has returned is with the operating system: killing the process loses nothing of it (a power cut may). Each
    call checks everything before it writes anything. A job has one writer, and that is one thread.

        with ExplainJob("summary/run_1", labels=["cat", "dog"], explainers=["GradCAM"]) as job:
            sample = job.add_sample(picture, ground_truth=[0], probabilities={0: 0.9, 1: 0.1})
            sample.add_map("GradCAM", 0, attribution)

    A directory that holds a job is continued: new explainers and metrics are added to its own.
    """

    def __init__(
        self,
        directory: str | os.PathLike[str],
        *,
        labels: Iterable[str],
        explainers: Iterable[str] = (),
        metrics: Iterable[str] = (),
        threshold: float = DEFAULT_THRESHOLD,
    ) -> None:
        """Opens the job, made where there is none.

        Args:
            directory: the job's directory; its name is the job's name in the dashboard.
            labels: names by label id, in any characters; one may come twice.
            explainers: names of what makes the saliency maps.
            metrics: names of what scores the explainers.
            threshold: the probability from which on a label counts as predicted, 0–1.

        Raises:
            ValueError: where one of these is not so, or differs in labels or threshold from the job that is there, or where
                its event file is corrupt.
            JobInUse: where another writer has the directory open.
            OSError: where the directory cannot be written to.
        """
        wanted = Metadata(
            label=checks.names(labels, "labels", unique=False),
            explain_method=checks.names(explainers, "explainers", unique=True),
            benchmark_method=checks.names(metrics, "metrics", unique=True),
            version=VERSION,
            threshold=as_float32(checks.probability(threshold, "threshold")),
        )
        if not wanted.label:
            raise ValueError("labels: there is none")
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self._lock = WriterLock(self.directory)
        try:
            self._file = self._open(wanted)
        except BaseException:
            self._lock.release()
            raise
        self._is_open = True
        self._next_id = max(self._contents.label_sets, default=-1) + 1

    def _open(self, wanted: Metadata) -> EventFile:
        path = names.latest_event_file(self.directory) or self.directory / names.event_file_name(int(time.time()))
        file = EventFile(path)
        try:
            self._contents = file.contents
            self.data_directory = names.data_directory(path)
            self._contents.check_continued_by(wanted)
            if self._contents.lacks(wanted):
                file.append(Explain(metadata=wanted))
            # There is a manifest once a run is over, and this one is not.
            self._manifest.unlink(missing_ok=True)
        except BaseException:
            file.close()
            raise
        return file

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
        probabilities: Mapping[int, float] | None = None,
        sd: Mapping[int, float] | None = None,
        interval: Mapping[int, tuple[float, float]] | None = None,
        id: int | None = None,
    ) -> Sample:
        """Adds a sample, and returns it for its maps and counterfactuals.

        Args:
            image: a PIL image, or an array or tensor of shape H×W, C×H×W or H×W×C: integers 0–255 or floats 0–1.
            ground_truth: label ids. Each needs a probability.
            probabilities: by label id, 0–1, of as many labels as you like. Ground truth and what reaches the threshold become
                the sample's label set; the rest are kept as runners-up.
            sd: standard deviations of all these probabilities under repeated inference, by label id; not without `interval`.
            interval: their 95 % intervals (low, high), by label id; not without `sd`.
            id: the sample's number in the job, 0 … 2³¹ - 1; left out, the next. Runs to be compared share ids.

        Raises:
            ValueError: where one of them is not so. Nothing is written then.
        """
        number = self._next_id if id is None else checks.integer(id, "id")
        what = f"sample {number}"
        if not 0 <= number <= _MAX_ID:
            raise ValueError(f"{what}: an id is 0 to {_MAX_ID}")
        if number in self._contents.label_sets:
            raise ValueError(f"{what}: the job has one of this id")
        inferred = inference_event(
            what, number, len(self.labels), self._contents.threshold, ground_truth, probabilities, sd, interval
        )
        picture = to_rgb(image, f"{what}, image")
        path = names.original_path(self.data_directory, number)
        self.write(
            Explain(sample_id=number, image_path=path),
            inferred,
            picture=lambda: save_original(picture, self.directory / path),
        )
        self._next_id = max(self._next_id, number + 1)
        return Sample(self, number, picture.size)

    def sample(self, id: int) -> Sample:
        """A sample that was added before, also by an earlier writer. Raises ValueError where there is none of this id."""
        number = checks.integer(id, "id")
        if number not in self._contents.label_sets:
            raise ValueError(f"sample {number}: the job has none of this id")
        with Image.open(self.directory / names.original_path(self.data_directory, number)) as picture:
            return Sample(self, number, picture.size)

    def add_score(
        self,
        metric: str,
        explainer: str,
        *,
        total: float | None = None,
        per_label: Mapping[int, float | None] | None = None,
    ) -> None:
        """Adds the score of an explainer under a metric; a later one takes the place of an earlier.

        Args:
            metric: one of the job's metrics.
            explainer: one of the job's explainers.
            total: the score over all labels; None or NaN for not scored.
            per_label: scores by label id; None where the metric knows no labels.

        Raises:
            ValueError: where one of them is not so. Nothing is written then.
        """
        what = "score"
        checks.known(metric, self.metrics, f"{what}, metric")
        checks.known(explainer, self.explainers, f"{what}, explainer")
        what = f"score of {explainer!r} under {metric!r}"
        count = len(self.labels)
        scores = checks.by_label(per_label, count, f"{what}, per_label")
        by_label = [checks.score(scores.get(label), f"{what}, per_label[{label}]") for label in range(count)]
        benchmark = Benchmark(
            benchmark_method=metric,
            explain_method=explainer,
            total_score=checks.score(total, f"{what}, total"),
            label_score=[] if per_label is None else by_label,
        )
        self.write(Explain(benchmark=[benchmark]))

    def write(self, *explains: Explain, picture: Callable[[], None] = lambda: None) -> None:
        """Puts a picture in place, then appends the events that name it. Raises ValueError once the job is closed."""
        if not self._is_open:
            raise ValueError(f"{self.directory} is closed")
        picture()
        self._file.append(*explains)

    @property
    def _manifest(self) -> Path:
        return self.directory / self.data_directory / "manifest.json"

    def close(self) -> None:
        """Writes manifest.json, which says that the run is over, and lets the next writer in."""
        self._close(is_over=True)

    def _close(self, *, is_over: bool) -> None:
        if not self._is_open:
            return
        self._is_open = False
        contents = self._contents
        manifest = {
            "saliency_map": contents.maps > 0,
            "benchmark": contents.scores > 0,
            "uncertainty": contents.has_uncertainty,
            "hierarchical_occlusion": contents.counterfactuals > 0,
        }
        try:
            if is_over:
                replace_file(self._manifest, json.dumps(manifest).encode())
        finally:
            self._file.close()
            self._lock.release()

    def __enter__(self) -> ExplainJob:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Closes the job; one that an error ended gets no manifest, for it is not over, and can be continued."""
        self._close(is_over=kind is None)
