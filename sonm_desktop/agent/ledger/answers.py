"""Answers about the history of accounts, as views that stay as they were made."""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Mapping

from sonm_desktop.agent.ledger.filters import totals, wanted_rows
from sonm_desktop.agent.ledger.rows import Owner, rows_of, untimed_blocks
from sonm_desktop.agent.networking import Networking
from sonm_desktop.agent.session import Session
from sonm_desktop.api.schema.history import HistoryFilter, HistoryRow, HistoryView
from sonm_desktop.api.schema.views import Rows
from sonm_desktop.chain.index.records import LedgerEntry
from sonm_desktop.core.errors import RemoteError, UserError
from sonm_desktop.core.ids import Address, BlockNumber
from sonm_desktop.wallet.addresses import parse_address
from sonm_desktop.wallet.wallet import Wallet

KEPT_VIEWS = 32


class HistoryAnswers:
    """A `HistoryPort`. Only accounts of the wallet have a history: the index reads no others."""

    def __init__(self, networking: Networking, wallet: Wallet) -> None:
        self._networking = networking
        self._wallet = wallet
        self._views: OrderedDict[str, list[HistoryRow]] = OrderedDict()

    async def open(self, account: str, wanted: HistoryFilter) -> HistoryView:
        """As far as the newest block, when a node answers; else as far as the index has come.

        Raises UserError("wallet.no_account").
        """
        session = self._networking.session()
        address = parse_address(account)
        self._wallet.account(address)
        block = await self._refreshed(session)
        rows = await self.rows_of(address)
        chosen = await asyncio.to_thread(wanted_rows, rows, wanted)
        view = secrets.token_hex(8)
        self._views[view] = chosen
        while len(self._views) > KEPT_VIEWS:
            self._views.popitem(last=False)
        return HistoryView(
            view=view,
            account=address,
            count=len(chosen),
            block=block,
            totals=totals(chosen),
            coin_unseen=await self._coin_unseen(session, address, rows),
        )

    async def rows(self, view: str, offset: int, limit: int) -> Rows[HistoryRow]:
        """Raises UserError("ledger.no_view")."""
        kept = self._views.get(view)
        if kept is None:
            raise UserError("ledger.no_view")
        self._views.move_to_end(view)
        some = tuple(kept[offset : offset + limit])
        return Rows[HistoryRow](view=view, offset=offset, count=len(kept), rows=some)

    async def rows_of(self, account: Address, since: int = 0) -> list[HistoryRow]:
        """The rows of *account* from *since* on, newest first, as far as the index has come.

        since: chain time; what is older is left out before it becomes rows, which cost most.
        """
        session = self._networking.session()
        operator = await session.keys.signer(account)
        entries = await session.indexer.ledger(account)
        sent = await session.transactions.in_blocks()
        head = session.indexer.head or BlockNumber(0)
        times = await session.block_times.of(untimed_blocks(entries, sent), head)
        if since:
            entries = [entry for entry in entries if _time(entry, times) >= since]
            sent = [own for own in sent if (times.get(own.block or 0) or since) >= since]
        owner = Owner(account, operator.address)
        return await asyncio.to_thread(rows_of, owner, entries, sent, times)

    async def newest_rows_of(self, account: Address) -> list[HistoryRow]:
        """The same as far as the newest block, when a node answers."""
        await self._refreshed(self._networking.session())
        return await self.rows_of(account)

    async def _refreshed(self, session: Session) -> int:
        try:
            return (await session.indexer.refresh()).head
        except RemoteError:
            return session.indexer.head or BlockNumber(0)

    async def _coin_unseen(
        self, session: Session, account: Address, rows: list[HistoryRow]
    ) -> int | None:
        try:
            balance = await session.reader.coin_balance(account)
        except RemoteError:
            return None
        return balance - totals(rows).coin


def _time(entry: LedgerEntry, times: Mapping[int, int]) -> int:
    return entry.time or times.get(entry.block, 0)
