"""Messages to bytes and back, and bytes of other writers."""

import math
import struct
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salient import wire
from salient.events import Event, Explain, Explanation, Hoc, HocLayer, Inference, Metadata
from salient.message import decode, encode
from salient.wire import BYTES, END_GROUP, FIXED32, FIXED64, START_GROUP, VARINT, WireError

ids = st.integers(-(2**31), 2**31 - 1)
texts = st.text(st.characters(exclude_categories=["Cs"]))
floats = st.floats(allow_nan=False, width=32)
layers = st.builds(HocLayer, prob=floats, box=st.lists(ids))
explains = st.builds(
    Explain,
    sample_id=st.none() | ids,
    image_path=st.none() | texts,
    ground_truth_label=st.lists(ids),
    inference=st.none() | st.builds(Inference, ground_truth_prob=st.lists(floats), runner_up_label=st.lists(ids)),
    explanation=st.lists(st.builds(Explanation, label=ids, minimum=st.floats(allow_nan=False), signed=st.booleans())),
    metadata=st.none() | st.builds(Metadata, label=st.lists(texts), threshold=st.none() | floats),
    hoc=st.lists(st.builds(Hoc, label=ids, mask=texts, layer=st.lists(layers))),
)
events = st.builds(Event, wall_time=st.floats(allow_nan=False), explain=st.none() | explains)


@given(events)
def test_what_was_encoded_is_decoded(event):
    assert decode(Event, encode(event)) == event


@given(events, st.data())
def test_a_cut_message_is_a_shorter_one_or_none(event, data):
    content = encode(event)
    cut = data.draw(st.integers(0, len(content)))
    with suppress(WireError):
        decode(Event, content[:cut])


@given(st.binary())
def test_any_bytes_are_a_message_or_a_wire_error(content):
    with suppress(WireError):
        decode(Event, content)


def field(number, wire_type, value):
    return wire.tag(number, wire_type) + value


GROUP = field(20, START_GROUP, b"") + field(1, VARINT, wire.varint(5)) + field(20, END_GROUP, b"")


def test_a_reader_takes_packed_unknown_and_foreign_fields_and_merges_messages():
    packed = field(3, BYTES, wire.block(wire.varint(1) + wire.varint(300)))
    unpacked = field(3, VARINT, wire.varint(7))
    foreign = field(2, VARINT, wire.varint(1)) + field(3, FIXED64, bytes(8))
    first = field(4, BYTES, wire.block(field(1, FIXED32, struct.pack("<f", 0.5))))
    second = field(4, BYTES, wire.block(field(1, BYTES, wire.block(struct.pack("<ff", 0.25, 1.0)))))
    number = field(1, VARINT, wire.varint(1)) + field(1, VARINT, wire.varint(2**32 - 3))
    found = decode(Explain, GROUP + packed + foreign + first + unpacked + number + second)
    assert found == Explain(sample_id=-3, ground_truth_label=[1, 300, 7], inference=Inference([0.5, 0.25, 1.0]))


@pytest.mark.parametrize(
    "content",
    [
        b"\x00",
        b"\x08",
        b"\x08" + b"\xff" * 10,
        b"\x0f",
        b"\x0a\x05abc",
        b"\x09\x00",
        field(20, START_GROUP, b""),
        field(20, START_GROUP, b"") + field(21, END_GROUP, b""),
        field(20, START_GROUP, b"") * 200,
        field(6, BYTES, wire.block(b"\x08")),
        field(6, BYTES, wire.block(field(4, BYTES, wire.block(field(1, BYTES, wire.block(b"123")))))),
    ],
)
def test_what_is_no_message_is_a_wire_error(content):
    with pytest.raises(WireError):
        decode(Event, content)


def test_nan_stays_nan():
    (value,) = decode(Inference, encode(Inference([math.nan]))).ground_truth_prob
    assert math.isnan(value)
