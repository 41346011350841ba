"""One writer per job."""

from __future__ import annotations

import errno
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from . import names

try:
    import fcntl
except ModuleNotFoundError:  # Windows
    import msvcrt

    fcntl = None

_UNSUPPORTED = {errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP}
"""What flock answers on a file system that has no locks."""

_held: dict[int, tuple[int, int]] = {}
"""The locks that this process holds: their descriptors, and device and inode of their files."""


def _release_in_child() -> None:
    """A forked child, such as a worker of a data loader, must not keep a lock beyond the end of its parent."""
    for descriptor in _held:
        os.close(descriptor)
    _held.clear()


if hasattr(os, "register_at_fork"):  # nothing forks on Windows
    os.register_at_fork(after_in_child=_release_in_child)

_LOCKED_BYTE = 2**30
"""What is locked on Windows, which keeps other processes from reading it: not the process id, which is for them to read."""


def _lock(descriptor: int, is_shared: bool) -> None:
    """Locks a file for this process. Raises BlockingIOError where another holds the lock, and OSError where it fails."""
    if fcntl is not None:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if is_shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        return
    if is_shared:
        return  # Windows has none: nothing keeps a writer alone and one of several apart there
    os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
    try:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    except PermissionError as error:
        raise BlockingIOError(error.errno, "another process holds the lock") from None


def _wait(descriptor: int) -> None:
    """As `_lock`, but waits where another holds the lock; on Windows for ten seconds."""
    if fcntl is not None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        return
    os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
    msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)


def _unlock(descriptor: int, is_shared: bool) -> None:
    """Closing the file ends a lock; on Windows that may take a while, so that it is ended first."""
    if fcntl is None and not is_shared:
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
    os.close(descriptor)


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
        self._taken: list[tuple[int, bool]] = []
        """Descriptors, and whether they are shared."""
        try:
            if writer is None:
                self._take(names.LOCK, False, "a job has one writer")
            else:
                self._take(names.LOCK, True, "that writer was opened without writer=(rank, world)")
                self._take(f"{names.LOCK}.{writer:04}", False, f"each rank has one process, and this is rank {writer}")
        except BaseException:
            self.release()
            raise

    def _take(self, name: str, is_shared: bool, why: str) -> None:
        descriptor = os.open(self._directory / name, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            self._acquire(descriptor, is_shared, why)
        except BaseException:
            os.close(descriptor)
            raise
        self._taken.append((descriptor, is_shared))

    def _acquire(self, descriptor: int, is_shared: bool, why: str) -> None:
        directory = self._directory
        status = os.fstat(descriptor)
        file = (status.st_dev, status.st_ino)
        if not is_shared and file in _held.values():
            raise JobInUse(
                f"{directory} is open for writing in this process (process {os.getpid()}), by another ExplainJob; "
                "call its close(), or write to that one"
            )
        try:
            _lock(descriptor, is_shared)
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
        if not is_shared:
            try:
                os.ftruncate(descriptor, 0)
                os.lseek(descriptor, 0, os.SEEK_SET)
                os.write(descriptor, f"{os.getpid()}\n".encode())
            except OSError as error:
                raise _failed(error, directory) from error
        _held[descriptor] = file

    def _holder(self, descriptor: int) -> str:
        os.lseek(descriptor, 0, os.SEEK_SET)
        return os.read(descriptor, 20).decode(errors="replace").strip() or "unknown"

    def release(self) -> None:
        """Lets the next writer in."""
        for descriptor, is_shared in self._taken:
            if _held.pop(descriptor, None) is not None:
                _unlock(descriptor, is_shared)
        self._taken = []


class Run:
    """What the writers of a run have agreed on, in the file that they hold one at a time: how many they are."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @property
    def world(self) -> int | None:
        """The number of writers of the run that began last; None where it was not noted."""
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        text = os.read(self._descriptor, 20).strip()
        return int(text) if text.isdigit() else None

    @world.setter
    def world(self, world: int) -> None:
        os.ftruncate(self._descriptor, 0)
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        os.write(self._descriptor, f"{world}\n".encode())


@contextmanager
def one_at_a_time(directory: Path) -> Iterator[Run]:
    """Held by one of several writers while it begins, or says that it is done, so that what all share changes in one step."""
    descriptor = os.open(directory / f"{names.LOCK}.start", os.O_RDWR | os.O_CREAT, 0o666)
    try:
        with suppress(OSError):  # without locks, the writers must not start at the same moment
            _wait(descriptor)
        yield Run(descriptor)
    finally:
        os.close(descriptor)
