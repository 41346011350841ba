"""`python -m salient validate`: what is wrong with a job, by record."""

from __future__ import annotations

import filecmp
import hashlib
import json
import math
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from stat import S_ISREG

from PIL import Image

from . import checks, names
from .contents import Contents
from .cover import MASK
from .events import Explain, Explanation, Hoc, Inference, TrueRegion
from .parts import gaps, leads_out, leftover_names, not_files, parts_of
from .reading import LINK_OUT, Finding, event_file_of, read_job

_REPLACEMENT = "\ufffd"
"""What stands in a decoded text for bytes that are not UTF-8."""

_DATA = re.compile(r"_explain_\d+")

_HEATMAP_MODES = {"L", "RGB", "RGBA"}


def validate(directory: Path) -> Iterator[Finding]:
    """Everything that is wrong with the job of a directory. Raises FileNotFoundError where the directory is no job."""
    event_file = event_file_of(directory)
    contents = Contents()
    for _, _, event in read_job(event_file):
        if isinstance(event, Explain):
            contents.add(event)
    if not contents.labels:
        yield Finding(event_file.name, "no metadata names the labels")
    checker = _Checker(event_file, contents)
    places: dict[str, str] = {}  # the directory of the first picture of each part
    for part, place, event in read_job(event_file):
        if isinstance(event, Finding):
            yield event
        else:
            yield from (Finding(place, message) for message in checker.event(event, part.writer))
            if event.image_path and part.path != event_file:
                places.setdefault(part.path.name, event.image_path.partition("/")[0])
    for name, found in places.items():
        if _DATA.fullmatch(found) and found != names.data_directory(event_file):
            yield Finding(name, f"its pictures are in {found}, so it is a part of another job")
    for sample in sorted(checker.mentioned - contents.label_sets.keys()):
        yield Finding(f"sample {sample}", "has no picture, and is not shown")
    yield from check_files(event_file)


def check_files(event_file: Path) -> Iterator[Finding]:
    """What is wrong with the parts and the manifest of a job, beside what is in the parts."""
    yield from _parts(event_file)
    yield from _manifest(event_file.parent / names.data_directory(event_file) / "manifest.json")


def _parts(event_file: Path) -> Iterator[Finding]:
    parts = parts_of(event_file)
    yield from (Finding(event_file.name, message) for message in gaps(parts))
    for first, path in _copies([part.path for part in parts]):
        yield Finding(path.name, f"has the same records as {first.name}")
    for name in leftover_names(event_file):
        yield Finding(name, "is not read: another file is the same part")
    for name, what in not_files(event_file.parent):
        yield Finding(name, f"{what}, and is not read")


def _copies(paths: Iterable[Path]) -> Iterator[tuple[Path, Path]]:
    """Each file that has the same content as one before, behind that one."""
    by_size: dict[int, list[Path]] = {}
    for path in paths:
        alike = by_size.setdefault(path.stat().st_size, [])
        first = next((other for other in alike if filecmp.cmp(other, path, shallow=False)), None)
        if first is None:
            alike.append(path)
        elif path.stat().st_size > 0:
            yield first, path


def _listed(path: Path, parts: object) -> Iterator[Finding]:
    """What is wrong with the parts that a manifest lists."""
    if not isinstance(parts, list):
        yield Finding(path.name, f"parts is {parts!r}, not a list")
        return
    for part in parts:
        name, size = (part.get("name"), part.get("bytes")) if isinstance(part, dict) else (None, None)
        if not isinstance(name, str) or not isinstance(size, int) or isinstance(size, bool) or Path(name).name != name:
            yield Finding(path.name, f"a part is {part!r}, not a name and bytes")
            continue
        try:
            stat = (path.parent.parent / name).stat()
            found = stat.st_size if S_ISREG(stat.st_mode) else None
        except (OSError, ValueError):
            found = None
        if found is None:
            yield Finding(path.name, f"the part {name} of {size} bytes is missing")
        elif found != size:
            yield Finding(path.name, f"the part {name} has {found} bytes, not {size}")


def _manifest(path: Path) -> Iterator[Finding]:
    if not path.exists():
        return  # The run is not over.
    if leads_out(path, path.parent):  # the data directory itself may be a link
        yield Finding(path.name, LINK_OUT)
        return
    try:
        content = json.loads(path.read_bytes())
    except OSError as error:
        yield Finding(path.name, f"cannot be read, {error.strerror}")
        return
    except ValueError as error:
        yield Finding(path.name, f"no JSON, {error}")
        return
    if not isinstance(content, dict):
        yield Finding(path.name, "no JSON object")
        return
    for key in ("saliency_map", "benchmark", "uncertainty", "hierarchical_occlusion"):
        if not isinstance(content.get(key), bool):
            yield Finding(path.name, f"{key} is {content.get(key)!r}, not true or false")
    if "parts" in content:
        yield from _listed(path, content["parts"])


