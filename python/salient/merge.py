"""`python -m salient merge`: one job of several."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import json
import math
import os
import shutil
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from . import names
from .contents import Overview
from .eventfile import EventFile
from .events import VERSION, Benchmark, Explain, Metadata, Skipped
from .merged_samples import MergedSamples
from .metric import range_of
from .parts import leads_out, parts_of
from .pictures import replace_file
from .reading import LINK_OUT, Finding, event_file_of, read_events
from .validate import check_files
from .writer import manifest_of

TABLE = "merged.csv"
"""The file, in the directory of the merged job, that lists the samples whose id is another one, or that several jobs have."""


MAX_FAULTS = 5
"""Faults of a job that are reported one by one."""


class Merged(NamedTuple):
    """What `merge` has made."""

    samples: int
    renumbered: int
    """Samples whose id was taken by another picture."""
    shared: int
    """Samples of later jobs whose picture an earlier job has, under whatever id."""
    remarks: list[str]
    """What is not as one might expect, in sentences."""


class _Source:
    """A job that is merged, up to the records that were there when it was opened."""

    def __init__(self, number: int, directory: Path, samples: MergedSamples) -> None:
        self.number = number
        self.directory = directory
        event_file = event_file_of(directory)
        self.is_over = (directory / names.data_directory(event_file) / "manifest.json").exists()
        self.contents = Overview()
        self.findings: list[Finding] = []
        self._counts: list[tuple[Path, int]] = []
        for part in parts_of(event_file):
            if part.path != event_file and leads_out(part.path, directory):
                self.findings.append(Finding(part.path.name, LINK_OUT))
                continue
            count = 0
            for _, event in read_events(part.path):
                count += 1
                if not isinstance(event, Explain):
                    self.findings.append(event)
                    continue
                self.contents.add(event)
                if event.sample_id is not None and event.image_path:
                    samples.add(number, event.sample_id, event.image_path, event.image_sha256 or None)
            self._counts.append((part.path, count))
        self.findings += check_files(event_file)
        self.roots = (directory.resolve(), (directory / names.data_directory(event_file)).resolve())
        self.labels: list[int] = []
        """Label ids in the merged job by those of this one."""

    def label(self, label: int | None) -> int:
        """A label of this job in the merged one; one without a name stays what it is, beyond all names."""
        known = 0 if label is None else label
        return self.labels[known] if 0 <= known < len(self.labels) else known

    def events(self) -> Iterator[Explain]:
        """The events that were there when the job was opened."""
        for path, count in self._counts:
            for _, (_, event) in zip(range(count), read_events(path)):
                if isinstance(event, Explain):
                    yield event

    def digest(self, sample: int, path: str) -> bytes:
        """SHA-256 of the original of a sample; of one whose file is missing, its own."""
        try:
            return hashlib.sha256((self.directory / path).read_bytes()).digest()
        except (OSError, ValueError):
            return f"{self.directory} {sample}".encode()


def merge(out: Path, jobs: Sequence[Path]) -> Merged:
    """Writes a job with the samples of several, event by event; memory does not grow with them.

    Ids are kept where they do not clash. A sample whose id another picture has gets a new one, and `TABLE` lists it. A picture
    that several jobs have is one sample: with what the first job says of it, and with the maps and counterfactuals of all.
    Labels, explainers and metrics are joined by name. Of a job that is still written, what is there is taken.

    Raises ValueError where the jobs cannot be one, one is named twice, or `out` is there already or inside of one,
    FileNotFoundError where one is no job. Then nothing is left behind.
    """
    if not jobs:
        raise ValueError("merge: there is no job; pass the directories of at least one")
    if out.is_symlink() or (out.exists() and (not out.is_dir() or any(out.iterdir()))):
        raise ValueError(f"{out}: there is something already; pass a directory that does not exist")
    _check_places(out, jobs)
    with closing(MergedSamples()) as samples:
        sources = [_Source(number, job, samples) for number, job in enumerate(jobs)]
        _check_one(sources)
        return _merge(out, sources, samples)


def _merge(out: Path, sources: Sequence[_Source], samples: MergedSamples) -> Merged:
    out.parent.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    try:
        with closing(_Merger(place, sources, samples)) as merger:
            merged = merger.run()
        os.chmod(place, 0o777 & ~_umask())
        if out.exists():
            out.rmdir()
        os.replace(place, out)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    return merged


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _check_places(out: Path, jobs: Sequence[Path]) -> None:
    places: dict[Path, Path] = {}
    for job in jobs:
        event_file_of(job)
        place = job.resolve()
        if place in places:
            raise ValueError(f"{job} is the same job as {places[place]}; name each job once")
        if place in out.resolve().parents:
            raise ValueError(f"{out} is inside of the job {job}; pass a directory outside of the jobs")
        places[place] = job


def _check_one(sources: Sequence[_Source]) -> None:
    first = sources[0]
    for source in sources:
        if not source.contents.labels:
            raise ValueError(f"{source.directory}: no metadata names the labels")
        if source.contents.threshold != first.contents.threshold:
            raise ValueError(
                f"{source.directory} has the threshold {source.contents.threshold:g}, {first.directory} has "
                f"{first.contents.threshold:g}; jobs of different thresholds cannot be one"
            )
        for name, metric in source.contents.ranges.items():
            for other in sources:
                known = other.contents.ranges.get(name)
                if known is not None and known != metric:
                    raise ValueError(f"the metric {name!r} has one range in {source.directory}, another in {other.directory}")


class _Merger:
    """Makes one job of sources."""

    def __init__(self, place: Path, sources: Sequence[_Source], samples: MergedSamples) -> None:
        self._place = place
        self._sources = sources
        self._samples = samples
        path = place / names.event_file_name(int(time.time()))
        self._data = names.data_directory(path)
        self._contents = Overview()
        self._file = EventFile(path, self._contents)
        self._labels: list[str] = []
        self._scores: defaultdict[tuple[str, str], list[Benchmark]] = defaultdict(list)
        self._missing = 0

    def run(self) -> Merged:
        """Writes everything."""
        for source in self._sources:
            source.labels = self._labels_of(source.contents.labels)
        reasons = self._deal_ids()
        contents = [source.contents for source in self._sources]
        self._file.append(
            Explain(
                metadata=Metadata(
                    label=self._labels,
                    explain_method=list(dict.fromkeys(name for each in contents for name in each.explainers)),
                    benchmark_method=list(dict.fromkeys(name for each in contents for name in each.metrics)),
                    version=VERSION,
                    threshold=contents[0].threshold,
                    metric_range=list(
                        {name: range_of(each.ranges[name]) for each in contents for name in each.ranges}.values()
                    ),
                )
            )
        )
        for source in self._sources:
            for event in source.events():
                self._add(source, event)
        remarks = [*self._write_scores(), *self._remarks()]
        replace_file(self._place / self._data / "manifest.json", json.dumps(manifest_of(self._contents)).encode())
        return Merged(len(self._samples), reasons["renumbered"], reasons["shared"], remarks)

    def close(self) -> None:
        """Closes the event file."""
        self._file.close()

    def _labels_of(self, labels: Sequence[str]) -> list[int]:
        """Label ids of the merged job for those of a source. Of a name that comes twice, the second is that of the others."""
        places: defaultdict[str, list[int]] = defaultdict(list)
        for label, name in enumerate(self._labels):
            places[name].append(label)
        ids = []
        used: Counter[str] = Counter()
        for name in labels:
            if used[name] == len(places[name]):
                places[name].append(len(self._labels))
                self._labels.append(name)
            ids.append(places[name][used[name]])
            used[name] += 1
        return ids

    def _deal_ids(self) -> Counter[str]:
        """Gives all samples their ids, and lists those whose id is another or that several jobs have; how many, by reason."""
        reasons: Counter[str] = Counter()
        table = self._place / TABLE
        with open(table, "w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream)
            writer.writerow(("job", "sample", "merged_sample", "reason"))
            for source in self._sources:
                for sample, id, reason in self._samples.deal(source.number, source.digest):
                    writer.writerow((source.directory, sample, id, reason))
                    reasons[reason] += 1
        if not reasons:
            table.unlink()
        return reasons

    def _add(self, source: _Source, event: Explain) -> None:
        """Adds an event of a source, in the ids of the merged job. Events about samples without a picture are left out."""
        for score in event.benchmark:
            self._scores[score.benchmark_method or "", score.explain_method or ""].append(_joined(source, score))
        skipped = [each for each in event.skipped if self._has_place(source, each)]
        sample = None if event.sample_id is None else self._samples.id_of(source.number, event.sample_id)
        event = dataclasses.replace(event, sample_id=sample, metadata=None, benchmark=[], skipped=skipped)
        if sample is None:
            event = Explain(skipped=skipped)
        else:
            if self._samples.is_shared(sample):
                self._leave_out_known(source, event, sample)
            self._translate(source, event, sample)
        if event != Explain(sample_id=sample):
            self._file.append(event)

    def _has_place(self, source: _Source, skipped: Skipped) -> bool:
        """Puts the skipped sample into the ids of the merged job; it need not be there. False where another has its id."""
        id = skipped.sample_id or 0
        known = self._samples.id_of(source.number, id)
        skipped.sample_id = id if known is None else known
        return known is not None or self._samples.owner_of(id) is None

    def _leave_out_known(self, source: _Source, event: Explain, sample: int) -> None:
        """Leaves out of an event about a sample of several jobs what the first of them says, and maps that are there."""
        if self._samples.owner_of(sample) != source.number:
            event.image_path = event.image_sha256 = event.inference = None
            event.ground_truth_label, event.true_region = [], []
        for kind, things in (("map", event.explanation), ("counterfactual", event.hoc)):
            for thing in list(things):
                name = getattr(thing, "explain_method", None) or ""
                label = source.label(thing.label)
                if self._samples.first_of(kind, sample, name, label, source.number) != source.number:
                    things.remove(thing)

    def _translate(self, source: _Source, event: Explain, sample: int) -> None:
        """Puts the event into the label ids and paths of the merged job, and copies its pictures."""
        event.ground_truth_label = [source.label(label) for label in event.ground_truth_label]
        if event.inference is not None:
            event.inference.predicted_label = [source.label(label) for label in event.inference.predicted_label]
            event.inference.runner_up_label = [source.label(label) for label in event.inference.runner_up_label]
        if event.image_path:
            event.image_path = self._copied(source, event.image_path, names.original_path(self._data, sample))
        for each in event.explanation:
            each.label = source.label(each.label)
            path = names.heatmap_path(self._data, each.explain_method or "", sample, each.label)
            each.heatmap_path = self._copied(source, each.heatmap_path or "", path)
        for hoc in event.hoc:
            hoc.label = source.label(hoc.label)
        for region in event.true_region:
            region.label = source.label(region.label)
            if region.mask_path:
                region.mask_path = self._copied(source, region.mask_path, names.mask_path(self._data, sample, region.label))

    def _copied(self, source: _Source, path: str, wanted: str) -> str:
        """Copies a picture, and returns its path in the merged job; that is its own where the file cannot be copied."""
        target = str(PurePosixPath(wanted).with_suffix(PurePosixPath(path).suffix)) if path else wanted
        try:
            found = (source.directory / path).resolve()
            if not any(root in found.parents for root in source.roots):
                raise ValueError("outside of the job")
            (self._place / target).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(found, self._place / target)
        except (OSError, ValueError):
            self._missing += 1
        return target

    def _write_scores(self) -> Iterator[str]:
        """Writes the scores that the jobs agree on; says which are left out."""
        for (metric, explainer), scores in self._scores.items():
            if all(repr(score) == repr(scores[0]) for score in scores):  # NaN equals NaN
                self._file.append(Explain(benchmark=scores[:1]))
            else:
                yield (
                    f"{metric} of {explainer} is left out: the jobs have different scores, each of its own samples; "
                    "salient.score counts them for all"
                )

    def _remarks(self) -> Iterator[str]:
        for source in self._sources:
            if not source.is_over:
                yield f"{source.directory} is not complete; what was there is taken"
            for finding in source.findings[:MAX_FAULTS]:
                yield f"{source.directory}: {finding}; what can be read is taken"
            if len(source.findings) > MAX_FAULTS:
                yield f"{source.directory} has {len(source.findings)} faults; python -m salient validate lists them"
        if self._missing:
            yield f"pictures that were missing, and still are: {self._missing}"


def _joined(source: _Source, score: Benchmark) -> Benchmark:
    """A score with its list of labels in the order of the merged job."""
    by_label = {source.label(label): value for label, value in enumerate(score.label_score)}
    count = max(by_label, default=-1) + 1
    return dataclasses.replace(score, label_score=[by_label.get(label, math.nan) for label in range(count)])
