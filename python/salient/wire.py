"""The protobuf wire format: a message is a sequence of fields, each a tag (field number << 3 | wire type) and a value.

Source: https://protobuf.dev/programming-guides/encoding/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Union

VARINT, FIXED64, BYTES, START_GROUP, END_GROUP, FIXED32 = range(6)

_FIXED_SIZE = {FIXED64: 8, FIXED32: 4}
_MAX_GROUP_DEPTH = 100

_SHORT = [bytes([number]) for number in range(0x80)]
"""Numbers of a single byte, which most are."""

Value = Union[int, bytes]


class WireError(ValueError):
    """The bytes are no protobuf message."""


def varint(number: int) -> bytes:
    """A number in groups of seven bits, the lowest first; a negative one as its 64-bit two's complement."""
    if 0 <= number <= 0x7F:
        return _SHORT[number]
    number &= 2**64 - 1
    encoded = bytearray()
    while number > 0x7F:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    encoded.append(number)
    return bytes(encoded)


def tag(number: int, wire_type: int) -> bytes:
    """What stands before the value of field `number`."""
    return varint(number << 3 | wire_type)


def block(content: bytes) -> bytes:
    """A string or a message, with its length before it."""
    return varint(len(content)) + content


def read_varint(data: bytes, position: int) -> tuple[int, int]:
    """The number at `position`, 0 … 2⁶⁴ - 1, and the position behind it. Raises WireError where it is cut off."""
    value = 0
    for shift in range(0, 70, 7):
        if position >= len(data):
            raise WireError("the message ends inside a number")
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value & (2**64 - 1), position
    raise WireError("a number of more than ten bytes")


def fields(data: bytes) -> Iterator[tuple[int, int, Value]]:
    """The fields of a message: number, wire type, and the value as a number or as its bytes. Groups are skipped.

    Raises WireError at the first byte that is no field.
    """
    position = 0
    while position < len(data):
        number, wire_type, value, position = _field(data, position, 0)
        if wire_type != START_GROUP:
            yield number, wire_type, value


def _field(data: bytes, position: int, depth: int) -> tuple[int, int, Value, int]:
    key, position = read_varint(data, position)
    number, wire_type = key >> 3 & 0x1FFFFFFF, key & 7
    if number == 0:
        raise WireError("field number 0")
    if wire_type == VARINT:
        value, position = read_varint(data, position)
        return number, wire_type, value, position
    if wire_type == START_GROUP:
        return number, wire_type, b"", _skip_group(data, position, number, depth)
    if wire_type == END_GROUP:
        return number, wire_type, b"", position
    if wire_type == BYTES:
        size, position = read_varint(data, position)
    elif wire_type in _FIXED_SIZE:
        size = _FIXED_SIZE[wire_type]
    else:
        raise WireError(f"wire type {wire_type}, which does not exist")
    if size > len(data) - position:
        raise WireError(f"a field of {size} bytes where {len(data) - position} are left")
    return number, wire_type, data[position : position + size], position + size


def _skip_group(data: bytes, position: int, number: int, depth: int) -> int:
    if depth == _MAX_GROUP_DEPTH:
        raise WireError("groups nested too deep")
    while True:
        inner, wire_type, _, position = _field(data, position, depth + 1)
        if wire_type == END_GROUP:
            if inner != number:
                raise WireError(f"group {number} ends as {inner}")
            return position
