"""Values as msgpack: strict, bounded, with integers of any size that money needs.

Integers beyond 64 bits travel as extension type 1, big-endian two's complement, in as few
bytes as hold them. Nothing else of msgpack's extensions is accepted, in either direction.
"""

from __future__ import annotations

import math
from typing import Any

import msgpack  # type: ignore[import-untyped]

from sonm_desktop.core.errors import BadReply

BIG_INT = 1
LONGEST_BIG_INT = 33
"""Bytes of 2^256 - 1 with its sign."""

DEEPEST = 16
MOST_VALUES = 200_000

_ATOMS = frozenset({bool, int, str, bytes, type(None)})


def pack(value: Any) -> bytes:
    """*value* as bytes. Raises ValueError or TypeError for what cannot travel."""
    packed: bytes = msgpack.packb(value, default=_packed_big_int)
    return packed


def unpack(data: bytes) -> Any:
    """The value in *data*, made of plain types only. Raises BadReply, whatever *data* is."""
    try:
        value = msgpack.unpackb(
            data,
            raw=False,
            strict_map_key=True,
            ext_hook=_unpacked_big_int,
            object_pairs_hook=_unpacked_map,
        )
    except (ValueError, msgpack.UnpackException, RecursionError) as error:
        raise BadReply("a message that cannot be read") from error
    _require_plain(value)
    return value


def unpack_map(data: bytes) -> dict[str, Any]:
    """The dictionary in *data*. Raises BadReply."""
    value = unpack(data)
    if not isinstance(value, dict):
        raise BadReply("a message that is not a dictionary")
    return value


def _packed_big_int(value: Any) -> msgpack.ExtType:
    if type(value) is not int:
        raise TypeError(f"{type(value).__name__} does not travel between peers")
    length = value.bit_length() // 8 + 1
    if length > LONGEST_BIG_INT:
        raise ValueError("the integer is too large to travel")
    return msgpack.ExtType(BIG_INT, value.to_bytes(length, "big", signed=True))


def _unpacked_big_int(code: int, data: bytes) -> int:
    if code != BIG_INT or not len(data) <= LONGEST_BIG_INT:
        raise ValueError("unknown extension")
    value = int.from_bytes(data, "big", signed=True)
    fits = -(2**63) <= value < 2**64
    if fits or len(data) != value.bit_length() // 8 + 1:
        raise ValueError("an integer in a form that we never write")
    return value


def _unpacked_map(pairs: list[tuple[Any, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs) or not all(type(key) is str for key in found):
        raise ValueError("a dictionary with other keys than distinct texts")
    return found


def _require_plain(value: Any) -> None:
    """Breadth first, so that a deep value costs no recursion."""
    level, seen = [value], 0
    for _ in range(DEEPEST):
        seen += len(level)
        if seen > MOST_VALUES:
            raise BadReply("a message with too many values")
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return
    raise BadReply("a message that is nested too deeply")


def _inside(value: Any) -> Any:
    kind = type(value)
    if kind in _ATOMS:
        return ()
    if kind is list:
        return value
    if kind is dict:
        return value.values()
    if kind is float and math.isfinite(value):
        return ()
    raise BadReply("a message with a value of an unknown kind")
