"""What the market and the rentals need of chain, wallet and peers; declared by who uses it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from sonm_desktop.chain.events import PlacedEvent
from sonm_desktop.chain.feed import FeedAnswer
from sonm_desktop.chain.index.records import AnnouncedAsk, IndexChanged, IndexedDeal
from sonm_desktop.chain.market_calls import Call
from sonm_desktop.chain.records import Binding, DealState, OperatorGrant
from sonm_desktop.chain.sending.fees import Fee
from sonm_desktop.chain.sending.receipts import Receipt
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.ids import Address, ChainTime, DealId, Digest
from sonm_desktop.p2p.service import LogRecord
from sonm_desktop.p2p.transport import EndpointAddress
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
    async def allowance(self, owner: Address) -> Wei: ...
    async def coin_balance(self, account: Address) -> Wei: ...
    async def usd_feed(self) -> FeedAnswer | None: ...


class Signer(Protocol):
    """One key; `wallet.signer.KeySigner` is one."""

    @property
    def address(self) -> Address: ...
    def sign(self, message: Message, domain: Domain) -> bytes: ...
    def sign_digest(self, digest: Digest) -> bytes: ...
    def sign_transaction(self, fields: Mapping[str, Any]) -> bytes: ...


class Accounts(Protocol):
    """The account keys of the profile; `wallet.wallet.Wallet` is one."""

    @property
    def locked(self) -> bool: ...
    def signer(self, address: Address) -> Signer: ...
    def holds(self, address: Address) -> bool: ...


class Operators(Protocol):
    """Keys that work while the wallet is locked: `wallet.keychain.operators.OperatorKeys`."""

    async def signer(self, account: Address) -> Signer: ...


class Sender(Protocol):
    """Own transactions; `chain.sending.transactions.Transactions` is one."""

    async def send(
        self, intent: str, signer: Signer, call: Call, *, most: Wei | None = None
    ) -> Receipt: ...
    async def converge(
        self, purpose: str, signer: Signer, call: Call, *, most: Wei | None = None
    ) -> Receipt: ...
    async def was_signed(self, intent: str) -> bool: ...
    async def confirmed(self, intent: str, confirmations: int | None = None) -> Receipt: ...
    async def simulate(self, sender: Address, call: Call) -> bytes: ...
    async def estimate_fee(self, sender: Address, call: Call) -> Fee: ...


class AskIndex(Protocol):
    """The announced asks; `chain.index.indexer.Indexer` is one."""

    async def asks(self) -> list[AnnouncedAsk]: ...
    def subscribe(self) -> AsyncIterator[IndexChanged]: ...


class DealIndex(Protocol):
    """The deals of the chain's log; `chain.index.indexer.Indexer` is one."""

    async def deals(self, account: Address) -> list[IndexedDeal]: ...
    async def deal(self, deal: DealId) -> IndexedDeal | None: ...
    async def events(self, after: int = 0, *, limit: int = 1000) -> list[PlacedEvent]: ...


class Peer(Protocol):
    """A worker on the line; every error of its service is raised here with the same code."""

    async def call(
        self,
        method: str,
        body: dict[str, Any],
        *,
        deadline_s: float = 15.0,
        call_id: str | None = None,
    ) -> dict[str, Any]: ...
    def logs(self, task: str, after: int = 0) -> AsyncIterator[LogRecord]: ...
    async def fetch(
        self,
        task: str,
        path: str,
        into: Path,
        progress: Callable[[int, int], None] | None = None,
    ) -> Path: ...
    async def relocate(self, address: EndpointAddress) -> None: ...
    async def close(self) -> None: ...


class Contacts(Protocol):
    """Opens and keeps the lines to workers; `market.contacts.PeerContacts` is one."""

    async def reach(
        self, role: str, account: Address, worker: WorkerAddress, *, rented: bool = False
    ) -> Peer:
        """The line to *worker* as *role* of *account*, dialled when there is none.

        *rented*: a deal of *account* is there; others who name its host cannot keep us from it.
        Raises RemoteError when it does not answer.
        """
        ...


class WorkerAddress(Protocol):
    """Where a worker listens, and which account must answer there."""

    @property
    def worker(self) -> Address: ...
    @property
    def endpoint(self) -> str: ...
    @property
    def addresses(self) -> Sequence[str]: ...
    @property
    def relay(self) -> str: ...
