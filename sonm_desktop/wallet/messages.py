"""The signed messages of the market (EIP-712), as both sides and the contract read them.

The types are final: contracts/src/Market.sol holds the same strings, and a test compares the
digests of both. Times are seconds of chain time, money is wei, rates are wei per second.
Whatever arrives from outside is checked by `from_wire` before it becomes one of these.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from enum import IntEnum, IntFlag
from functools import lru_cache
from typing import Any, ClassVar, TypeVar

from eth_abi.abi import encode
from eth_utils.address import is_address, to_checksum_address
from eth_utils.crypto import keccak

from sonm_desktop.core.ids import Address, DealId, Digest

DOMAIN_NAME = "SONM Market"
DOMAIN_VERSION = "1"

MAX_TEXT = 512
MAX_LIST = 64

_BYTES32 = re.compile(r"0x[0-9a-fA-F]{64}", re.ASCII)

M = TypeVar("M", bound="Message")


class MessageError(ValueError):
    """A foreign message has a missing, unknown or impossible field; names it."""


class NetFlag(IntFlag):
    """What a slice's network allows: bit values of `Ask.netflags`."""

    OUTBOUND = 1
    INCOMING = 2
    OVERLAY = 4


class SandboxMode(IntEnum):
    """How strictly a job is confined: values of `Ask.sandbox`."""

    STRICT = 0
    COMPATIBLE = 1


@dataclass(frozen=True, slots=True)
class Domain:
    """Binds a signature to one market on one chain."""

    chain_id: int
    market: Address

    @property
    def separator(self) -> bytes:
        """The EIP-712 domain separator."""
        return _separator(self.chain_id, self.market)


