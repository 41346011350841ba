"""`python -m salient sync`: jobs in a directory are put into an object store, also while they are written."""

from __future__ import annotations

import io
import os
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol, cast

from . import names
from .parts import Part, part_alone, parts_of
from .reading import event_file_of
from .store import Beginning, Stored

MAX_DEPTH = 5
"""Levels below the directory that are searched for jobs, as the dashboard does."""

AT_ONCE = 16
"""Pictures that are uploaded at a time."""

SETTLED_SECONDS = 60
"""A folder in which nothing has changed for so long is not looked through again."""

SMALL_BYTES = 8 * 2**20
GROWTH = 1 / 8
"""The part to which a writer appends is sent as a whole: whenever it has grown by this share, or always while it is small."""

_MANIFEST = re.compile(r"manifest(\.\d+)?\.json")


class Target(Protocol):
    """Where objects are put: `store.Bucket`. Paths are relative to it, with `/`."""

    def list(self, directory: str) -> dict[str, Stored]:
        """The objects in a directory, by name."""

    def put(self, path: str, stream: BinaryIO) -> None:
        """Puts an object."""

    def remove(self, path: str) -> None:
        """Deletes an object."""


class Sent(NamedTuple):
    """What a round has uploaded of a job."""

    pictures: int
    parts: int
    bytes: int
    is_complete: bool
    """Whether the run is over, and all of it is in the store."""
    left_out: list[str]
    """Links that lead out of the directory, or nowhere, and that no round has left out before; relative to the job."""


def jobs_below(directory: Path) -> Iterator[Path]:
    """The directory itself if it is a job, and the jobs below it; also where only other parts than the event file are there."""
    yield from _jobs_below(directory, 0)


def _jobs_below(directory: Path, depth: int) -> Iterator[Path]:
    if names.latest_event_file(directory) is not None or part_alone(directory) is not None:
        yield directory
    if depth == MAX_DEPTH:
        return
    for path in sorted(directory.iterdir()):
        if path.is_dir() and not path.is_symlink() and not path.name.startswith((".", "_explain_")):
            yield from _jobs_below(path, depth + 1)


