"""The bytes of an EIP-1559 transaction (type 2), before and after signing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import rlp  # type: ignore[import-untyped]  # ships no types
from eth_utils.address import to_canonical_address

_TYPE = b"\x02"
_NUMBERS = ("chainId", "nonce", "maxPriorityFeePerGas", "maxFeePerGas", "gas", "value")
_KNOWN = frozenset((*_NUMBERS, "to", "data"))


def unsigned_envelope(fields: Mapping[str, Any]) -> bytes:
    """What is hashed and signed. Raises ValueError for a missing, unknown or impossible field."""
    return _TYPE + bytes(rlp.encode(_unsigned(fields)))


def signed_envelope(fields: Mapping[str, Any], *, y_parity: int, r: int, s: int) -> bytes:
    """The raw transaction, as a node takes it."""
    return _TYPE + bytes(rlp.encode([*_unsigned(fields), y_parity, r, s]))


def _unsigned(fields: Mapping[str, Any]) -> list[Any]:
    if not set(fields) <= _KNOWN:
        raise ValueError(f"unknown transaction fields: {sorted(set(fields) - _KNOWN)}")
    numbers = {name: _number(fields, name) for name in _NUMBERS}
    if numbers["maxPriorityFeePerGas"] > numbers["maxFeePerGas"]:
        raise ValueError("the tip is above the whole fee")
    return [
        numbers["chainId"],
        numbers["nonce"],
        numbers["maxPriorityFeePerGas"],
        numbers["maxFeePerGas"],
        numbers["gas"],
        _receiver(fields.get("to")),
        numbers["value"],
        _payload(fields.get("data", b"")),
        [],
    ]


def _number(fields: Mapping[str, Any], name: str) -> int:
    value = fields.get(name, 0 if name == "value" else None)
    if type(value) is not int or not 0 <= value < 1 << 256:
        raise ValueError(f"{name} is not a number that a transaction can hold")
    return value


def _receiver(to: str | None) -> bytes:
    return b"" if to is None else bytes(to_canonical_address(to))


def _payload(payload: bytes | str) -> bytes:
    if isinstance(payload, str):
        return bytes.fromhex(payload.removeprefix("0x"))
    return bytes(payload)
