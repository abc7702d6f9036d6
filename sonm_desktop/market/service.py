"""The offers on sale: kept fresh from the index, filtered into views, probed for life."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import OrderedDict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from sonm_desktop.core.amounts import per_hour
from sonm_desktop.core.clock import Clock
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address, Digest
from sonm_desktop.core.offer_order import SortKey
from sonm_desktop.market.acquaintance import Acquaintance
from sonm_desktop.market.chain_clock import ChainClock
from sonm_desktop.market.offers.book import OfferBook, Selection, Slice
from sonm_desktop.market.offers.liveness import LivenessProbe
from sonm_desktop.market.offers.matching import mismatches, rate_now
from sonm_desktop.market.offers.offer import Offer, Presence, SignedAsk
from sonm_desktop.market.offers.requirement import Requirement
from sonm_desktop.market.offers.sorting import BY_SUPPLIER
from sonm_desktop.market.offers.views import BenchmarkFacts, DepthStep, Elimination, OfferView
from sonm_desktop.market.ports import AskIndex, ChainView, Contacts
from sonm_desktop.market.prices import totals
from sonm_desktop.market.prices.comparables import Comparable
from sonm_desktop.market.prices.dollars import Dollars
from sonm_desktop.wallet.messages import Ask, Domain, MessageError
from sonm_desktop.wallet.signer import require_signature

logger = logging.getLogger(__name__)

MOST_VIEWS = 64
MOST_ROWS = 1000
MOST_STEPS = 120
FACTS_FRESH_S = 60


class Suppliers(Protocol):
    """What is known of the masters of workers; `standing.following.StandingBook` is one."""

    def levels_of_workers(self, workers: Iterable[Address], now: int) -> dict[Address, int]: ...
    def sureness_of_workers(self, workers: Iterable[Address], now: int) -> dict[Address, int]: ...


@dataclass(frozen=True, slots=True)
class _OpenView:
    requirement: Requirement
    selection: Selection


class MarketService:
    """Browsing sends no transaction; the time that counts is the chain's."""

    def __init__(
        self,
        *,
        index: AskIndex,
        chain: ChainView,
        contacts: Contacts,
        domain: Domain,
        clock: Clock,
        acquaintance: Acquaintance | None = None,
        suppliers: Suppliers | None = None,
    ) -> None:
        """*acquaintance*, *suppliers*: what registries say; None where nobody asks them."""
        self.acquaintance = acquaintance
        self._suppliers = suppliers
        self._index = index
        self._domain = domain
        self._clock = clock
        self._time = ChainClock(chain, clock)
        self.dollars = Dollars(chain, clock)
        self._liveness = LivenessProbe(contacts, domain, clock)
        self._book = OfferBook()
        self._learned: set[Slice] = set()
        self._views: OrderedDict[str, _OpenView] = OrderedDict()
        self._read_to: int | None = None
        self._facts: tuple[int, list[BenchmarkFacts]] | None = None

    async def run(self) -> None:
        """Follow the index for ever, for a supervisor."""
        changes = self._index.subscribe()
        await self.refresh()
        async for _ in changes:
            await self.refresh()

    async def refresh(self, seq: int | None = None) -> int:
        """Bring the book to the index; how many offers are on sale.

        *seq*: of the index's newest event; nothing is read again while it stays the same.
        """
        if seq is not None and seq == self._read_to:
            return len(self._book)
        announced = await self._index.asks()
        self._read_to = seq
        present = set(self._learned)
        for entry in announced:
            slice_ = (entry.ask.worker, entry.ask.slice)
            present.add(slice_)
            held = self._book.newest(slice_)
            if held is None or held.signature != entry.signature:
                digest = entry.ask.digest(self._domain)
                self._book.put(SignedAsk(digest, entry.ask, entry.signature))
        for slice_ in self._book.slices():
            if slice_ not in present:
                self._book.remove(slice_)
        return len(self._book)

    def learn(self, ask: Ask, signature: bytes) -> SignedAsk:
        """Put an ask on sale that came from its worker instead of the chain.

        Raises MessageError for a wrong signature.
        """
        require_signature(ask, self._domain, signature, ask.worker)
        offer = SignedAsk(ask.digest(self._domain), ask, signature)
        if self._book.put(offer):
            self._learned.add((ask.worker, ask.slice))
        return offer

    def withdraw(self, worker: Address, *, keep: Collection[str] = ()) -> None:
        """Drop what was learned of *worker*, but for the slices *keep*; what stands on the chain
        comes back by itself."""
        for slice_ in [held for held in self._learned if held[0] == worker]:
            if slice_[1] in keep:
                continue
            self._learned.discard(slice_)
            self._book.remove(slice_)

    async def open_view(
        self,
        requirement: Requirement,
        *,
        sort: SortKey = SortKey.PRICE,
        benchmark: int = 0,
        descending: bool = False,
        show_blocked: bool = False,
    ) -> OfferView:
        """The offers that meet *requirement*, sorted, as they are now. *benchmark*: to sort by.

        *show_blocked*: with those that the customer's lists refuse, each saying so.
        """
        wanted = await self._informed(requirement)
        anybody = replace(wanted, blocked=frozenset())
        selection = await self._select(
            anybody if show_blocked else wanted,
            sort=sort,
            benchmark=benchmark,
            descending=descending,
        )
        blocked = 0
        if wanted.blocked:
            other = await self._select(wanted if show_blocked else anybody)
            blocked = abs(len(other) - len(selection))
        view = secrets.token_hex(8)
        self._views[view] = _OpenView(requirement, selection)
        while len(self._views) > MOST_VIEWS:
            self._views.popitem(last=False)
        return OfferView(view, len(selection), blocked)

    async def depth(self, requirement: Requirement, *, most: int = MOST_STEPS) -> list[DepthStep]:
        """How much that meets *requirement* is on sale up to each price."""
        return (await self._select(await self._informed(requirement))).depth(most)

    async def benchmarks(self) -> list[BenchmarkFacts]:
        """Every benchmark that something on sale claims; summed up once a minute at most."""
        now = int(self._clock.now())
        if self._facts is None or now - self._facts[0] >= FACTS_FRESH_S:
            results = self._book.results()
            self._facts = now, await asyncio.to_thread(results.facts)
        return self._facts[1]

    async def rows(self, view: str, offset: int = 0, limit: int = 100) -> list[Offer]:
        """Rows of a view. Raises UserError("market.no_view")."""
        if view not in self._views:
            raise UserError("market.no_view")
        self._views.move_to_end(view)
        held = self._views[view]
        wanted = await self._informed(held.requirement)
        now = await self._time.now()
        count = min(max(limit, 0), MOST_ROWS)
        asks = held.selection.offers(max(offset, 0), count)
        return [self._seen(entry, wanted, now) for entry in asks]

    def close_view(self, view: str) -> None:
        """Forget it; an unknown one is no error."""
        self._views.pop(view, None)

    async def offer(self, offer: Digest, requirement: Requirement | None = None) -> Offer:
        """One offer, with every reason why it does not do. Raises UserError("market.no_offer")."""
        found = self.signed_ask(offer)
        wanted = await self._informed(requirement or Requirement())
        return self._seen(found, wanted, await self._time.now())

    def signed_ask(self, offer: Digest) -> SignedAsk:
        """The ask that *offer* names, or its newest successor. Raises as `offer` does."""
        found = self._book.find(offer)
        if found is None:
            raise UserError("market.no_offer", offer=offer)
        return found

    def reachable(self, most: int) -> list[Ask]:
        """One ask each of at most *most* workers that say where they listen: first of those
        that answered when they were asked last, then of those that nobody has asked."""
        heard = self._liveness.heard()
        alive: dict[Address, Ask] = {}
        unknown: dict[Address, Ask] = {}
        for slice_ in self._book.slices():
            presence = heard.get(slice_[0], Presence.UNKNOWN)
            among = unknown if presence is Presence.UNKNOWN else alive
            offer = self._book.newest(slice_)
            if presence is Presence.SILENT or offer is None or len(among) >= most:
                continue
            if offer.ask.addresses or offer.ask.relay:
                among.setdefault(offer.ask.worker, offer.ask)
        return [*alive.values(), *unknown.values()][:most]

    def offer_of(self, worker: Address) -> SignedAsk | None:
        """Any offer of *worker*, for where it listens."""
        for slice_ in self._book.slices():
            if slice_[0] == worker:
                return self._book.newest(slice_)
        return None

    async def like(
        self, wanted: Comparable, *, besides: Collection[Address] = (), most: int = MOST_ROWS
    ) -> list[Ask]:
        """Asks on sale of machines like *wanted*."""
        usd, now = await self.dollars.price(), await self._time.now()
        return self._book.like(wanted, now, besides=besides, most=most, usd=usd)

    async def why_nothing(self, requirement: Requirement) -> list[Elimination]:
        """Per constraint, how many offers it alone removes and what would help, the most first."""
        wanted = await self._informed(requirement)
        return self._book.explain(wanted, await self._time.now(), self._liveness.heard())

    async def now(self) -> int:
        """The chain's time, as far as it is known without asking each time."""
        return await self._time.now()

    async def probe(
        self, account: Address, offers: Sequence[Digest], *, budget_s: float = 10.0
    ) -> dict[Digest, Presence]:
        """Ask the workers of *offers* for life as *account*, within a time budget."""
        known = {offer: self._book.find(offer) for offer in offers}
        asks = [found.ask for found in known.values() if found is not None]
        await self._liveness.probe(account, asks, budget_s=budget_s)
        return {
            offer: Presence.UNKNOWN if found is None else self._liveness.of(found.ask.worker)[0]
            for offer, found in known.items()
        }

    async def _select(
        self,
        requirement: Requirement,
        *,
        sort: SortKey = SortKey.PRICE,
        benchmark: int = 0,
        descending: bool = False,
    ) -> Selection:
        now = await self._time.now()
        return self._book.select(
            requirement,
            now,
            sort=sort,
            benchmark=benchmark,
            descending=descending,
            presence=self._liveness.heard(),
            suppliers=self._numbers(sort, now),
        )

    def _numbers(self, sort: SortKey, now: int) -> dict[Address, int]:
        """By worker what *sort* needs to know of whom it serves."""
        if self._suppliers is None or sort not in BY_SUPPLIER:
            return {}
        workers = {slice_[0] for slice_ in self._book.slices()}
        if sort is SortKey.RATING:
            return self._suppliers.sureness_of_workers(workers, now)
        return self._suppliers.levels_of_workers(workers, now)

    async def _informed(self, requirement: Requirement) -> Requirement:
        """*requirement* with the price at which USD and SNM are compared now, and with what the
        registries say."""
        priced = replace(requirement, usd=await self.dollars.price())
        if self.acquaintance is None:
            return priced
        return self.acquaintance.informed(priced, await self._time.now())

    def _seen(self, offer: SignedAsk, requirement: Requirement, now: int) -> Offer:
        ask = offer.ask
        presence, checked = self._liveness.of(ask.worker)
        rate = rate_now(ask, requirement.usd)
        return Offer(
            id=offer.id,
            ask=ask,
            signature=offer.signature,
            rate=rate,
            total=None if rate is None else totals.total(rate, requirement.duration),
            per_hour=None if rate is None else per_hour(rate),
            presence=presence,
            checked=checked,
            mismatches=tuple(mismatches(requirement, ask, now)),
        )


def checked_ask(wire: object, signature: object, domain: Domain, worker: Address) -> SignedAsk:
    """An ask as *worker* hands it out. Raises MessageError unless *worker* has signed it."""
    ask = Ask.from_wire(wire)
    if ask.worker != worker or not isinstance(signature, bytes):
        raise MessageError("ask: not by this worker")
    require_signature(ask, domain, signature, worker)
    return SignedAsk(ask.digest(domain), ask, signature)
