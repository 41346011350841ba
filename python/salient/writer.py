"""A writer of a job: its directory, lock and event file."""

from __future__ import annotations

import dataclasses
import json
import os
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Callable

from . import names
from .contents import Contents, Overview
from .eventfile import EventFile
from .events import PARTS_VERSION, Explain, Metadata
from .lock import JobInUse, Run, WriterLock, one_at_a_time
from .metric import range_of
from .parts import NEVER, Part, RollOver, Writer, joined_manifest, manifest_of_writer, part_path, parts_of
from .pictures import replace_file
from .reading import read_events


class JobWriter:
    """Appends events and pictures to the job of a directory.

    It belongs to the thread that made it: a forked process and another thread are refused. Its lock goes with the object.
    """

    def __init__(
        self,
        directory: str | os.PathLike[str],
        metadata: Metadata,
        writer: Writer | None = None,
        roll_over: RollOver = NEVER,
    ) -> None:
        """Opens the job, or creates it; errors are those of ExplainJob."""
        self._writer = writer
        self._rank = 0 if writer is None else writer.rank
        self._roll_over = roll_over
        self.directory = Path(_as_text(directory)).absolute()
        """The job's directory; a later change of the working directory changes nothing."""
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            raise ValueError(f"directory: {self.directory} is a file, or below one; pass the path of a directory") from None
        lock = WriterLock(self.directory, None if writer is None else writer.rank)
        try:
            self._file = self._open(metadata)
        except BaseException:
            lock.release()
            raise
        self._is_open = True
        self._process, self._thread = os.getpid(), threading.current_thread()
        self._files = [self._file]
        self._finalizer = weakref.finalize(self, _release, self._files, lock, self._process)

    def _open(self, metadata: Metadata) -> EventFile:
        event_file = self._event_file(metadata)
        self._event_file_path = event_file
        self.data_directory = names.data_directory(event_file)
        parts = parts_of(event_file)
        self._has_parts = self._writer is not None or self._roll_over != NEVER or len(parts) > 1
        if self._has_parts:
            metadata = dataclasses.replace(metadata, version=PARTS_VERSION)
        self.contents = Contents()
        own = [part for part in parts if part.writer == self._rank]
        self._part = own[-1] if own else Part(part_path(event_file, self._rank, 0), self._rank, 0)
        file = None
        try:
            for part in parts if own else [*parts, self._part]:
                if part == self._part:
                    file = EventFile(part.path, self.contents)
                else:
                    _add_events(part.path, self.contents)
            assert file is not None
            self._begun = time.monotonic()
            self._continue(file, metadata)
        except BaseException:
            if file is not None:
                file.close()
                if not own and file.size == 0:
                    file.path.unlink()
            raise
        return file

    def _event_file(self, metadata: Metadata) -> Path:
        """The event file of the job. Of several writers the first one to come creates it, with the names of the job."""
        if self._writer is None:
            return names.latest_event_file(self.directory) or self._new_event_file
        with one_at_a_time(self.directory) as run:
            known = names.latest_event_file(self.directory)
            if known is None:
                known = self._new_event_file
                file = EventFile(known)
                file.append(Explain(metadata=dataclasses.replace(metadata, version=PARTS_VERSION)))
                file.close()
                run.world = self._writer.world
            else:
                self._check_world(run, self.directory / names.data_directory(known))
        return known

    def _check_world(self, run: Run, data: Path) -> None:
        """Raises ValueError where a run of another number of writers is not over: the ids of both would clash."""
        assert self._writer is not None
        rank, world = self._writer
        if run.world in (None, world) or (data / "manifest.json").exists():
            return
        raise ValueError(
            f"writer: ({rank}, {world}) is one of {world} writers, but {self.directory} holds a run of {run.world} that is not "
            f"over: pass writer=(rank, {run.world}), end that run with an ExplainJob without writer=, or take another directory"
        )

    def _begin_run(self) -> None:
        """Takes the manifest back, which says that the run is over. Raises as `_check_world`: another run may have begun."""
        if self._writer is None:
            self._manifest.unlink(missing_ok=True)
            self._own_manifest.unlink(missing_ok=True)
            return
        with one_at_a_time(self.directory) as run:
            self._check_world(run, self._manifest.parent)
            if run.world != self._writer.world:
                # What writers of these ranks have said was of a run that is over.
                for rank in range(self._writer.world):
                    self._manifest.with_name(manifest_of_writer(rank)).unlink(missing_ok=True)
                run.world = self._writer.world
            self._own_manifest.unlink(missing_ok=True)
            self._manifest.unlink(missing_ok=True)

    @property
    def _new_event_file(self) -> Path:
        return self.directory / names.event_file_name(int(time.time()))

    def _continue(self, file: EventFile, metadata: Metadata) -> None:
        """Begins to write where an earlier writer ended."""
        contents = self.contents
        contents.check_continued_by(metadata)
        self._begin_run()
        if contents.lacks(metadata) and not self._has_parts:
            file.append(Explain(metadata=metadata))
        elif self._has_parts and (contents.lacks(metadata) or file.size == 0):
            file.append(Explain(metadata=self._all_names(metadata)))

    def _all_names(self, metadata: Metadata | None = None) -> Metadata:
        """The names of the job, and those of `metadata`: each part begins with all of them."""
        contents, new = self.contents, metadata or Metadata()
        return Metadata(
            label=contents.labels or new.label,
            explain_method=list(dict.fromkeys([*contents.explainers, *new.explain_method])),
            benchmark_method=list(dict.fromkeys([*contents.metrics, *new.benchmark_method])),
            version=PARTS_VERSION,
            threshold=contents.threshold if metadata is None or contents.labels else new.threshold,
            metric_range=list(
                {each.name: each for each in [*map(range_of, contents.ranges.values()), *new.metric_range]}.values()
            ),
        )

    @property
    def _manifest(self) -> Path:
        return self.directory / self.data_directory / "manifest.json"

    @property
    def _own_manifest(self) -> Path:
        return self._manifest.with_name(manifest_of_writer(self._rank))

    def check_owner(self) -> None:
        """Raises ValueError once the job is closed, JobInUse in another process or thread than the one that opened it.

        Raises FileNotFoundError where the job was deleted or moved meanwhile.
        """
        if os.getpid() != self._process:
            raise JobInUse(
                f"{self.directory} was opened by process {self._process}, and this is a fork of it (process {os.getpid()}); "
                "a job has one writer: return what is to be written, as from a worker of a data loader, and write it there"
            )
        if threading.current_thread() is not self._thread:
            raise JobInUse(
                f"{self.directory} was opened in thread {self._thread.name!r}, not in {threading.current_thread().name!r}; "
                "a job has one writer: hand over what is to be written with a queue.Queue, and write it there"
            )
        if not self._is_open:
            raise ValueError(f"{self.directory} is closed; open it again with ExplainJob(…)")
        if not self._file.is_holding:
            self._file.check()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Appends the events that are written inside of it by one write at its end, also where that is an error.

        Raises as `check_owner`, and OSError where they cannot be written.
        """
        self.check_owner()
        self._file.is_holding = True
        try:
            yield
        finally:
            self._file.release()

    def write(self, *explains: Explain, picture: Callable[[], None] = lambda: None) -> None:
        """Puts a picture in place, then appends the events that name it. Raises as `check_owner`."""
        self.check_owner()
        picture()
        if self._file.size >= self._roll_over.size or time.monotonic() - self._begun >= self._roll_over.age:
            self._begin_part()
        self._file.append(*explains)

    def _begin_part(self) -> None:
        """Goes on in a new part; the one before is never touched again."""
        number = self._part.number + 1
        part = Part(part_path(self._event_file_path, self._rank, number), self._rank, number)
        file = EventFile(part.path, self.contents)
        try:
            file.append(Explain(metadata=self._all_names()))
        except BaseException:
            file.close()
            part.path.unlink(missing_ok=True)
            raise
        file.is_holding = self._file.is_holding
        self._file.close()
        self._part, self._file, self._files[0] = part, file, file
        self._begun = time.monotonic()

    def close(self, *, is_over: bool) -> None:
        """Writes the manifest where the run is over, and lets the next writer in. Raises as `check_owner`."""
        if not self._is_open:
            return
        if is_over:
            try:
                self.check_owner()
            except FileNotFoundError:
                self.close(is_over=False)
                raise
        self._is_open = False
        try:
            if is_over:
                self._write_manifest(manifest_of(self.contents))
        finally:
            self._finalizer()

    def _write_manifest(self, manifest: dict[str, object]) -> None:
        """Says that this writer is done, and that the run is over where all are."""
        parts = parts_of(self._event_file_path)
        world = 1 if self._writer is None else self._writer.world
        if self._has_parts and (world > 1 or len(parts) > 1):
            # An only writer speaks for the parts of earlier ones, too.
            own = [part.path for part in parts if world == 1 or part.writer == self._rank]
            manifest["parts"] = [{"name": path.name, "bytes": path.stat().st_size} for path in own]
        if world == 1:
            replace_file(self._manifest, json.dumps(manifest).encode())
            return
        earlier = [part.path for part in parts if part.writer >= world]  # of a run of more writers
        with one_at_a_time(self.directory):
            replace_file(self._own_manifest, json.dumps({**manifest, "writers": world}).encode())
            of_all = joined_manifest(self._manifest.parent, world, earlier)
            if of_all is not None:
                replace_file(self._manifest, json.dumps(of_all).encode())

    def __reduce__(self) -> tuple[object, ...]:
        raise JobInUse(
            f"{self.directory} is open for writing, and cannot be copied to another process; "
            "a job has one writer: return what is to be written, and write it where the job was opened"
        )


def _as_text(directory: object) -> str:
    try:
        return os.fsdecode(directory)  # type: ignore[arg-type]
    except TypeError:
        raise ValueError(f"directory: {directory!r} is no path") from None


def manifest_of(contents: Overview) -> dict[str, object]:
    """What a job says of itself once it is over."""
    return {
        "saliency_map": contents.maps > 0,
        "benchmark": contents.scores > 0,
        "uncertainty": contents.has_uncertainty,
        "hierarchical_occlusion": contents.counterfactuals > 0,
    }


def _add_events(path: Path, contents: Contents) -> None:
    """Adds the events of another writer's part, or of a finished one, as far as they can be read."""
    for _, event in read_events(path):
        if isinstance(event, Explain):
            contents.add(event)


def _release(files: list[EventFile], lock: WriterLock, process: int) -> None:
    if os.getpid() == process:
        for file in files:
            file.close()
        lock.release()
