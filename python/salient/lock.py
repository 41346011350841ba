"""One writer a job."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

_NAME = ".salient.lock"

_held: set[int] = set()
"""Descriptors of the locks that this process holds."""


def _let_go() -> None:
    """A forked child, as the workers of a data loader are, must not keep a lock beyond the end of its parent."""
    for descriptor in _held:
        os.close(descriptor)
    _held.clear()


os.register_at_fork(after_in_child=_let_go)


class JobInUse(RuntimeError):
    """Another process, or another ExplainJob of this one, writes to the directory."""


class WriterLock:
    """Held by the one writer of a directory, from construction to `release`.

    The operating system holds it for the process and drops it when the process ends, however it ends; the file stays, and
    carries the writer's process id for people to read. Raises JobInUse where another holds the lock.
    """

    def __init__(self, directory: Path) -> None:
        self._descriptor = os.open(directory / _NAME, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(self._descriptor, 20, 0).decode(errors="replace").strip() or "unknown"
            os.close(self._descriptor)
            raise JobInUse(f"{directory} is being written to by process {holder}; a job has one writer") from None
        _held.add(self._descriptor)
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Lets the next writer in."""
        if self._descriptor in _held:
            _held.remove(self._descriptor)
            os.close(self._descriptor)