@lru_cache(maxsize=64)
def _separator(chain_id: int, market: Address) -> bytes:
    kind = keccak(
        b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    )
    return keccak(
        encode(
            ["bytes32", "bytes32", "bytes32", "uint256", "address"],
            [
                kind,
                keccak(text=DOMAIN_NAME),
                keccak(text=DOMAIN_VERSION),
                chain_id,
                market,
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


@dataclass(frozen=True, slots=True)
class Ask(Message):
    """An advertisement by a worker: never takeable, free to sign and to refresh.

    cpu_percent: 100 is one core. benchmarks: by id, absent is 0. rate: indicative.
    max_duration 0: spot, which either side may end at its notice.
    endpoint: the worker's Ed25519 key; addresses: ``ip:port``; relay: URL or empty.
    """

    TYPE: ClassVar[tuple[tuple[str, str], ...]] = (
        ("address", "worker"),
        ("bytes32", "slice"),
        ("uint32", "cpuPercent"),
        ("uint64", "ramBytes"),
        ("uint64", "storageBytes"),
        ("uint16", "gpus"),
        ("uint64", "ingressBps"),
        ("uint64", "egressBps"),
        ("string", "architecture"),
        ("uint64[]", "benchmarks"),
        ("uint32", "netflags"),
        ("uint80", "rate"),
        ("uint96", "usdRate"),
        ("uint32", "minDuration"),
        ("uint32", "maxDuration"),
        ("uint8", "identity"),
        ("uint8", "sandbox"),
        ("bytes32", "endpoint"),
        ("string", "relay"),
        ("string[]", "addresses"),
        ("uint40", "issued"),
        ("uint40", "expiry"),
    )

    worker: Address
    slice: str
    cpu_percent: int
    ram_bytes: int
    storage_bytes: int
    gpus: int
    ingress_bps: int
    egress_bps: int
    architecture: str
    benchmarks: tuple[int, ...]
    netflags: int
    rate: int
    usd_rate: int
    min_duration: int
    max_duration: int
    identity: int
    sandbox: int
    endpoint: str
    relay: str
    addresses: tuple[str, ...]
    issued: int
    expiry: int


@dataclass(frozen=True, slots=True)
class Quote(Message):
    """All that `take` accepts, from *consumer* or its operator, until *expiry*.

    ask: digest of the ask it was asked for. rate: wei per second; 0 when usd_rate
    (10^-18 USD per second) is set, converted once at take. duration 0: spot.
    notice: seconds that run after a one-sided close. minimum: seconds paid at once.
    window: hours in which vouchers may still be submitted after the end.
    ingress, egress: wei per GiB; item: wei per unit of work.
    """

    TYPE: ClassVar[tuple[tuple[str, str], ...]] = (
        ("bytes32", "ask"),
        ("address", "worker"),
        ("address", "consumer"),
        ("uint256", "nonce"),
        ("uint80", "rate"),
        ("uint96", "usdRate"),
        ("uint32", "duration"),
        ("uint24", "notice"),
        ("uint24", "minimum"),
        ("uint8", "window"),
        ("uint96", "ingress"),
        ("uint96", "egress"),
        ("uint96", "item"),
        ("uint40", "expiry"),
    )

    ask: str
    worker: Address
    consumer: Address
    nonce: int
    rate: int
    usd_rate: int
    duration: int
    notice: int
    minimum: int
    window: int
    ingress: int
    egress: int
    item: int
    expiry: int

    @property
    def deal_id(self) -> DealId:
        """The id of the deal that taking this quote opens."""
        return deal_id(self.worker, self.nonce)


@dataclass(frozen=True, slots=True)
class Bind(Message):
    """A worker serves a master; both sign. max_duration: the longest deal it may sell, s."""

    TYPE: ClassVar[tuple[tuple[str, str], ...]] = (
        ("address", "worker"),
        ("address", "master"),
        ("uint32", "maxDuration"),
        ("uint24", "nonce"),
        ("uint40", "expiry"),
    )

    worker: Address
    master: Address
    max_duration: int
    nonce: int
    expiry: int


@dataclass(frozen=True, slots=True)
class Operator(Message):
    """An account lets *operator* spend up to daily_limit wei a day from its vault on deals."""

    TYPE: ClassVar[tuple[tuple[str, str], ...]] = (
        ("address", "account"),
        ("address", "operator"),
        ("uint96", "dailyLimit"),
        ("uint40", "expiry"),
        ("uint256", "nonce"),
    )

    account: Address
    operator: Address
    daily_limit: int
    expiry: int
    nonce: int


@dataclass(frozen=True, slots=True)
class Voucher(Message):
    """Cumulative: *total* wei is owed at time *at*; streaming is authorised up to *until*."""

    TYPE: ClassVar[tuple[tuple[str, str], ...]] = (
        ("bytes32", "deal"),
        ("uint96", "total"),
        ("uint40", "at"),
        ("uint40", "until"),
    )

    deal: DealId
    total: int
    at: int
    until: int


@dataclass(frozen=True, slots=True)
class Settle(Message):
    """Consumer and payee agree that *total* wei was owed in all; closes at once."""

    TYPE: ClassVar[tuple[tuple[str, str], ...]] = (("bytes32", "deal"), ("uint96", "total"))

    deal: DealId
    total: int


@dataclass(frozen=True, slots=True)
class Amend(Message):
    """New terms of a running deal; *total* is what is owed up to now, *seq* is used once."""

    TYPE: ClassVar[tuple[tuple[str, str], ...]] = (
        ("bytes32", "deal"),
        ("uint80", "rate"),
        ("uint40", "end"),
        ("uint24", "notice"),
        ("uint96", "total"),
        ("uint16", "seq"),
    )

    deal: DealId
    rate: int
    end: int
    notice: int
    total: int
    seq: int


@dataclass(frozen=True, slots=True)
class Stop(Message):
    """The worker ends the accrual of a deal; anybody may submit it."""

    TYPE: ClassVar[tuple[tuple[str, str], ...]] = (("bytes32", "deal"),)

    deal: DealId


@dataclass(frozen=True, slots=True)
class Tip(Message):
    """The payee gives *amount* to whoever submits a claim that pays at least *minimum*."""

    TYPE: ClassVar[tuple[tuple[str, str], ...]] = (
        ("bytes32", "deal"),
        ("uint96", "amount"),
        ("uint96", "minimum"),
        ("uint40", "expiry"),
    )

    deal: DealId
    amount: int
    minimum: int
    expiry: int


@dataclass(frozen=True, slots=True)
class Endpoint(Message):
    """An account (as *role*: worker, master or consumer) owns a P2P endpoint until *expiry*."""

    TYPE: ClassVar[tuple[tuple[str, str], ...]] = (
        ("string", "role"),
        ("address", "account"),
        ("bytes32", "endpoint"),
        ("uint40", "expiry"),
    )

    role: str
    account: Address
    endpoint: str
    expiry: int


def deal_id(worker: Address, nonce: int) -> DealId:
    """keccak256(abi.encode(worker, nonce))."""
    return DealId("0x" + keccak(encode(["address", "uint256"], [worker, nonce])).hex())
