"""Answers about what accounts make, out of their histories and their open deals."""

from __future__ import annotations

import asyncio
from datetime import datetime

from sonm_desktop.agent.ledger.answers import HistoryAnswers
from sonm_desktop.agent.ledger.income import by_day, by_deal, today_of, total_of
from sonm_desktop.agent.networking import Networking
from sonm_desktop.agent.state import StateBoard
from sonm_desktop.api.schema.history import HistoryRow
from sonm_desktop.api.schema.income import Grouping, Income, Today
from sonm_desktop.api.schema.state import Topic
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.wallet.addresses import parse_address
from sonm_desktop.wallet.wallet import Wallet

MOST_DAYS = 3700


class IncomeAnswers:
    """An `IncomePort`."""

    def __init__(
        self, networking: Networking, wallet: Wallet, history: HistoryAnswers, board: StateBoard
    ) -> None:
        self._networking = networking
        self._wallet = wallet
        self._history = history
        self._board = board

    async def income(
        self, account: str, *, since: int | None, until: int | None, by: Grouping
    ) -> Income:
        """Default: from the first row to now. Raises UserError("wallet.no_account")."""
        address = self._wallet.account(parse_address(account)).address
        session = self._networking.session()
        rows = await self._history.newest_rows_of(address)
        now = await session.reader.pending_time()
        deals = await session.supplier.deals(address)
        last = max(now, *(row.time for row in rows)) + 1 if rows else now + 1
        end = last if until is None else min(until, last)
        start = since if since is not None else min((row.time for row in rows), default=now)
        if start >= end or (end - start) // 86_400 > MOST_DAYS:
            raise UserError("ledger.bad_period")
        chosen = [row for row in rows if start <= row.time < end]
        if by == "day":
            lines = await asyncio.to_thread(by_day, chosen, deals, start, end, now)
        else:
            lines = await asyncio.to_thread(by_deal, chosen, deals)
        return Income(
            account=address,
            by=by,
            since=start,
            until=end,
            lines=tuple(lines),
            total=total_of(lines),
        )

    async def today(self) -> Today:
        """All accounts since midnight; the board has it too."""
        session = self._networking.session()
        now = await session.reader.pending_time()
        midnight = datetime.fromtimestamp(now).replace(hour=0, minute=0, second=0, microsecond=0)
        since = int(midnight.timestamp())
        own = [account.address for account in self._wallet.accounts()]
        rows: list[HistoryRow] = []
        accrued = 0
        for account in own:
            found = await self._history.rows_of(account, since)
            rows += [row for row in found if row.time >= since]
            accrued += await self._owed(account)
        today = today_of(rows, since=since, accrued=accrued)
        self._board.put(Topic.TODAY, today, drifting=("accrued",))
        return today

    async def _owed(self, account: Address) -> int:
        deals = await self._networking.session().supplier.deals(account)
        return sum(deal.earned - deal.paid for deal in deals if deal.open)
