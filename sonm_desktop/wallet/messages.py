"""The signed messages of the market (EIP-712), as both sides and the contract read them.

The types are final: contracts/src/Messages.sol holds the same strings, and a test compares the
digests of both. Times are seconds of chain time, money is wei, rates are wei per second.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, IntFlag
from typing import ClassVar

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.wallet.eip712 import (
    DOMAIN_NAME,
    DOMAIN_VERSION,
    MAX_LIST,
    MAX_TEXT,
    Domain,
    Message,
    MessageError,
)

__all__ = [
    "DOMAIN_NAME",
    "DOMAIN_VERSION",
    "MAX_LIST",
    "MAX_TEXT",
    "Amend",
    "Ask",
    "Bind",
    "Domain",
    "Endpoint",
    "Message",
    "MessageError",
    "NetFlag",
    "Operator",
    "Quote",
    "SandboxMode",
    "Settle",
    "Stop",
    "Tip",
    "Voucher",
    "deal_id",
]


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
    """New terms of a running deal, until *expiry*, signed by whom they burden.

    total: what is owed in all up to now, at least. seq: how often the deal was amended before.
    """

    TYPE: ClassVar[tuple[tuple[str, str], ...]] = (
        ("bytes32", "deal"),
        ("uint80", "rate"),
        ("uint40", "end"),
        ("uint24", "notice"),
        ("uint96", "total"),
        ("uint16", "seq"),
        ("uint40", "expiry"),
    )

    deal: DealId
    rate: int
    end: int
    notice: int
    total: int
    seq: int
    expiry: int


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
