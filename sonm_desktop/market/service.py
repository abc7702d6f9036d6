"""The offers on sale: kept fresh from the index, filtered into views, probed for life."""

from __future__ import annotations

from collections.abc import Sequence

from sonm_desktop.core.clock import Clock
from sonm_desktop.core.ids import Digest
from sonm_desktop.market.book import SortKey
from sonm_desktop.market.offers import Offer, Presence, SignedAsk
from sonm_desktop.market.ports import AskIndex, ChainView, Contacts
from sonm_desktop.market.requirement import Requirement
from sonm_desktop.market.views import Elimination, OfferView
from sonm_desktop.wallet.messages import Domain


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
    ) -> None: ...

    async def run(self) -> None:
        """Refresh for ever, for a supervisor."""
        raise NotImplementedError

    async def refresh(self) -> int:
        """Bring the book to the index; how many offers are on sale."""
        raise NotImplementedError

    async def open_view(
        self,
        requirement: Requirement,
        *,
        sort: SortKey = SortKey.PRICE,
        descending: bool = False,
    ) -> OfferView:
        """The offers that meet *requirement*, sorted, as they are now."""
        raise NotImplementedError

    def rows(self, view: str, offset: int = 0, limit: int = 100) -> list[Offer]:
        """Rows of a view. Raises UserError("market.no_view")."""
        raise NotImplementedError

    def close_view(self, view: str) -> None:
        """Forget it; an unknown one is no error."""
        raise NotImplementedError

    async def offer(self, offer: Digest, requirement: Requirement | None = None) -> Offer:
        """One offer, with every reason why it does not do. Raises UserError("market.no_offer")."""
        raise NotImplementedError

    def signed_ask(self, offer: Digest) -> SignedAsk:
        """The ask that *offer* names, or its newest successor. Raises as `offer` does."""
        raise NotImplementedError

    async def why_nothing(self, requirement: Requirement) -> list[Elimination]:
        """Per constraint, how many offers it alone removes, the most first."""
        raise NotImplementedError

    async def probe(
        self, offers: Sequence[Digest], *, budget_s: float = 10.0
    ) -> dict[Digest, Presence]:
        """Ask the workers of *offers* for life, within a time budget."""
        raise NotImplementedError