class JobSync:
    """Uploads a job, again and again while it grows.

    In each round: how long the events are is noted first, then pictures are uploaded, then the events up to there. A manifest
    that was there at the start comes last, and one that a writer has taken back goes first. So whoever reads the store never
    sees an event before its pictures, and no manifest before or beyond its events. What the store has is not sent again, so the
    next round continues one that was interrupted.
    """

    def __init__(
        self, directory: Path, target: Target, at: str, now: Callable[[], float] = time.time, root: Path | None = None
    ) -> None:
        """`at` is the path of the job in the target; empty for the target itself.

        Links are followed within `root`, the job by default: whoever writes a job cannot publish other files of this machine.
        """
        self.directory = directory
        self._root = (root or directory).resolve()
        self._left_out: set[str] = set()
        self._target = target
        self._at = at
        self._now = now
        self._settled: dict[str, int] = {}
        """Folders whose pictures are all in the store, with the times of their last change."""

    def round(self, is_last: bool = True) -> Sent:
        """Uploads what is new. With `is_last`, also what a writer has just begun to append. Raises OSError."""
        event_file = event_file_of(self.directory)
        data = names.data_directory(event_file)
        known = set(self._left_out)
        manifests = self._manifests(data)
        parts = [(part, part.path.stat()) for part in parts_of(event_file) if self._is_inside(part.path)]
        stored = self._target.list(self._path(data))
        for name in sorted(name for name in stored if _MANIFEST.fullmatch(name) and name not in manifests):
            self._target.remove(self._path(data, name))
        pictures, sent = self._send_pictures(data)
        is_over = "manifest.json" in manifests
        count = 0
        listed = self._target.list(self._at)
        for index, (part, stat) in enumerate(parts):
            is_growing = not is_over and self._is_last(part, [each for each, _ in parts[index + 1 :]])
            if not self._is_due(stat, listed.get(part.path.name), is_growing and not is_last):
                continue
            with Beginning(part.path, stat.st_size) as stream:
                self._target.put(self._path(part.path.name), cast("BinaryIO", stream))
            count += 1
            sent += stat.st_size
        for name, (content, stat) in sorted(manifests.items()):  # manifest.json is the last one
            if self._is_new(stat, stored.get(name)):
                self._target.put(self._path(data, name), io.BytesIO(content))
        return Sent(pictures, count, sent, is_over, sorted(self._left_out - known))

    def _is_inside(self, path: Path) -> bool:
        """Whether a file or folder of the job is in the root, too. One that is not is noted."""
        target = path.resolve()
        is_inside = (target == self._root or self._root in target.parents) and target.exists()
        if not is_inside:
            self._left_out.add(path.relative_to(self.directory).as_posix())
        return is_inside

    @staticmethod
    def _is_last(part: Part, later: list[Part]) -> bool:
        """Whether no later part is of the same writer: it may still be appended to."""
        return not later or later[0].writer != part.writer

    @staticmethod
    def _is_due(stat: os.stat_result, stored: Stored | None, may_wait: bool) -> bool:
        if stored is None:
            return stat.st_size > 0
        if stat.st_size == stored.size:
            return int(stat.st_mtime) > stored.modified
        return not may_wait or stat.st_size <= SMALL_BYTES or stat.st_size >= stored.size * (1 + GROWTH)

    def _path(self, *parts: str) -> str:
        return "/".join(part for part in (self._at, *parts) if part)

    def _manifests(self, data: str) -> dict[str, tuple[bytes, os.stat_result]]:
        """The manifests that there are, by name."""
        directory = self.directory / data
        found = directory.iterdir() if directory.is_dir() else ()
        paths = [path for path in found if _MANIFEST.fullmatch(path.name) and self._is_inside(path)]
        return {path.name: (path.read_bytes(), path.stat()) for path in paths}

    def _send_pictures(self, data: str) -> tuple[int, int]:
        """Uploads the pictures that the store does not have. Returns how many, and their bytes."""
        count = sent = 0
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for folder, _, files in os.walk(self.directory / data):
                began = self._now()
                changed = os.stat(folder).st_mtime_ns
                if self._settled.get(folder) == changed:
                    continue
                if not self._is_inside(Path(folder)):
                    break
                relative = Path(folder).relative_to(self.directory).as_posix()
                pictures = [
                    name
                    for name in files
                    if not name.endswith(".part")
                    and not _MANIFEST.fullmatch(name)
                    and (not os.path.islink(path := os.path.join(folder, name)) or self._is_inside(Path(path)))
                ]
                stored = self._target.list(self._path(relative)) if pictures else {}
                stats = {name: os.stat(os.path.join(folder, name)) for name in pictures}
                due = [name for name in pictures if self._is_new(stats[name], stored.get(name))]
                for upload in [pool.submit(self._send_file, relative, name) for name in due]:
                    upload.result()
                count += len(due)
                sent += sum(stats[name].st_size for name in due)
                newest = max([changed, *(stat.st_mtime_ns for stat in stats.values())]) / 1e9
                if newest < began - SETTLED_SECONDS:
                    self._settled[folder] = changed
        return count, sent

    @staticmethod
    def _is_new(stat: os.stat_result, stored: Stored | None) -> bool:
        return stored is None or stored.size != stat.st_size or int(stat.st_mtime) > stored.modified

    def _send_file(self, folder: str, name: str) -> None:
        with open(self.directory / folder / name, "rb") as stream:
            self._target.put(self._path(folder, name), stream)


def sync(
    directory: Path,
    target: Target,
    follow: float | None = None,
    told: Callable[[str], None] = print,
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """Uploads the jobs in a directory: once, or every `follow` seconds until Ctrl-C; of a single job, until its run is over.

    `told` gets a line for each job of which something was uploaded. Raises OSError; while it follows only where the directory
    cannot be read: what the store refuses is reported and tried again.
    """
    if not directory.is_dir():
        raise NotADirectoryError(f"{directory} is no directory")
    jobs: dict[Path, JobSync] = {}
    is_first = True
    while True:
        found = list(jobs_below(directory))
        if not found and follow is None:
            raise FileNotFoundError(f"{directory} holds no explain job")
        complete = 0
        without: list[str] = []
        for path in found:
            if (part := part_alone(path)) is not None:
                without.append(f"{path} holds {part}, but not the event file of its job")
                continue
            at = path.relative_to(directory).as_posix()
            job = jobs.setdefault(path, JobSync(path, target, "" if at == "." else at, root=directory))
            try:
                sent = job.round(is_last=follow is None)
            except OSError as error:
                if follow is None:
                    raise
                told(f"{at}: {error}; tried again in {follow:g} s")
                continue
            complete += sent.is_complete
            for link in sent.left_out:
                told(f"{at}/{link} is a link out of {directory}, or to nothing: it is left out")
            if sent.bytes > 0 or follow is None:
                told(f"{at}: {_count(sent.pictures, 'picture')}, {_count(sent.parts, 'event file')}, {sent.bytes / 1e6:.1f} MB")
        if without and follow is None:
            raise FileNotFoundError(f"{'; '.join(without)}; it was not uploaded")
        for line in without if is_first else []:
            told(f"{line}; it is left out until that is there")
        is_first = False
        if follow is None or (found == [directory] and complete == 1):
            return
        pause(follow)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
