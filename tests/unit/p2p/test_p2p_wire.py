"""Frames and values: any split decodes the same, any garbage is a BadReply."""

from __future__ import annotations

import asyncio
import itertools
import struct
from collections.abc import Iterator
from typing import Any

import msgpack
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonm_desktop.core.errors import BadReply
from sonm_desktop.p2p.packing import MOST_VALUES, pack, unpack, unpack_map
from sonm_desktop.p2p.wire import FrameBuffer, FrameReader, frame

WORDS = st.text(st.characters(codec="utf-8"), max_size=20)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**255), 2**256 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | WORDS
    | st.binary(max_size=40),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(WORDS, inner, max_size=5),
    max_leaves=20,
)


class Pieces:
    """A stream that yields what it is given, piece by piece."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces: Iterator[bytes] = iter([piece for piece in pieces if piece])

    async def read(self, limit: int) -> bytes:
        return next(self._pieces, b"")


def cut(data: bytes, places: list[int]) -> list[bytes]:
    edges = sorted({0, len(data), *(place % (len(data) + 1) for place in places)})
    return [data[start:end] for start, end in itertools.pairwise(edges)]


async def read_all(pieces: list[bytes]) -> list[bytes]:
    reader, found = FrameReader(Pieces(pieces)), []
    while (content := await reader.frame()) is not None:
        found.append(content)
    return found


@given(VALUES)
def test_a_value_travels_unchanged(value: Any) -> None:
    assert unpack(pack(value)) == value


@given(st.integers(1 - 2**263, 2**263 - 1))
def test_integers_of_money_keep_their_size(number: int) -> None:
    assert unpack(pack(number)) == number


@given(st.lists(VALUES, max_size=6), st.lists(st.integers(0, 5000), max_size=12))
def test_any_split_of_the_stream_decodes_the_same(values: list[Any], places: list[int]) -> None:
    stream = b"".join(frame(value) for value in values)
    frames = asyncio.run(read_all(cut(stream, places)))
    assert [unpack(content) for content in frames] == values


@given(st.binary(max_size=400))
@settings(max_examples=500)
def test_garbage_is_a_bad_reply_and_nothing_else(data: bytes) -> None:
    try:
        unpack(data)
    except BadReply:
        return


@given(st.binary(max_size=300), st.lists(st.integers(0, 300), max_size=5))
def test_a_garbage_stream_ends_in_frames_or_a_bad_reply(data: bytes, places: list[int]) -> None:
    try:
        asyncio.run(read_all(cut(data, places)))
    except BadReply:
        return


def deep(levels: int) -> bytes:
    return b"\x91" * levels + b"\xc0"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xc1",
        pack({"a": 1}) + b"\x00",
        deep(16),
        deep(3000),
        msgpack.packb({1: 2}),
        msgpack.packb({b"a": 2}),
        b"\x82\xa1a\x01\xa1a\x02",
        msgpack.packb(float("nan")),
        msgpack.packb(float("inf")),
        msgpack.packb(msgpack.Timestamp(5)),
        msgpack.packb(msgpack.ExtType(2, b"x")),
        msgpack.packb(msgpack.ExtType(1, b"\x05")),
        msgpack.packb(msgpack.ExtType(1, b"\x00" * 20 + b"\x05")),
        msgpack.packb(msgpack.ExtType(1, b"\x7f" * 34)),
        b"\xa2\xff\xfe",
        b"\xa3\xed\xa0\x80",
        b"\xdd\xff\xff\xff\xff",
        msgpack.packb([0] * (MOST_VALUES + 1)),
    ],
)
def test_what_we_never_write_is_refused(data: bytes) -> None:
    with pytest.raises(BadReply):
        unpack(data)


def test_a_message_has_to_be_a_dictionary() -> None:
    with pytest.raises(BadReply):
        unpack_map(pack([1]))


@pytest.mark.parametrize("value", [object(), {1, 2}, 2**300, "\ud800"])
def test_what_cannot_travel_is_refused_before_it_leaves(value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        pack(value)


def test_a_length_beyond_the_limit_is_refused_before_the_content_comes() -> None:
    buffer = FrameBuffer()
    buffer.feed(struct.pack(">I", 101))
    with pytest.raises(BadReply):
        buffer.take(100)


async def test_a_frame_that_ends_in_its_middle_is_refused() -> None:
    with pytest.raises(BadReply):
        await read_all([frame({"a": 1})[:-1]])


async def test_raw_bytes_behind_a_frame_are_not_lost() -> None:
    reader = FrameReader(Pieces([frame({"a": 1}) + b"raw", b"more"]))
    assert await reader.map() == {"a": 1}
    assert [await reader.raw(), await reader.raw(), await reader.raw()] == [b"raw", b"more", b""]


def test_a_message_larger_than_allowed_does_not_leave() -> None:
    with pytest.raises(ValueError, match="does not travel"):
        frame(b"x" * 200, 100)
