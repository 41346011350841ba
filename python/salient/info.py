"""`python -m salient info`: what a job holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from . import names
from .contents import Contents
from .events import Explain
from .parts import manifest_of_writer, parts_of
from .reading import event_file_of, read_job
from .validate import check_files


def info(directory: Path) -> Iterator[tuple[str, str]]:
    """What a job holds, as names and values. Raises FileNotFoundError where the directory is no job."""
    event_file = event_file_of(directory)
    contents = Contents()
    broken = 0
    for _, _, event in read_job(event_file):
        if isinstance(event, Explain):
            contents.add(event)
        else:
            broken += 1
    data = directory / names.data_directory(event_file)
    is_over = (data / "manifest.json").exists()
    yield "event file", f"{event_file.name}, {event_file.stat().st_size} bytes"
    parts = parts_of(event_file)
    if len(parts) > 1:
        size = sum(part.path.stat().st_size for part in parts)
        writers = sorted({part.writer for part in parts})
        done = sum((data / manifest_of_writer(writer)).exists() for writer in writers)
        yield "parts", f"{len(parts)} of {len(writers)} writer{'' if len(writers) == 1 else 's'}, {size} bytes"
        if not is_over:
            yield "done", f"{done} of {len(writers)} writers"
    faults = broken + sum(1 for _ in check_files(event_file))
    ended = (
        f"damaged, {faults} fault{'' if faults == 1 else 's'}; python -m salient validate says which" if faults else "complete"
    )
    yield "state", ended if is_over else "no manifest.json: running, or ended early"
    yield "samples", str(len(contents.label_sets))
    yield "labels", str(len(contents.labels))
    yield "explainers", ", ".join(contents.explainers) or "none"
    yield "metrics", ", ".join(contents.metrics) or "none"
    yield "saliency maps", str(contents.maps)
    yield "counterfactuals", str(contents.counterfactuals)
    yield "scores", str(contents.scores)
    yield "uncertainty", "yes" if contents.has_uncertainty else "no"
    ids = sorted(contents.skipped)
    yield "skipped", f"{len(ids)} sample{'' if len(ids) == 1 else 's'}: {', '.join(map(str, ids))}" if ids else "none"
    yield "threshold", f"{contents.threshold:g}{', not recorded' if contents.recorded_threshold is None else ''}"
    if broken:
        yield "broken", f"{broken} records; python -m salient validate says which"
