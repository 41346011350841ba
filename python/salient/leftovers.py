"""Removing what a conversion made that failed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from . import names
from .lock import JobInUse


@contextmanager
def removed_on_failure(directory: Path) -> Iterator[None]:
    """Removes what is made in a directory if an error ends it: the folders that were not there before, or the files of its job.

    What another writer has in use stays.
    """
    created = _first_missing(directory)
    try:
        yield
    except JobInUse:
        raise
    except BaseException:
        _remove(directory, created)
        raise


def check_no_job(directory: Path) -> None:
    """Raises ValueError where a directory holds a job already."""
    if directory.is_dir() and names.latest_event_file(directory) is not None:
        raise ValueError(f"{directory} holds a job already; remove it first")


def _first_missing(directory: Path) -> Path | None:
    """The outermost folder that has to be created for a directory; None where it exists."""
    path = directory.absolute()
    missing = [each for each in (path, *path.parents) if not each.exists()]
    return missing[-1] if missing else None


def _remove(directory: Path, created: Path | None) -> None:
    if created is not None:
        shutil.rmtree(created, ignore_errors=True)
        return
    if not directory.is_dir():
        return
    event_file = names.latest_event_file(directory)
    if event_file is not None:
        shutil.rmtree(directory / names.data_directory(event_file), ignore_errors=True)
        event_file.unlink(missing_ok=True)
    (directory / names.LOCK).unlink(missing_ok=True)
