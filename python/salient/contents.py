"""A summary of the events of a job, for writers and `info`."""

from __future__ import annotations

from .events import Explain, Metadata
from .metric import Metric, metric_of

DEFAULT_THRESHOLD = 0.5
"""The probability from which on a label counts as predicted, where a job records none."""


class Overview:
    """Names and counts of a job, gathered event by event. Its size does not depend on the number of samples."""

    def __init__(self) -> None:
        self.labels: list[str] = []
        self.explainers: list[str] = []
        self.metrics: list[str] = []
        self.ranges: dict[str, Metric] = {}
        """Metrics whose range was recorded, by name; the others are 0–1, higher is better."""
        self.recorded_threshold: float | None = None
        self.version = 0
        """Of the format, the last recorded; 0 for none."""
        self.maps = 0
        self.counterfactuals = 0
        self.scores = 0
        self.has_uncertainty = False

    @property
    def threshold(self) -> float:
        """The probability from which on a label counts as predicted."""
        return DEFAULT_THRESHOLD if self.recorded_threshold is None else self.recorded_threshold

    def lacks(self, metadata: Metadata) -> bool:
        """Whether the metadata has a name, or is of a version, that is not here."""
        return self.version != metadata.version or not (
            {*metadata.label} <= {*self.labels}
            and {*metadata.explain_method} <= {*self.explainers}
            and {*metadata.benchmark_method} <= {*self.metrics}
            and all(self.ranges.get(each.name or "") == metric_of(each) for each in metadata.metric_range)
        )

    def check_continued_by(self, metadata: Metadata) -> None:
        """Raises ValueError where the metadata is that of another job; one that names no labels yet takes any."""
        if not self.labels:
            return
        if self.labels != metadata.label:
            raise ValueError(
                f"labels: the directory holds a job with {len(self.labels)} other labels; "
                "pass these, in their order, or another directory"
            )
        for each in metadata.metric_range:
            known = self.ranges.get(each.name or "", Metric(each.name or ""))
            if each.name in self.metrics and known != metric_of(each):
                raise ValueError(
                    f"metrics: the directory holds a job whose metric {each.name!r} is {known.minimum} to {known.maximum}, "
                    f"{'lower' if known.lower_is_better else 'higher'} is better; pass this range, or another name"
                )
        if self.threshold != metadata.threshold:
            raise ValueError(
                f"threshold: the directory holds a job whose threshold is {self.threshold:g}; "
                "pass this one, or another directory"
            )

    def add(self, explain: Explain) -> None:
        """Adds what one event says."""
        if explain.metadata is not None:
            self._add_metadata(explain.metadata)
        self.maps += len(explain.explanation)
        self.counterfactuals += len(explain.hoc)
        self.scores += len(explain.benchmark)
        if explain.sample_id is not None and explain.inference is not None:
            self.has_uncertainty |= bool(explain.inference.ground_truth_prob_sd or explain.inference.predicted_prob_sd)

    def _add_metadata(self, metadata: Metadata) -> None:
        # A first list of labels keeps its repetitions: ImageNet has two cranes. A later one adds what is new.
        known = set(self.labels)
        self.labels += [name for name in metadata.label if name not in known]
        self.explainers += [name for name in metadata.explain_method if name not in self.explainers]
        self.metrics += [name for name in metadata.benchmark_method if name not in self.metrics]
        self.ranges |= {each.name or "": metric_of(each) for each in metadata.metric_range}
        self.version = metadata.version or self.version
        if metadata.threshold is not None:
            self.recorded_threshold = metadata.threshold


class Contents(Overview):
    """Names, counts and the samples of a job. A sample takes some hundred bytes."""

    def __init__(self) -> None:
        super().__init__()
        self.label_sets: dict[int, tuple[int, ...]] = {}
        """Ground truth and predicted labels of each sample that has a picture."""
        self.paths: dict[int, str] = {}
        """Paths of originals, relative to the job, by sample."""
        self.digests: dict[int, bytes] = {}
        """SHA-256 of the files of originals, by sample, where it was recorded."""
        self.skipped: dict[int, str] = {}
        """Samples that were skipped, and why."""
        self._inferred: dict[int, tuple[int, ...]] = {}

    def add(self, explain: Explain) -> None:
        """Adds what one event says."""
        super().add(explain)
        for skipped in explain.skipped:
            self.skipped.pop(skipped.sample_id or 0, None)
            if skipped.reason:
                self.skipped[skipped.sample_id or 0] = skipped.reason
        if explain.sample_id is not None:
            self._add_sample(explain.sample_id, explain)

    def _add_sample(self, sample: int, explain: Explain) -> None:
        labels = [*explain.ground_truth_label]
        if explain.inference is not None:
            labels += explain.inference.predicted_label
        # Labels may come before the picture, in a job that another program wrote.
        known = self.label_sets.get(sample) or self._inferred.pop(sample, ())
        together = tuple(dict.fromkeys([*known, *labels]))
        if explain.image_path:
            self.paths[sample] = explain.image_path
            self.digests.pop(sample, None)
            if explain.image_sha256:
                self.digests[sample] = explain.image_sha256
        if explain.image_path or sample in self.label_sets:
            self.label_sets[sample] = together
        elif together:
            self._inferred[sample] = together
