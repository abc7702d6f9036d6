"""What went in and out of accounts."""

from __future__ import annotations

from typing import Any

from sonm_desktop.api.client.link import Link
from sonm_desktop.api.schema.history import HistoryFilter, HistoryRow, HistoryView
from sonm_desktop.api.schema.views import LARGEST_PAGE, Rows


class HistoryCalls:
    """`AgentClient.history`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def open(self, account: str, wanted: HistoryFilter | None = None) -> HistoryView:
        """The history of *account*, as far as *wanted*; its rows are read by `rows`."""
        path = f"/wallet/accounts/{account}/history"
        return await self._link.ask(HistoryView, "GET", path, query=_query(wanted))

    async def rows(self, view: str, offset: int = 0, limit: int = 100) -> Rows[HistoryRow]:
        """Rows *offset* and following, newest first. Raises UserError("agent.no_view")."""
        query = {"offset": offset, "limit": limit}
        return await self._link.ask(
            Rows[HistoryRow], "GET", f"/wallet/history/{view}/rows", query=query
        )

    async def all(self, account: str, wanted: HistoryFilter | None = None) -> list[HistoryRow]:
        """Every row of *account*, as far as *wanted*, newest first."""
        view = await self.open(account, wanted)
        found: list[HistoryRow] = []
        while len(found) < view.count:
            page = await self.rows(view.view, len(found), LARGEST_PAGE)
            if not page.rows:
                break
            found += page.rows
        return found


def _query(wanted: HistoryFilter | None) -> dict[str, Any]:
    if wanted is None:
        return {}
    return {
        "kind": [kind.value for kind in wanted.kinds] or None,
        "direction": wanted.direction,
        "since": wanted.since,
        "until": wanted.until,
        "text": wanted.text or None,
    }
