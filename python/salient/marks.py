"""`python -m salient marks`: what users of the dashboard have marked and noted, for training code.

Marks belong to samples of a job that is known by the checksum of its first record, so they are found wherever the job's
directory is; a sample with another picture than the one that was marked is left out.
"""

from __future__ import annotations

import json
import os
import sqlite3
import urllib.error
import urllib.request
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .events import Explain
from .names import latest_event_file
from .reading import event_file_of, read_job
from .records import RecordReader, masked_crc

DATABASE = "marks.db"
NEWEST_SCHEMA = 1
"""The newest schema of the database that this package knows."""

_TIMEOUT_SECONDS = 60


@dataclass(frozen=True)
class MarkedSample:
    """A sample with marks or a note. `picture` is the path of its original, relative to `job`, the job's directory."""

    job: Path
    sample: int
    picture: str
    marks: tuple[str, ...]
    note: str | None


@dataclass(frozen=True)
class _Line:
    """A mark or a note as the database, or an export, has it."""

    generation: str
    sample: int
    picture: int
    mark: str | None
    note: str | None


def default_data_directory() -> Path:
    """The default data directory of the dashboard."""
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "salient"


def read_marks(
    directory: Path, data_directory: Path | None = None, url: str | None = None, token: str | None = None
) -> Iterator[MarkedSample]:
    """The marked samples of the job `directory`, or of the jobs below it, by job and id.

    Marks are read from `data_directory`, the default one if it is omitted; or from a running dashboard at `url`.
    Raises FileNotFoundError where there is no job or no database, ValueError where the database is no database of
    Salient or a newer one, and OSError where the dashboard does not answer.
    """
    if data_directory is not None and url is not None:
        raise ValueError("marks are read from a data directory or from a URL, not from both")
    jobs = list(_jobs(directory))
    if not jobs:
        event_file_of(directory)  # says what is missing
    lines = _lines_of(url, token) if url is not None else _lines_in(data_directory or default_data_directory())
    known: dict[str, list[_Line]] = {}
    for line in lines:
        known.setdefault(line.generation, []).append(line)
    for job in jobs:
        yield from _marked(job, known.get(_generation(event_file_of(job)) or "", []))


def _jobs(directory: Path) -> Iterator[Path]:
    """The directories of jobs at and below a directory, by path."""
    for place, names, _ in os.walk(directory):
        names[:] = sorted(name for name in names if not name.startswith((".", "_explain_")))
        if latest_event_file(Path(place)) is not None:
            yield Path(place)


def _generation(event_file: Path) -> str | None:
    with open(event_file, "rb") as stream:
        for record in RecordReader(stream):
            return f"{masked_crc(record.payload):08x}"
    return None


def _marked(job: Path, lines: list[_Line]) -> Iterator[MarkedSample]:
    if not lines:
        return
    pictures = {
        event.sample_id: event.image_path
        for _, _, event in read_job(event_file_of(job))
        if isinstance(event, Explain) and event.sample_id is not None and event.image_path
    }
    marks: dict[int, list[str]] = {}
    notes: dict[int, str] = {}
    for line in lines:
        picture = pictures.get(line.sample)
        if picture is None or zlib.crc32(picture.encode("utf-8")) != line.picture:
            continue
        if line.mark is not None:
            marks.setdefault(line.sample, []).append(line.mark)
        if line.note is not None:
            notes[line.sample] = line.note
    for sample in sorted({*marks, *notes}):
        yield MarkedSample(job, sample, pictures[sample], tuple(marks.get(sample, ())), notes.get(sample))


_MARKED = """
    select jobs.generation, marked.sample, marked.picture, marks.name, null
    from marked join jobs on jobs.id = marked.job_id join marks on marks.id = marked.mark_id
    where marked.removed = 0 and marks.removed = 0
    order by marked.time, marks.name"""
_NOTES = """
    select jobs.generation, notes.sample, notes.picture, null, notes.text
    from notes join jobs on jobs.id = notes.job_id
    where notes.kind = 'sample' and notes.text <> ''"""


def _lines_in(directory: Path) -> list[_Line]:
    path = directory / DATABASE
    if not path.exists():
        raise FileNotFoundError(
            f"{path} does not exist: nothing was marked, or it is in another --data-dir or database (--url)"
        )
    database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        (schema,) = database.execute("select schema from state").fetchone()
        if schema > NEWEST_SCHEMA:
            raise ValueError(f"{path} was written by a newer version of Salient")
        return [_Line(*row) for query in (_MARKED, _NOTES) for row in database.execute(query)]
    except sqlite3.Error as error:
        raise ValueError(f"{path} cannot be read: {error}") from error
    finally:
        database.close()


def _lines_of(url: str, token: str | None) -> Iterator[_Line]:
    request = urllib.request.Request(f"{url.rstrip('/')}/api/marks/export")
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS) as response:
            yield from _parsed(response)
    except urllib.error.HTTPError as error:
        raise OSError(f"{url} answered {error.code}{': a token is needed' if error.code == 401 else ''}") from error
    except urllib.error.URLError as error:
        raise OSError(f"{url} does not answer: {error.reason}") from error


def _parsed(lines: Iterable[bytes]) -> Iterator[_Line]:
    for number, text in enumerate(lines):
        line = json.loads(text)
        if number == 0 and (line.get("kind"), line.get("version")) != ("salient-marks", 1):
            raise ValueError("the dashboard does not export marks in a format that this package knows")
        if line["kind"] == "marked" or (line["kind"] == "note" and "sample" in line):
            picture = int(line["picture"], 16)
            yield _Line(line["job"]["generation"], line["sample"], picture, line.get("mark"), line.get("text"))
