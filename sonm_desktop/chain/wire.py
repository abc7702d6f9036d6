"""Values as JSON-RPC spells them, checked and turned into ours. All raise BadReply."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from eth_utils.address import to_checksum_address

from sonm_desktop.core.errors import BadReply
from sonm_desktop.core.ids import Address, BlockHash, BlockNumber, ChainTime

_QUANTITY = re.compile(r"0x(0|[1-9a-fA-F][0-9a-fA-F]{0,63})", re.ASCII)
_HASH = re.compile(r"0x[0-9a-fA-F]{64}", re.ASCII)
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}", re.ASCII)
_WORD = 32


def quantity(value: Any, what: str) -> int:
    """A number such as ``0x1a``."""
    if not isinstance(value, str) or not _QUANTITY.fullmatch(value):
        raise BadReply(f"{what} is not a number")
    return int(value, 16)


def block_number(value: Any) -> BlockNumber:
    """A block's number."""
    return BlockNumber(small_quantity(value, "a block number"))


def chain_time(value: Any) -> ChainTime:
    """A block's time."""
    return ChainTime(small_quantity(value, "a block time"))


def small_quantity(value: Any, what: str) -> int:
    """A number that SQLite can hold."""
    number = quantity(value, what)
    if number >= 1 << 63:
        raise BadReply(f"{what} is too large")
    return number


def octets(value: Any, what: str) -> bytes:
    """Bytes such as ``0x00ff``."""
    if not isinstance(value, str) or not value.startswith("0x"):
        raise BadReply(f"{what} is not hex text")
    try:
        return bytes.fromhex(value[2:])
    except ValueError as error:
        raise BadReply(f"{what} is not hex text") from error


def hash_text(value: Any, what: str) -> str:
    """32 bytes as 0x and 64 lower-case digits."""
    if not isinstance(value, str) or not _HASH.fullmatch(value):
        raise BadReply(f"{what} is not a hash")
    return value.lower()


def block_hash(value: Any) -> BlockHash:
    """A block's hash."""
    return BlockHash(hash_text(value, "a block hash"))


def address(value: Any, what: str) -> Address:
    """An address in EIP-55 spelling."""
    if not isinstance(value, str) or not _ADDRESS.fullmatch(value):
        raise BadReply(f"{what} is not an address")
    return address_of(bytes.fromhex(value[2:]))


@lru_cache(maxsize=65_536)
def address_of(raw: bytes) -> Address:
    """20 bytes in EIP-55 spelling."""
    return Address(to_checksum_address(raw))


def fields(value: Any, what: str) -> dict[str, Any]:
    """A JSON object."""
    if not isinstance(value, dict):
        raise BadReply(f"{what} is not an object")
    return value


def items(value: Any, what: str) -> list[Any]:
    """A JSON list."""
    if not isinstance(value, list):
        raise BadReply(f"{what} is not a list")
    return value


def words(raw: bytes, count: int, what: str) -> list[int]:
    """The first *count* ABI words of *raw* as integers."""
    if len(raw) < count * _WORD:
        raise BadReply(f"{what} is too short")
    return [int.from_bytes(raw[at : at + _WORD], "big") for at in range(0, count * _WORD, _WORD)]


def below(value: int, bits: int, what: str) -> int:
    """*value*, which a uint of so many bits holds."""
    if value >> bits:
        raise BadReply(f"{what} is out of range")
    return value


def address_word(value: int, what: str) -> Address:
    """An ABI word as an address."""
    return address_of(below(value, 160, what).to_bytes(20, "big"))
