"""An event file that is appended to."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path
from typing import BinaryIO

from .contents import Contents, Overview
from .events import Event, Explain
from .message import decode, encode
from .records import RecordReader, frame

_BINARY = getattr(os, "O_BINARY", 0)
"""Without it, Windows writes another byte before each one that is a line feed."""


class EventFile:
    """An event file, open for appending, and `contents`, a summary of the events of the job so far.

    There is no buffer, unless `is_holding`: an event that was appended is with the operating system, and survives the end of
    this process.
    """

    def __init__(self, path: Path, contents: Overview | None = None) -> None:
        """Opens or creates the file, adds its events to `contents`, and cuts off what a killed writer left of its last record.

        Zeros at the end, which a file system may leave of it after a crash, are cut off too.

        Raises ValueError where the file is corrupt: readers would never reach what follows.
        """
        self.path = path
        self.contents = Contents() if contents is None else contents
        self.is_holding = False
        """Whether events that are appended are held back until `release`."""
        self._held = bytearray()
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | _BINARY, 0o666)
        try:
            self.size = self._read()
            """Bytes, with those that are held back."""
            os.ftruncate(self._descriptor, self.size)
        except BaseException:
            os.close(self._descriptor)
            raise

    def _read(self) -> int:
        with open(self.path, "rb") as stream:
            reader = RecordReader(stream)
            try:
                for record in reader:
                    self.contents.add(decode(Event, record.payload).explain or Explain())
            except ValueError as error:
                stream.seek(reader.end)
                if not _has_only_zeros(stream):
                    raise ValueError(f"{self.path} is corrupt and cannot be continued: {error}") from error
            return reader.end

    def check(self) -> None:
        """Raises FileNotFoundError where the file was deleted, or is no longer at its path.

        Nobody would ever see what is appended to a deleted one, and pictures would not lie beside one that was moved.
        """
        own = os.fstat(self._descriptor)
        if own.st_nlink == 0:
            raise FileNotFoundError(errno.ENOENT, "The job was deleted while it was written; start it again", str(self.path))
        try:
            is_there = os.path.samestat(own, os.stat(self.path))
        except (FileNotFoundError, NotADirectoryError):
            is_there = False
        if not is_there:
            raise FileNotFoundError(
                errno.ENOENT, "The job was moved while it was written; open it again where it is now", str(self.path)
            )

    def append(self, *explains: Explain) -> None:
        """Appends events by one write: all of them or, where it raises OSError as on a full disk, none."""
        now = time.time()
        records = b"".join(frame(encode(Event(wall_time=now, explain=explain))) for explain in explains)
        if self.is_holding:
            self._held += records
        else:
            self._write(records, self.size)
        self.size += len(records)
        for explain in explains:
            self.contents.add(explain)

    def release(self) -> None:
        """Appends what was held back by one write, and holds nothing back any more.

        Where it raises OSError nothing of it is in the file, though `contents` has it.
        """
        self.is_holding = False
        held, self._held = self._held, bytearray()
        self.size -= len(held)
        self._write(held, self.size)
        self.size += len(held)

    def _write(self, records: bytes | bytearray, size: int) -> None:
        """Appends records to a file of `size` bytes, wholly or not at all."""
        rest = memoryview(records)
        try:
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        except BaseException:
            os.ftruncate(self._descriptor, size)
            raise

    def close(self) -> None:
        """Appends what was held back, and closes the file."""
        try:
            self.release()
        finally:
            os.close(self._descriptor)


def _has_only_zeros(stream: BinaryIO) -> bool:
    """Whether the rest of a file is zeros."""
    return not any(block.strip(b"\0") for block in iter(lambda: stream.read(2**20), b""))
