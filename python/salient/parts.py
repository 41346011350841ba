"""The parts of a job's event file: docs/format.md, "A job of many parts"."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from . import checks, names

_PART = re.compile(r"events\.part\.(\d+)\.(\d{4,9})\.(\d{6,9})")
_MOST = 10**9 - 1
"""The greatest number of a writer or a part."""

_SIZES = {"KB": 10**3, "MB": 10**6, "GB": 10**9}
_TIMES = {"s": 1, "m": 60, "h": 3600}


class Part(NamedTuple):
    """A file of a job's events."""

    path: Path
    writer: int
    number: int
    """Among the parts of its writer, from 0."""


class Writer(NamedTuple):
    """One of several writers of a job."""

    rank: int
    world: int
    """How many there are; their ranks are 0 to world − 1."""


class RollOver(NamedTuple):
    """When a writer begins a new part: infinite for never."""

    size: float = float("inf")
    """Bytes of a part."""
    age: float = float("inf")
    """Seconds since its first event."""


NEVER = RollOver()
"""All events of a writer in one part."""


def writer_of(value: object) -> Writer:
    """The argument `writer`. Raises ValueError where it is no pair of a rank and a number of writers."""
    try:
        rank, world = value  # type: ignore[misc]
    except (TypeError, ValueError):
        raise ValueError(f"writer: {value!r} is no pair of a rank and a number of writers, such as (0, 8)") from None
    rank, world = checks.whole(rank, "writer, rank", 0), checks.whole(world, "writer, number of writers", 1)
    if not rank < world <= _MOST:
        raise ValueError(f"writer: of {world} writers, a rank is 0 to {min(world, _MOST) - 1}; got {rank}")
    return Writer(rank, world)


def roll_over_of(value: object) -> RollOver:
    """The argument `roll_over`. Raises ValueError where it is none of None, "64MB" and "60s" with their units."""
    if value is None:
        return NEVER
    match = re.fullmatch(r"(\d+(?:\.\d+)?) ?([A-Za-z]+)", value) if isinstance(value, str) else None
    amount = float(match[1]) if match else 0.0
    unit = match[2] if match else ""
    if amount > 0 and unit in _SIZES:
        return RollOver(size=amount * _SIZES[unit])
    if amount > 0 and unit in _TIMES:
        return RollOver(age=amount * _TIMES[unit])
    units = ", ".join([*_SIZES, *_TIMES])
    raise ValueError(f'roll_over: {value!r} is no size or time, such as "64MB" or "60s"; the units are {units}')


def part_path(event_file: Path, writer: int, number: int) -> Path:
    """Where a part of a job is; the event file is part 0 of writer 0."""
    if writer == 0 and number == 0:
        return event_file
    return event_file.with_name(f"events.part.{names.created(event_file)}.{writer:04}.{number:06}")


def parts_of(event_file: Path) -> list[Part]:
    """The event file and the other parts of its job, in their order. Of two names for one part the shorter one counts."""
    found = {(0, 0): event_file}
    for path in event_file.parent.iterdir():
        match = _PART.fullmatch(path.name)
        if match is None or match[1] != names.created(event_file) or not path.is_file():
            continue
        place = (int(match[2]), int(match[3]))
        if place not in found or (place != (0, 0) and len(path.name) < len(found[place].name)):
            found[place] = path
    return [Part(path, writer, number) for (writer, number), path in sorted(found.items())]


def part_alone(directory: Path) -> str | None:
    """The first part in a directory that has no event file; None where it has one, or no part."""
    if names.latest_event_file(directory) is not None:
        return None
    return min((path.name for path in directory.iterdir() if _PART.fullmatch(path.name) and path.is_file()), default=None)


def leads_out(path: Path, directory: Path) -> bool:
    """Whether a file of a job is a link, or behind one, to a place that is not in `directory`."""
    return directory.resolve() not in path.resolve().parents


def leftover_names(event_file: Path) -> list[str]:
    """Names of files that are a part of the job under a second name, so that nobody reads them."""
    read = {part.path.name for part in parts_of(event_file)}
    found = (path.name for path in event_file.parent.iterdir() if _PART.fullmatch(path.name) and path.is_file())
    return sorted(name for name in found if name not in read and name.split(".")[2] == names.created(event_file))


def not_files(directory: Path) -> Iterator[tuple[str, str]]:
    """What has the name of an event file or a part and is no file: names, and what they are."""
    for path in sorted(directory.iterdir()):
        if path.is_file() or not (names.is_event_file(path.name) or _PART.fullmatch(path.name)):
            continue
        what = "a directory" if path.is_dir() else "a link to nothing" if path.is_symlink() else "no regular file"
        yield path.name, f"has the name of an event file, but is {what}"


def gaps(parts: list[Part]) -> list[str]:
    """What is missing in the numbers of each writer's parts."""
    missing = []
    for before, part in zip([None, *parts], parts):
        first = before.number + 1 if before is not None and before.writer == part.writer else 0
        if part.number > first:
            name = part_path(parts[0].path, part.writer, first).name
            missing.append(f"{name} is missing; writer {part.writer} has written {part.path.name}, which comes later")
    return missing


def manifest_of_writer(rank: int) -> str:
    """The name of the manifest of one of several writers."""
    return f"manifest.{rank:04}.json"


def joined_manifest(data: Path, world: int, earlier: list[Path]) -> dict[str, object] | None:
    """The manifest of a job whose writers are all done; None while one is not.

    `earlier` are parts of writers that the run does not have: those of an earlier run of more.
    """
    joined: dict[str, object] = {}
    listed = {path.name: path.stat().st_size for path in earlier}
    for rank in range(max([world, *(int(path.name.split(".")[3]) + 1 for path in earlier)])):
        try:
            content = json.loads((data / manifest_of_writer(rank)).read_bytes())
        except FileNotFoundError:
            if rank < world:
                return None
            continue
        for key, value in content.items():
            if isinstance(value, bool):
                joined[key] = bool(joined.get(key)) or value
        listed.update({part["name"]: part["bytes"] for part in content["parts"]})
    joined["parts"] = [{"name": name, "bytes": size} for name, size in sorted(listed.items())]
    return joined
