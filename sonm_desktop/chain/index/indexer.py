"""Follows the events of market and registries into SQLite, and answers from there."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence

from sonm_desktop.chain.events import Bound, PlacedEvent, Unbound
from sonm_desktop.chain.index.announced import AnnouncedAsks
from sonm_desktop.chain.index.changes import Changes, Subscription
from sonm_desktop.chain.index.ledger import ledger_of
from sonm_desktop.chain.index.movements import movements
from sonm_desktop.chain.index.pace import Pace
from sonm_desktop.chain.index.records import (
    AnnouncedAsk,
    IndexChanged,
    IndexedBinding,
    IndexedDeal,
    LedgerEntry,
    VaultMovement,
)
from sonm_desktop.chain.index.sync import IndexSync
from sonm_desktop.chain.index.upfront import UpfrontPayments
from sonm_desktop.chain.logs import decode_event, place
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.reader import ChainReader
from sonm_desktop.chain.registries.campaign_events import CampaignOpened, Joined, Redeemed
from sonm_desktop.chain.registries.campaign_logs import PARTICIPATION
from sonm_desktop.chain.wire import address_of
from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.errors import RemoteError
from sonm_desktop.core.ids import (
    Address,
    BlockNumber,
    CampaignId,
    ChainTime,
    DealId,
    Digest,
)
from sonm_desktop.store.database import Database
from sonm_desktop.store.index_asks import IndexAsks
from sonm_desktop.store.index_deals import DealRow, IndexDeals
from sonm_desktop.store.index_events import EventRow, IndexLog
from sonm_desktop.store.index_token import IndexToken
from sonm_desktop.wallet.messages import Ask

logger = logging.getLogger(__name__)

PRACTICE_POLL_S = 0.5
STILL_POLL_S = 2.0
POLL_S = 3.0
FAILED_POLL_S = 3.0


class Indexer:
    """*database* has the schema ``index``, one file for each network identity."""

    def __init__(
        self,
        reader: ChainReader,
        database: Database,
        network: Network,
        owners: Callable[[], Sequence[Address]] = tuple,
    ) -> None:
        """*owners*: the accounts whose ledger will be asked for; a new one is caught up."""
        self._reader = reader
        self._network = network
        self._sync = IndexSync(database, network, owners)
        self._tokens = IndexToken(database)
        self._upfronts = UpfrontPayments(self._tokens, reader.rpc)
        self._log = IndexLog(database)
        self._deals = IndexDeals(database)
        self._asks = AnnouncedAsks(IndexAsks(database), network.domain)
        self._changes = Changes()
        self._turn = asyncio.Lock()
        self._last: IndexChanged | None = None
        practice = network.practice
        self._pace = Pace(
            quick_s=PRACTICE_POLL_S if practice else POLL_S,
            slow_s=STILL_POLL_S if practice else POLL_S,
        )

    async def run(self) -> None:
        """Refresh for ever, a little later while no node answers."""
        while True:
            try:
                await self.refresh()
            except RemoteError as error:
                logger.warning("the index waits: %s", error)
                await asyncio.sleep(FAILED_POLL_S)
            await self._pace.pause()

    def stir(self) -> None:
        """The chain has moved, or is about to: look at it now."""
        self._pace.stir()

    async def refresh(self) -> IndexChanged:
        """Bring the index to the node's head now, and tell the listeners when it moved."""
        async with self._turn:
            progress = await self._reader.rpc.using(self._sync.bring_to_head)
            if progress.still and self._last is not None:
                return self._last
            undone_to = progress.rolled_back_to
            change = IndexChanged(
                seq=await self._log.newest_seq(),
                head=BlockNumber(progress.head),
                rolled_back_to=None if undone_to is None else BlockNumber(undone_to),
            )
            if change.rolled_back_to is not None or change != self._last:
                self._changes.publish(change)
                self._pace.moved()
            self._last = IndexChanged(change.seq, change.head)
            return change

    def subscribe(self) -> Subscription:
        """Every change from now on; a slow reader gets them joined to one."""
        return self._changes.subscribe()

    @property
    def head(self) -> BlockNumber | None:
        """The newest block that is indexed; None before the first refresh."""
        return self._last.head if self._last else None

    async def asks(self) -> list[AnnouncedAsk]:
        """The newest valid, unexpired ask of each (worker, slice)."""
        return await self._asks.current(await self._reader.pending_time())

    async def deals(self, account: Address) -> list[IndexedDeal]:
        """Deals in which *account* is consumer, payee or worker, newest first."""
        return [_deal(row) for row in await self._deals.of(_raw(account))]

    async def closed_deals(self, account: Address) -> tuple[int, int]:
        """How many *account* has closed as a supplier, and as a customer."""
        return await self._deals.closed(_raw(account))

    async def deal(self, deal: DealId) -> IndexedDeal | None:
        """One deal, or None while the index has not seen it."""
        raw = _raw(deal)
        row = (await self._deals.known([raw])).get(raw)
        return _deal(row) if row else None

    async def opened(self, since: int, until: int, *, most: int) -> list[IndexedDeal]:
        """The newest *most* deals that began from *since* to *until*, chain time, newest first."""
        return [_deal(row) for row in await self._deals.opened(since, until, most)]

    async def newest_asks(self, workers: Sequence[Address]) -> dict[Address, Ask]:
        """What each worker has announced last, expired or not."""
        return await self._asks.newest(workers)

    async def movements(self, account: Address, *, limit: int = 1000) -> list[VaultMovement]:
        """What went in and out of the vault of *account*, newest first."""
        return movements(account, await self._events_of_account(account))[::-1][:limit]

    async def ledger(self, account: Address) -> list[LedgerEntry]:
        """Every change of the SNM of *account*, one of the owners, oldest first.

        Asks the node only for takes that paid *account* at once, each once.
        """
        events = await self._events_of_account(account)
        upfronts = await self._upfronts.of(account, events)
        return ledger_of(
            account,
            movements(account, events, upfronts),
            await self._tokens.of(_raw(account)),
            self._network.market,
            self._network.campaigns,
        )

    async def spenders(self, account: Address) -> list[Address]:
        """Whom *account* has ever let take its SNM, in the order of their first time."""
        rows = await self._tokens.of(_raw(account))
        found = [row.taker for row in rows if row.approval and row.giver == _raw(account)]
        return [address_of(taker) for taker in dict.fromkeys(found)]

    async def bindings(self, master: Address) -> list[IndexedBinding]:
        """Workers that serve *master* by their newest event; expired ones too."""
        found = [_placed(row) for row in await self._log.with_party(_topic(master))]
        workers = {event.event.worker for event in found if isinstance(event.event, Bound)}
        newest = [await self._binding(worker) for worker in sorted(workers)]
        return [binding for binding in newest if binding and binding.master == master]

    async def events(self, after: int = 0, *, limit: int = 1000) -> list[PlacedEvent]:
        """Events with a sequence number above *after*, oldest first."""
        return [_placed(row) for row in await self._log.after(after, limit)]

    async def events_of(self, deal: DealId) -> list[PlacedEvent]:
        """Everything that happened to *deal*, oldest first."""
        return [_placed(row) for row in await self._log.of_subject(_raw(deal))]

    async def words(self, after: int = 0, *, limit: int = 1000) -> list[PlacedEvent]:
        """Events above *after* that say something of an account, oldest first: whom workers
        serve, and what the network's registries tell."""
        return [_placed(row) for row in await self._log.words(after, limit)]

    async def campaigns(self, *, limit: int = 1000) -> list[CampaignOpened]:
        """How campaigns were opened, newest first; none where the network has no such contract."""
        found = [_placed(row).event for row in await self._log.campaigns(limit)]
        return [event for event in found if isinstance(event, CampaignOpened)]

    async def campaigns_of(self, account: Address) -> list[CampaignId]:
        """Those that *account* opened, then those in which it has a place; each newest first."""
        own = [_placed(row).event for row in await self._log.campaigns_by(_topic(account))]
        opened = [event.campaign for event in own if isinstance(event, CampaignOpened)]
        places = await self.campaign_events_of(account)
        return list(dict.fromkeys([*opened, *(event.campaign for event in reversed(places))]))

    async def events_of_campaign(
        self, campaign: CampaignId, since: int = 0, *, limit: int = 1000
    ) -> list[PlacedEvent]:
        """What happened to *campaign*, oldest first; from sequence number *since* on, which is
        there as long as the chain has taken nothing back."""
        rows = await self._log.of_subject_from(_raw(campaign), since, limit)
        return [_placed(row) for row in rows]

    async def campaign_events_of(self, account: Address) -> list[Joined | Redeemed]:
        """Each place that *account* got in a campaign, and what it was paid, oldest first."""
        rows = await self._log.with_party(_topic(account))
        found = [_placed(row).event for row in rows if row.kind in PARTICIPATION]
        return [event for event in found if isinstance(event, Joined | Redeemed)]

    async def _events_of_account(self, account: Address) -> list[PlacedEvent]:
        """Its own events, those of its deals, and tips for it, in the chain's order."""
        subject = _topic(account)
        rows = await self._log.of_subject(subject) + await self._log.with_party(subject)
        for deal in await self._deals.of(_raw(account)):
            rows += await self._log.of_subject(deal.deal)
        return [_placed(row) for row in sorted(set(rows))]

    async def _binding(self, worker: Address) -> IndexedBinding | None:
        """None when it was let go since."""
        newest: IndexedBinding | None = None
        for row in await self._log.of_subject(_topic(worker)):
            placed = _placed(row)
            event = placed.event
            if isinstance(event, Bound):
                newest = IndexedBinding(
                    worker, event.master, event.max_duration, event.expiry, placed.block
                )
            elif isinstance(event, Unbound):
                newest = None
        return newest


def _raw(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))


def _topic(account: Address) -> bytes:
    return _raw(account).rjust(32, b"\0")


def _placed(row: EventRow) -> PlacedEvent:
    event = decode_event(row)
    if event is None:
        raise KeyError("an event that the index never stores")
    return place(row, event)


def _deal(row: DealRow) -> IndexedDeal:
    return IndexedDeal(
        deal=DealId("0x" + row.deal.hex()),
        worker=address_of(row.worker),
        consumer=address_of(row.consumer),
        payee=address_of(row.payee),
        nonce=row.nonce,
        ask=Digest("0x" + row.ask.hex()),
        rate=WeiPerSecond(row.rate),
        notice=row.notice,
        window=row.window,
        deposited=Wei(row.deposited),
        paid=Wei(row.paid),
        refunded=Wei(row.refunded),
        end=row.end,
        until=row.until,
        stopped=bool(row.stopped),
        opened_block=BlockNumber(row.opened_block),
        opened_at=ChainTime(row.opened_at) if row.opened_at else None,
        closed_block=BlockNumber(row.closed_block) if row.closed_block else None,
        closed_at=ChainTime(row.closed_at) if row.closed_at else None,
    )
