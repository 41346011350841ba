"""The one writer of a job: its directory, lock and event file."""

from __future__ import annotations

import json
import os
import threading
import time
import weakref
from pathlib import Path
from typing import Callable

from . import names
from .contents import Contents
from .eventfile import EventFile
from .events import Explain, Metadata
from .lock import JobInUse, WriterLock
from .pictures import replace_file


class JobWriter:
    """Appends events and pictures to the job of a directory.

    It belongs to the thread that made it: a forked process and another thread are refused. Its lock goes with the object.
    """

    def __init__(self, directory: str | os.PathLike[str], metadata: Metadata) -> None:
        """Opens the job, or creates it; errors are those of ExplainJob."""
        self.directory = Path(_as_text(directory)).absolute()
        """The job's directory; a later change of the working directory changes nothing."""
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            raise ValueError(f"directory: {self.directory} is a file, or below one; pass the path of a directory") from None
        lock = WriterLock(self.directory)
        try:
            self._file = self._open(metadata)
        except BaseException:
            lock.release()
            raise
        self.contents: Contents = self._file.contents
        self._is_open = True
        self._process, self._thread = os.getpid(), threading.current_thread()
        self._finalizer = weakref.finalize(self, _release, self._file, lock, self._process)

    def _open(self, metadata: Metadata) -> EventFile:
        path = names.latest_event_file(self.directory) or self.directory / names.event_file_name(int(time.time()))
        file = EventFile(path)
        try:
            self.data_directory = names.data_directory(path)
            file.contents.check_continued_by(metadata)
            if file.contents.lacks(metadata):
                file.append(Explain(metadata=metadata))
            # The manifest says that a run is over, and this one is not.
            self._manifest.unlink(missing_ok=True)
        except BaseException:
            file.close()
            raise
        return file

    @property
    def _manifest(self) -> Path:
        return self.directory / self.data_directory / "manifest.json"

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
        self._file.check()

    def write(self, *explains: Explain, picture: Callable[[], None] = lambda: None) -> None:
        """Puts a picture in place, then appends the events that name it. Raises as `check_owner`."""
        self.check_owner()
        picture()
        self._file.append(*explains)

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
        contents = self.contents
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
            self._finalizer()

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


def _release(file: EventFile, lock: WriterLock, process: int) -> None:
    if os.getpid() == process:
        file.close()
        lock.release()
