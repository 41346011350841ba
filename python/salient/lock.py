"""One writer per job."""

from __future__ import annotations

import errno
import fcntl
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from . import names

_UNSUPPORTED = {errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP}
"""What flock answers on a file system that has no locks."""

_held: dict[int, tuple[int, int]] = {}
"""The locks that this process holds: their descriptors, and device and inode of their files."""


def _release_in_child() -> None:
    """A forked child, such as a worker of a data loader, must not keep a lock beyond the end of its parent."""
    for descriptor in _held:
        os.close(descriptor)
    _held.clear()


os.register_at_fork(after_in_child=_release_in_child)


class JobInUse(RuntimeError):
    """Another process, thread or ExplainJob writes to the directory."""


def _failed(error: OSError, directory: Path) -> OSError:
    """The error of a file system that fails to lock, with the file that it is about and what to do."""
    return OSError(
        error.errno,
        f"{error.strerror}: the lock of the job cannot be taken, so nothing was written; "
        "check the file system, or write to a directory of another one",
        str(directory / names.LOCK),
    )


class WriterLock:
    """Held by the one writer of a directory, or by each of several, from construction to `release`.

    The operating system holds it for the process and drops it when the process ends, however it ends; the files stay, and
    carry the writer's process id for people to read. Raises JobInUse where another holds the lock, and OSError that names
    the file where it cannot be locked. On a file system without
    locks a second writer of this process is refused, and a warning says that one of another process is not.

    Several writers share the lock of the directory, and each holds one of its own.
    """

    def __init__(self, directory: Path, writer: int | None = None) -> None:
        self._directory = directory
        self._descriptors: list[int] = []
        try:
            if writer is None:
                self._take(names.LOCK, fcntl.LOCK_EX, "a job has one writer")
            else:
                self._take(names.LOCK, fcntl.LOCK_SH, "that writer was opened without writer=(rank, world)")
                self._take(f"{names.LOCK}.{writer:04}", fcntl.LOCK_EX, f"each rank has one process, and this is rank {writer}")
        except BaseException:
            self.release()
            raise

    def _take(self, name: str, operation: int, why: str) -> None:
        descriptor = os.open(self._directory / name, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            self._acquire(descriptor, operation, why)
        except BaseException:
            os.close(descriptor)
            raise
        self._descriptors.append(descriptor)

    def _acquire(self, descriptor: int, operation: int, why: str) -> None:
        directory = self._directory
        status = os.fstat(descriptor)
        file = (status.st_dev, status.st_ino)
        if operation == fcntl.LOCK_EX and file in _held.values():
            raise JobInUse(
                f"{directory} is open for writing in this process (process {os.getpid()}), by another ExplainJob; "
                "call its close(), or write to that one"
            )
        try:
            fcntl.flock(descriptor, operation | fcntl.LOCK_NB)
        except BlockingIOError:
            raise JobInUse(
                f"{directory} is being written to by process {self._holder(descriptor)}; {why}: "
                "wait until it ends, or write to another directory"
            ) from None
        except OSError as error:
            if error.errno not in _UNSUPPORTED:
                raise _failed(error, directory) from error
            warnings.warn(
                f"{directory}: this file system has no locks ({error.strerror}); nothing keeps a second process from "
                "writing to the job, so make sure that there is only one",
                stacklevel=7,
            )
        if operation == fcntl.LOCK_EX:
            try:
                os.ftruncate(descriptor, 0)
                os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
            except OSError as error:
                raise _failed(error, directory) from error
        _held[descriptor] = file

    def _holder(self, descriptor: int) -> str:
        return os.pread(descriptor, 20, 0).decode(errors="replace").strip() or "unknown"

    def release(self) -> None:
        """Lets the next writer in."""
        for descriptor in self._descriptors:
            if _held.pop(descriptor, None) is not None:
                os.close(descriptor)
        self._descriptors = []


@contextmanager
def one_at_a_time(directory: Path) -> Iterator[None]:
    """Held by one of several writers while it looks for the event file of the job, and creates it where there is none."""
    descriptor = os.open(directory / f"{names.LOCK}.start", os.O_RDWR | os.O_CREAT, 0o666)
    try:
        with suppress(OSError):  # without locks, the writers must not start at the same moment
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
