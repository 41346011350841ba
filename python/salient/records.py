"""The framing of an event file.

uint64  length                              little-endian
uint32  masked crc32c of the 8 length bytes
byte    payload[length]
uint32  masked crc32c of the payload
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

import google_crc32c

MAX_LENGTH = 500_000_000
"""Greatest length of a payload in bytes; a longer one is taken for corruption."""

_LENGTH = struct.Struct("<Q")
_CHECKSUM = struct.Struct("<I")
_HEADER_SIZE = _LENGTH.size + _CHECKSUM.size


class Record(NamedTuple):
    """A record whose checksums hold. `offset` is the byte of the file at which it begins."""

    offset: int
    payload: bytes


class CorruptRecord(ValueError):
    """Bytes that are no record; nothing after them can be read. `offset` is where they begin."""

    def __init__(self, offset: int, reason: str) -> None:
        super().__init__(f"byte {offset}: {reason}")
        self.offset = offset


def masked_crc(data: bytes) -> int:
    """The CRC-32C of `data`, rotated and shifted as event files have it, so that CRCs of CRCs are not trivial."""
    crc = google_crc32c.value(data)
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def frame(payload: bytes) -> bytes:
    """The payload as a record. Raises ValueError where it is longer than readers accept."""
    if not 0 < len(payload) <= MAX_LENGTH:
        raise ValueError(f"a record of {len(payload)} bytes; it may have 1 to {MAX_LENGTH}")
    length = _LENGTH.pack(len(payload))
    return length + _CHECKSUM.pack(masked_crc(length)) + payload + _CHECKSUM.pack(masked_crc(payload))


class RecordReader:
    """Walks over the whole records of a file. `end` is the byte after the last one read.

    A record that is cut off at the end of the file ends the walk without an error: it is the normal state of a run in
    progress, and shows as an `end` before the end of the file. So does a record that ends in zeros with nothing but zeros
    after it: after a crash, bytes that were not written yet read as zeros.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.end = 0

    def __iter__(self) -> Iterator[Record]:
        """Raises CorruptRecord."""
        while True:
            header = self._stream.read(_HEADER_SIZE)
            if len(header) < _HEADER_SIZE:
                return
            (length,) = _LENGTH.unpack_from(header)
            if not self._holds(header[: _LENGTH.size], header[_LENGTH.size :], "length"):
                return
            if not 0 < length <= MAX_LENGTH:
                raise CorruptRecord(self.end, f"a record of {length} bytes; it may have 1 to {MAX_LENGTH}")
            rest = self._stream.read(length + _CHECKSUM.size)
            if len(rest) < length + _CHECKSUM.size:
                return
            payload = rest[:length]
            if not self._holds(payload, rest[length:], "payload"):
                return
            offset = self.end
            self.end += _HEADER_SIZE + len(rest)
            yield Record(offset, payload)

    def _holds(self, data: bytes, checksum: bytes, what: str) -> bool:
        """Whether the checksum matches; False where this part is not written yet. Raises CorruptRecord otherwise."""
        recorded, computed = _CHECKSUM.unpack(checksum)[0], masked_crc(data)
        if recorded == computed:
            return True
        if checksum[-1] == 0 and self._has_only_zeros():
            return False
        raise CorruptRecord(self.end, f"the checksum of the {what} is {computed:08x}, but {recorded:08x} is recorded")

    def _has_only_zeros(self) -> bool:
        while block := self._stream.read(2**20):
            if block.strip(b"\0"):
                return False
        return True
