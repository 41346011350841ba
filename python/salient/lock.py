"""One writer per job."""

from __future__ import annotations

import errno
import fcntl
import os
import warnings
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
    """Held by the one writer of a directory, from construction to `release`.

    The operating system holds it for the process and drops it when the process ends, however it ends; the file stays, and
    carries the writer's process id for people to read. Raises JobInUse where another holds the lock, and OSError that names
    the file where it cannot be locked. On a file system without
    locks a second writer of this process is refused, and a warning says that one of another process is not.
    """

    def __init__(self, directory: Path) -> None:
        self._descriptor = os.open(directory / names.LOCK, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            self._acquire(directory)
        except BaseException:
            os.close(self._descriptor)
            raise

    def _acquire(self, directory: Path) -> None:
        status = os.fstat(self._descriptor)
        file = (status.st_dev, status.st_ino)
        if file in _held.values():
            raise JobInUse(
                f"{directory} is open for writing in this process (process {os.getpid()}), by another ExplainJob; "
                "call its close(), or write to that one"
            )
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise JobInUse(
                f"{directory} is being written to by process {self._holder()}; a job has one writer: "
                "wait until it ends, or write to another directory"
            ) from None
        except OSError as error:
            if error.errno not in _UNSUPPORTED:
                raise _failed(error, directory) from error
            warnings.warn(
                f"{directory}: this file system has no locks ({error.strerror}); nothing keeps a second process from "
                "writing to the job, so make sure that there is only one",
                stacklevel=6,
            )
        try:
            os.ftruncate(self._descriptor, 0)
            os.pwrite(self._descriptor, f"{os.getpid()}\n".encode(), 0)
        except OSError as error:
            raise _failed(error, directory) from error
        _held[self._descriptor] = file

    def _holder(self) -> str:
        return os.pread(self._descriptor, 20, 0).decode(errors="replace").strip() or "unknown"

    def release(self) -> None:
        """Lets the next writer in."""
        if _held.pop(self._descriptor, None) is not None:
            os.close(self._descriptor)