class _Checker:
    """Checks events against what the whole file names."""

    def __init__(self, event_file: Path, contents: Contents) -> None:
        self._directory = event_file.parent
        data = self._directory / names.data_directory(event_file)
        self._roots = (self._directory.resolve(), data.resolve())
        self._contents = contents
        self.mentioned: set[int] = set()
        self._writers: dict[int, int] = {}
        """The writer that recorded each sample last."""
        self._originals: dict[int, tuple[str, bytes | None]] = {}
        """Path and SHA-256 of the last original of each sample, in the order of events."""
        self._explained: dict[int, int] = {}
        """How many maps were recorded of a sample since its first original."""
        self._owners: dict[str, str] = {}
        """What the file of each path is."""

    def event(self, explain: Explain, writer: int = 0) -> Iterator[str]:
        """What is wrong with one event of a writer."""
        if explain.metadata is not None and explain.metadata.threshold is not None:
            yield from _outside("the threshold", [explain.metadata.threshold])
        for each in explain.metadata.metric_range if explain.metadata is not None else ():
            yield from self._name("metric", each.name, self._contents.metrics)
            if each.minimum is not None and each.maximum is not None and not each.minimum < each.maximum:
                yield f"the metric {each.name!r} has the range {each.minimum:g} to {each.maximum:g}"
        for score in explain.benchmark:
            yield from self._name("metric", score.benchmark_method, self._contents.metrics)
            yield from self._name("explainer", score.explain_method, self._contents.explainers)
            if len(score.label_score) > len(self._contents.labels):
                yield f"{len(score.label_score)} label scores for {len(self._contents.labels)} labels"
        if explain.sample_id is None:
            return
        self.mentioned.add(explain.sample_id)
        other = self._writers.get(explain.sample_id, writer)
        self._writers[explain.sample_id] = writer
        if other != writer:
            yield f"sample {explain.sample_id} was recorded by writer {other}, too; the order of the parts decides"
        yield from (f"sample {explain.sample_id}: {message}" for message in self._sample(explain))

    def _sample(self, explain: Explain) -> Iterator[str]:
        if explain.image_path is not None:
            yield from self._original(explain.sample_id or 0, explain.image_path, explain.image_sha256)
        for region in explain.true_region:
            yield from self._region(explain.sample_id or 0, explain.image_path or "", region)
        yield from self._labels(explain.ground_truth_label)
        if explain.inference is not None:
            yield from self._inference(explain.ground_truth_label, explain.inference)
        for explanation in explain.explanation:
            self._explained[explain.sample_id or 0] = self._explained.get(explain.sample_id or 0, 0) + 1
            yield from self._explanation(explain.sample_id or 0, explanation)
        for hoc in explain.hoc:
            yield from self._counterfactual(hoc)

    def _name(self, what: str, name: str | None, known: list[str]) -> Iterator[str]:
        if name not in known:
            yield f"{what} {name!r} is not named by the metadata"

    def _labels(self, labels: Iterable[int | None]) -> Iterator[str]:
        count = len(self._contents.labels)
        for label in labels:
            if label is None or not 0 <= label < count:
                yield f"there is no label {label}; the metadata names {count}, from 0 on"

    def _inference(self, truth: list[int], inference: Inference) -> Iterator[str]:
        lists = (
            ("ground_truth", truth, inference.ground_truth_prob),
            ("predicted", inference.predicted_label, inference.predicted_prob),
            ("runner_up", inference.runner_up_label, inference.runner_up_prob),
        )
        for name, labels, probabilities in lists:
            if labels is not truth:
                yield from self._labels(labels)
            if len(probabilities) != len(labels):
                yield f"{len(labels)} {name} labels, but {len(probabilities)} probabilities"
            yield from _outside(f"a {name} probability", probabilities)
            for end in ("sd", "itl95_low", "itl95_hi"):
                values = getattr(inference, f"{name}_prob_{end}")
                if len(values) not in (0, len(labels)):
                    yield f"{len(labels)} {name} labels, but {len(values)} {name}_prob_{end}"
                if not all(map(math.isfinite, values)):
                    yield f"{name}_prob_{end} is {values}"

    def _original(self, sample: int, path: str, digest: bytes | None) -> Iterator[str]:
        last = self._originals.get(sample)
        self._originals[sample] = (path, digest)
        maps = self._explained.get(sample, 0)
        of_maps = f"; {maps} map{'' if maps == 1 else 's'} recorded before it may be of another picture" if maps else ""
        if last is not None:
            yield "an original of this id was recorded before" + (of_maps if last != (path, digest) else "")
        yield from self._owned("the original", path, f"original of sample {sample}")
        yield from self._picture("the original", path)
        found = None if digest is None else self._digest(path)
        if digest is not None and found is not None and found != digest:
            yield (
                f"the original, {path}, was overwritten: its SHA-256 is {found.hex()[:12]}…, recorded is {digest.hex()[:12]}…; "
                "maps of the sample are of another picture"
            )

    def _region(self, sample: int, original: str, region: TrueRegion) -> Iterator[str]:
        yield from self._labels([region.label])
        what = f"the ground truth region of label {region.label}"
        if not original:
            yield f"{what} is beside no original"
            return
        try:
            place = (self._directory / original).resolve()
            if not self._is_inside(place):
                return  # said of the original
            with Image.open(place) as picture:
                size = picture.size
        except (OSError, ValueError, SyntaxError):
            return  # said of the original
        if len(region.box) % 4:
            yield f"{what} has boxes of {len(region.box)} numbers, which are not four each"
        for start in range(0, len(region.box) - 3, 4):
            try:
                checks.box(region.box[start : start + 4], *size, what)
            except ValueError as error:
                yield str(error)
        if region.mask_path is None:
            return
        yield from self._owned(f"the mask of {what}", region.mask_path, f"mask of label {region.label} of sample {sample}")
        yield from self._picture(f"the mask of {what}", region.mask_path, {"L"}, size)

    def _digest(self, path: str) -> bytes | None:
        """The SHA-256 of a file of the job; None where it cannot be read, or is not inside of the job."""
        try:
            place = (self._directory / path).resolve()
            return hashlib.sha256(place.read_bytes()).digest() if self._is_inside(place) else None
        except (OSError, ValueError):
            return None

    def _is_inside(self, place: Path) -> bool:
        """Whether a path without links is inside of the job, or of the directory that its data directory is a link to."""
        return any(root in place.parents for root in self._roots)

    def _owned(self, what: str, path: str, owner: str) -> Iterator[str]:
        """A path that two things name is a file of which one was overwritten by the other."""
        other = self._owners.setdefault(path, owner)
        if path and other != owner:
            yield f"{what}, {path}, is the {other} too: one of them was overwritten"

    def _explanation(self, sample: int, explanation: Explanation) -> Iterator[str]:
        yield from self._name("explainer", explanation.explain_method, self._contents.explainers)
        yield from self._labels([explanation.label])
        what = f"the heatmap of {explanation.explain_method!r} for label {explanation.label}"
        path = explanation.heatmap_path or ""
        owner = f"heatmap of {explanation.explain_method!r} for label {explanation.label} of sample {sample}"
        yield from self._owned(what, path, owner)
        yield from self._picture(what, path, _HEATMAP_MODES)
        low, high = explanation.minimum, explanation.maximum
        if low is not None and high is not None and not -math.inf < low <= high < math.inf:
            yield f"{what} has the range {low:g} to {high:g}"
            return
        least, greatest = explanation.true_minimum, explanation.true_maximum
        if least is None and greatest is None:
            return
        if None in (low, high, least, greatest) or not -math.inf < least <= low <= high <= greatest < math.inf:
            yield f"{what} has the range {low} to {high}, and true extremes {least} and {greatest}"

    def _counterfactual(self, hoc: Hoc) -> Iterator[str]:
        yield from self._labels([hoc.label])
        what = f"the counterfactual of label {hoc.label}"
        if not hoc.layer:
            yield f"{what} has no layers"
        if MASK.fullmatch(hoc.mask or "") is None:
            yield f"{what} has the mask {hoc.mask!r}, which is not gaussian:r"
        for layer in hoc.layer:
            yield from _outside(f"a probability of {what}", [math.nan if layer.prob is None else layer.prob])
            if len(layer.box) % 4:
                yield f"{what} has boxes of {len(layer.box)} numbers, which are not four each"

    def _picture(
        self, what: str, path: str, modes: Iterable[str] | None = None, size: tuple[int, int] | None = None
    ) -> Iterator[str]:
        if _REPLACEMENT in path:
            yield f"{what}, {path!r}, has a path that is not UTF-8, by which no file is found; record it in UTF-8"
            return
        try:
            place = (self._directory / path).resolve()
            if not self._is_inside(place):
                yield f"{what}, {path!r}, is not inside of the job"
                return
            with Image.open(place) as picture:
                picture.load()
                mode, own = picture.mode, picture.size
        except (OSError, ValueError, SyntaxError) as error:
            yield f"{what} cannot be read, {error}"
            return
        if modes is not None and mode not in modes:
            yield f"{what}, {path}, is of mode {mode}; levels are L or RGB, a coloured map is RGBA"
        if size is not None and size != own:
            yield f"{what}, {path}, is of {own[0]}×{own[1]} pixels, and its picture of {size[0]}×{size[1]}"


def _outside(what: str, probabilities: Iterable[float]) -> Iterator[str]:
    for value in probabilities:
        try:
            checks.probability(value, what)
        except ValueError as error:
            yield str(error)
