"""Reading a job back, event by event."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from . import names
from .events import Event, Explain
from .message import decode
from .parts import Part, leads_out, not_files, part_alone, parts_of
from .records import CorruptRecord, RecordReader
from .wire import WireError


class Finding(NamedTuple):
    """Something that is wrong. `place` is the record, or the file."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


LINK_OUT = "is a link out of the directory of the job, and is not read"


_NO_JOB = "holds no event file, whose name has summary.<number> and ends in _explain"


def event_file_of(directory: Path) -> Path:
    """The event file of a job. Raises FileNotFoundError where the directory is no job."""
    if not directory.is_dir():
        raise FileNotFoundError(f"{directory} {_NO_JOB}")
    event_file = names.latest_event_file(directory)
    if event_file is not None:
        return event_file
    part = part_alone(directory)
    what = _NO_JOB if part is None else f"holds {part}, but not the event file of its job; it is needed here"
    others = "".join(f"; {name} {what}" for name, what in not_files(directory))
    raise FileNotFoundError(f"{directory} {what}{others}")


def read_job(event_file: Path) -> Iterator[tuple[Part, str, Explain | Finding]]:
    """Each event of a job, or finding, with its part and its place: as `read_events`, of all parts in their order.

    Of a part that is a link out of the job's directory only that is said: its content is not of the job.
    """
    for part in parts_of(event_file):
        if part.path != event_file and leads_out(part.path, event_file.parent):
            yield part, part.path.name, Finding(part.path.name, LINK_OUT)
            continue
        prefix = "" if part.path == event_file else f"{part.path.name}, "
        for place, event in read_events(part.path):
            where = place if place == part.path.name else prefix + place
            yield part, where, event._replace(place=where) if isinstance(event, Finding) else event


def read_events(event_file: Path) -> Iterator[tuple[str, Explain | Finding]]:
    """Each event with the place of its record; a finding where the record is no event. Corruption and a cut tail come last."""
    with open(event_file, "rb") as stream:
        reader = RecordReader(stream)
        try:
            for number, record in enumerate(reader):
                place = f"record {number}, byte {record.offset}"
                try:
                    yield place, decode(Event, record.payload).explain or Explain()
                except WireError as error:
                    yield place, Finding(place, f"no event, {error}")
        except CorruptRecord as error:
            place = event_file.name
            yield place, Finding(place, f"{error}; nothing after it can be read")
            return
        left = event_file.stat().st_size - reader.end
        if left:
            place = f"byte {reader.end}"
            yield place, Finding(place, f"the last record is cut off, {left} bytes of it are there")
