"""Typed messages by EIP-712: how they are hashed, how they travel, what is let in.

Whatever arrives from outside is checked by `Message.from_wire` before it becomes a message.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, ClassVar, TypeVar

from eth_abi.abi import encode
from eth_utils.address import is_address, to_checksum_address
from eth_utils.crypto import keccak

from sonm_desktop.core.ids import Address, Digest

DOMAIN_NAME = "SONM Market"
DOMAIN_VERSION = "1"

MAX_TEXT = 512
MAX_LIST = 64

_BYTES32 = re.compile(r"0x[0-9a-fA-F]{64}", re.ASCII)

M = TypeVar("M", bound="Message")


class MessageError(ValueError):
    """A foreign message has a missing, unknown or impossible field; names it."""


@dataclass(frozen=True, slots=True)
class Domain:
    """Binds a signature to one market, or another contract of a *name* of its own, on one chain."""

    chain_id: int
    market: Address
    name: str = DOMAIN_NAME

    @property
    def separator(self) -> bytes:
        """The EIP-712 domain separator."""
        return domain_separator(self.name, self.chain_id, self.market)


@lru_cache(maxsize=64)
def domain_separator(name: str, chain_id: int, contract: Address) -> bytes:
    """The EIP-712 domain of *name* in version `DOMAIN_VERSION`, as OpenZeppelin's EIP712 has it."""
    kind = keccak(
        b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    )
    return keccak(
        encode(
            ["bytes32", "bytes32", "bytes32", "uint256", "address"],
            [
                kind,
                keccak(text=name),
                keccak(text=DOMAIN_VERSION),
                chain_id,
                contract,
            ],
        )
    )


@dataclass(frozen=True, slots=True)
class Message:
    """Common to all messages: hashing, and the form in which they travel."""

    TYPE: ClassVar[tuple[tuple[str, str], ...]]
    """Solidity type and camelCase name of each field, in order."""

    def struct_hash(self) -> bytes:
        """hashStruct of EIP-712."""
        kinds = ["bytes32"]
        values: list[Any] = [_type_hash(type(self).__name__, self.TYPE)]
        for (kind, _), field in zip(self.TYPE, fields(self), strict=True):
            encoded_kind, value = _encoded(kind, getattr(self, field.name))
            kinds.append(encoded_kind)
            values.append(value)
        return keccak(encode(kinds, values))

    def digest(self, domain: Domain) -> Digest:
        """What is signed: keccak(0x1901, domain, struct)."""
        return Digest("0x" + keccak(b"\x19\x01" + domain.separator + self.struct_hash()).hex())

    def to_wire(self) -> dict[str, Any]:
        """A dictionary of camelCase names; integers stay integers, bytes32 is 0x text."""
        return {
            name: list(value) if isinstance(value, tuple) else value
            for (_, name), value in zip(self.TYPE, self._values(), strict=True)
        }

    @classmethod
    def from_wire(cls: type[M], wire: Any) -> M:
        """The message in *wire*, every field checked for type and range. Raises MessageError."""
        if not isinstance(wire, dict):
            raise MessageError(f"{cls.__name__}: expected a dictionary")
        names = [name for _, name in cls.TYPE]
        if set(wire) != set(names):
            raise MessageError(f"{cls.__name__}: wrong set of fields")
        return cls(*(_checked(kind, name, wire[name]) for kind, name in cls.TYPE))

    def abi_tuple(self) -> tuple[Any, ...]:
        """The values in the order and types of the contract's struct."""
        return tuple(
            bytes.fromhex(value[2:]) if kind == "bytes32" else value
            for (kind, _), value in zip(self.TYPE, self._values(), strict=True)
        )

    @classmethod
    def abi_type(cls) -> str:
        """The struct as an ABI tuple type."""
        return "(" + ",".join(kind for kind, _ in cls.TYPE) + ")"

    def _values(self) -> list[Any]:
        return [getattr(self, field.name) for field in fields(self)]


@lru_cache(maxsize=32)
def _type_hash(message: str, members: tuple[tuple[str, str], ...]) -> bytes:
    inner = ",".join(f"{kind} {name}" for kind, name in members)
    return keccak(text=f"{message}({inner})")


def _encoded(kind: str, value: Any) -> tuple[str, Any]:
    if kind == "string":
        return "bytes32", keccak(text=value)
    if kind == "bytes32":
        return "bytes32", bytes.fromhex(value[2:])
    if kind == "string[]":
        return "bytes32", keccak(b"".join(keccak(text=item) for item in value))
    if kind == "uint64[]":
        return "bytes32", keccak(b"".join(item.to_bytes(32, "big") for item in value))
    return kind, value


def _checked(kind: str, name: str, value: Any) -> Any:
    if kind.endswith("[]"):
        if not isinstance(value, list | tuple) or len(value) > MAX_LIST:
            raise MessageError(f"{name}: expected a list of at most {MAX_LIST}")
        return tuple(_checked(kind[:-2], name, item) for item in value)
    if kind.startswith("uint"):
        if type(value) is not int or not 0 <= value < 1 << int(kind[4:]):
            raise MessageError(f"{name}: expected a {kind}")
        return value
    if not isinstance(value, str) or len(value) > MAX_TEXT or not _encodable(value):
        raise MessageError(f"{name}: expected text of at most {MAX_TEXT} characters")
    if kind == "address":
        if not is_address(value):
            raise MessageError(f"{name}: expected an address")
        return Address(to_checksum_address(value))
    if kind == "bytes32":
        return _checked_bytes32(name, value)
    return value


def _encodable(text: str) -> bool:
    """Whether *text* is UTF-8: half a surrogate pair could not be hashed."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _checked_bytes32(name: str, value: str) -> str:
    if not _BYTES32.fullmatch(value):
        raise MessageError(f"{name}: expected 0x and 64 hex digits")
    return value.lower()
