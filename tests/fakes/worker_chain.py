"""A market contract in memory, as far as a worker reads it; the reference model does the sums."""

from __future__ import annotations

from sonm_desktop.chain.feed import FeedAnswer
from sonm_desktop.chain.records import Binding, DealState, OperatorGrant
from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.errors import RemoteError
from sonm_desktop.core.ids import Address, ChainTime, DealId
from sonm_desktop.market import accrual
from sonm_desktop.wallet.messages import Quote

FEED = Address("0x" + "fe" * 20)
NOBODY = OperatorGrant(0, Wei(0), Wei(0), 0)


class WorkerChain:
    """State that a test sets; `away` makes every read fail as a dead node does."""

    def __init__(self, *, payee: Address) -> None:
        self.now = 1_800_000_000
        self.away = False
        self.deep = True
        self.payee = payee
        self.deals: dict[DealId, DealState] = {}
        self.bindings: dict[Address, Binding] = {}
        self.operators: dict[tuple[Address, Address], int] = {}
        self.vaults: dict[Address, int] = {}
        self.feed: FeedAnswer | None = None
        self.reads = 0

    def bind(self, worker: Address, *, max_duration: int = 86_400) -> None:
        self.bindings[worker] = Binding(self.payee, max_duration, self.now + 10**7, 1)

    def say_price(self, answer: int, *, age: int = 0) -> None:
        """The market's feed says *answer*, with eight decimals."""
        self.feed = FeedAnswer(FEED, answer, 8, 8, self.now - age, max_age=3600, read=self.now)

    def take(self, quote: Quote, *, escrow: int, lease: int = 3600) -> DealId:
        self.deals[quote.deal_id] = accrual.take(
            quote,
            payee=self.payee,
            rate=self._converted(quote),
            escrow=Wei(escrow),
            lease=lease,
            now=self.now,
        ).deal
        return quote.deal_id

    def close(self, deal: DealId) -> None:
        self.deals[deal] = accrual.finish(self.deals[deal], self.now).deal

    async def pending_time(self) -> ChainTime:
        self._read()
        return ChainTime(self.now)

    async def deal(self, deal: DealId, block: str = "latest") -> DealState | None:
        self._read()
        return self.deals.get(deal)

    async def confirmed_deal(self, deal: DealId, confirmations: int) -> DealState | None:
        self._read()
        return self.deals.get(deal) if self.deep else None

    async def binding(self, worker: Address) -> Binding | None:
        self._read()
        return self.bindings.get(worker)

    async def operator(self, account: Address, operator: Address) -> OperatorGrant:
        self._read()
        expiry = self.operators.get((account, operator), 0)
        return OperatorGrant(expiry, Wei(10**20), Wei(0), 0) if expiry else NOBODY

    async def vault(self, account: Address) -> Wei:
        self._read()
        return Wei(self.vaults.get(account, 0))

    async def usd_feed(self) -> FeedAnswer | None:
        self._read()
        return self.feed

    async def token_balance(self, account: Address) -> Wei:
        self._read()
        return Wei(0)

    def _converted(self, quote: Quote) -> WeiPerSecond:
        rate = quote.rate
        if quote.usd_rate and self.feed is not None:
            rate = self.feed.price(self.now).rate_of(quote.usd_rate) or 0
        return WeiPerSecond(rate)

    def _read(self) -> None:
        self.reads += 1
        if self.away:
            raise RemoteError("chain.unreachable")
