"""What the worker needs of chain, keys and peers; declared here, by who uses it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sonm_desktop.chain.feed import FeedAnswer
from sonm_desktop.chain.records import Binding, DealState, OperatorGrant
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.ids import Address, ChainTime, DealId
from sonm_desktop.wallet.messages import Domain, Message


class ChainView(Protocol):
    """What the market's contract says now; `chain.reader.ChainReader` is one."""

    async def pending_time(self) -> ChainTime: ...
    async def deal(self, deal: DealId, block: str = "latest") -> DealState | None: ...
    async def confirmed_deal(self, deal: DealId, confirmations: int) -> DealState | None: ...
    async def binding(self, worker: Address) -> Binding | None: ...
    async def operator(self, account: Address, operator: Address) -> OperatorGrant: ...
    async def vault(self, account: Address) -> Wei: ...
    async def token_balance(self, account: Address) -> Wei: ...
    async def usd_feed(self) -> FeedAnswer | None: ...


class WorkerKey(Protocol):
    """The worker's key; `wallet.signer.KeySigner` is one."""

    @property
    def address(self) -> Address: ...
    def sign(self, message: Message, domain: Domain) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Contact:
    """Where peers find this worker. endpoint: 64 hex digits; relay: URL or empty."""

    endpoint: str
    addresses: tuple[str, ...]
    relay: str
