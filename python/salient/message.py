"""Messages as dataclasses: each attribute declares its protobuf field, from which messages are encoded and decoded."""

from __future__ import annotations

import dataclasses
import functools
import struct
from typing import Any, Callable, NamedTuple, TypeVar, Union

from . import wire
from .wire import BYTES, FIXED32, FIXED64, VARINT, WireError

Message = TypeVar("Message")


class Scalar(NamedTuple):
    """A protobuf type of a single value, and its `struct` format where it has a fixed size."""

    name: str
    wire_type: int
    format: str = ""


INT32 = Scalar("int32", VARINT)
INT64 = Scalar("int64", VARINT)
BOOL = Scalar("bool", VARINT)
STRING = Scalar("string", BYTES)
BINARY = Scalar("bytes", BYTES)
FLOAT = Scalar("float", FIXED32, "<f")
DOUBLE = Scalar("double", FIXED64, "<d")

Kind = Union[Scalar, type]


class Field(NamedTuple):
    """One field of a message type: the attribute it is, its number and its type."""

    name: str
    number: int
    kind: Kind
    is_repeated: bool

    @property
    def wire_type(self) -> int:
        return self.kind.wire_type if isinstance(self.kind, Scalar) else BYTES


def optional(number: int, kind: Kind) -> Any:  # noqa: ANN401, as dataclasses.field
    """An attribute that is field `number`, None where the message lacks it."""
    return dataclasses.field(default=None, metadata={"number": number, "kind": kind})


def repeated(number: int, kind: Kind) -> Any:  # noqa: ANN401, as dataclasses.field
    """An attribute that is the list of all fields `number`."""
    return dataclasses.field(default_factory=list, metadata={"number": number, "kind": kind, "repeated": True})


@functools.cache
def fields_of(message_type: type) -> tuple[Field, ...]:
    """The fields of a message type, in order of their numbers."""
    return tuple(
        Field(each.name, each.metadata["number"], each.metadata["kind"], "repeated" in each.metadata)
        for each in sorted(dataclasses.fields(message_type), key=lambda each: each.metadata["number"])
    )


def encode(message: object) -> bytes:
    """The message as protobuf writes it: fields in order of their numbers, repeated ones unpacked (proto2)."""
    parts = []
    values = message.__dict__
    for name, is_repeated, tag, encode_value in _encoders(type(message)):
        value = values[name]
        if not is_repeated:
            if value is not None:
                parts += tag, encode_value(value)
        elif value:
            for each in value:
                parts += tag, encode_value(each)
    return b"".join(parts)


class _Encoder(NamedTuple):
    """How a field is written: its attribute, and what stands before each value and makes its bytes."""

    name: str
    is_repeated: bool
    tag: bytes
    encode: Callable[[Any], bytes]


@functools.cache
def _encoders(message_type: type) -> tuple[_Encoder, ...]:
    return tuple(
        _Encoder(field.name, field.is_repeated, wire.tag(field.number, field.wire_type), _value_encoder(field.kind))
        for field in fields_of(message_type)
    )


def _value_encoder(kind: Kind) -> Callable[[Any], bytes]:
    if not isinstance(kind, Scalar):
        return lambda value: wire.block(encode(value))
    if kind.format:
        return struct.Struct(kind.format).pack
    if kind is STRING:
        return lambda value: wire.block(value.encode())
    return wire.block if kind is BINARY else lambda value: wire.varint(int(value))


def decode(message_type: type[Message], data: bytes) -> Message:
    """Reads a message as every protobuf reader does.

    Fields may come in any order, repeated scalars packed or not; unknown fields and known ones in a foreign wire type are
    skipped; of a scalar that comes twice the last holds, a message that comes twice is merged. Raises WireError where the
    bytes are no such message, however deep.
    """
    message = message_type()
    known = {field.number: field for field in fields_of(message_type)}
    merged: dict[str, bytes] = {}
    for number, wire_type, value in wire.fields(data):
        field = known.get(number)
        if field is None:
            continue
        if field.is_repeated:
            getattr(message, field.name).extend(_repeated_values(field, wire_type, value))
        elif wire_type != field.wire_type:
            continue
        elif isinstance(field.kind, Scalar):
            setattr(message, field.name, _decode_scalar(field.kind, value))
        else:
            # Protobuf: merging messages is reading their bytes in sequence.
            merged[field.name] = merged.get(field.name, b"") + value
    for field in known.values():
        if field.name in merged:
            setattr(message, field.name, decode(field.kind, merged[field.name]))
    return message


def _repeated_values(field: Field, wire_type: int, value: Any) -> list:  # noqa: ANN401, of the field's type
    if wire_type == field.wire_type:
        is_scalar = isinstance(field.kind, Scalar)
        return [_decode_scalar(field.kind, value) if is_scalar else decode(field.kind, value)]
    return _unpack(field.kind, value) if wire_type == BYTES else []


def _unpack(kind: Scalar, data: bytes) -> list:
    if kind.format:
        if len(data) % struct.calcsize(kind.format):
            raise WireError("a packed field ends inside a number")
        return [value for (value,) in struct.iter_unpack(kind.format, data)]
    values = []
    position = 0
    while position < len(data):
        value, position = wire.read_varint(data, position)
        values.append(_decode_scalar(kind, value))
    return values


def _decode_scalar(kind: Scalar, value: Any) -> Any:  # noqa: ANN401, of the kind's type
    if kind.format:
        return struct.unpack(kind.format, value)[0]
    if kind is STRING:
        return value.decode(errors="replace")
    if kind is BINARY:
        return bytes(value)
    if kind is BOOL:
        return value != 0
    bits = 32 if kind is INT32 else 64
    low = value & (2**bits - 1)
    return low - 2**bits if low >= 2 ** (bits - 1) else low
