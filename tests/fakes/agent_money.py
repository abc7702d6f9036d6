"""The money's part of the agent in memory: a history to filter, and what is known of whom."""

from __future__ import annotations

import random
from functools import cache
from typing import Any, Protocol

from sonm_desktop.agent.ledger.filters import totals, wanted_rows
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.history import HistoryFilter, HistoryRow, HistoryView, RowKind
from sonm_desktop.api.schema.views import Rows
from sonm_desktop.api.schema.wallet import (
    Account,
    Allowance,
    Keystore,
    Recipient,
    Replacement,
    WalletStatus,
)
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.secret import Secret
from tests.fakes.sample_state import BUYS, NOW, SELLS

_SNM = 10**18
_CHANGES = {
    RowKind.RECEIVED: (1, 0, 0),
    RowKind.SENT: (-1, 0, 0),
    RowKind.DEPOSITED: (-1, 1, 0),
    RowKind.WITHDRAWN: (1, -1, 0),
    RowKind.ESCROWED: (0, -1, 0),
    RowKind.REFUNDED: (0, 1, 0),
    RowKind.EARNED: (0, 1, 0),
    RowKind.FEE: (0, 0, -1),
}


class Told(Protocol):
    """The fake agent, as its parts see it."""

    now: Any
    password: str

    def note(self, name: str, value: Any = None) -> None: ...


class FakeHistory:
    """rows: of every account, newest first."""

    def __init__(self, agent: Told) -> None:
        self._agent = agent
        every = {SELLS: sample_history(SELLS, 640), BUYS: sample_history(BUYS, 3)}
        self.rows_by_account = {account: list(rows) for account, rows in every.items()}
        self._views: dict[str, list[HistoryRow]] = {}

    async def open(self, account: str, wanted: HistoryFilter | None = None) -> HistoryView:
        self._agent.note("history", wanted)
        every = self.rows_by_account.get(account, [])
        rows = wanted_rows(every, wanted or HistoryFilter())
        self._views[name := str(len(self._views))] = rows
        return HistoryView(
            view=name,
            account=account,
            count=len(rows),
            block=123,
            totals=totals(rows),
            coin_unseen=_SNM,
        )

    async def rows(self, view: str, offset: int = 0, limit: int = 100) -> Rows[HistoryRow]:
        self._agent.note("history rows", offset)
        found = self._views[view]
        some = tuple(found[offset : offset + limit])
        return Rows[HistoryRow](view=view, offset=offset, count=len(found), rows=some)

    async def all(self, account: str, wanted: HistoryFilter | None = None) -> list[HistoryRow]:
        return wanted_rows(self.rows_by_account.get(account, []), wanted or HistoryFilter())


class MoneyMatters:
    """Mixed into the fake wallet. likes: look-alikes by address; permits: what may be taken."""

    def __init__(self, agent: Told) -> None:
        self._told = agent
        self.likes: dict[str, str] = {}
        self.permits: list[Allowance] = []

    async def recipient(self, account: str, to: str) -> Recipient:
        self._told.note("recipient", to)
        if to in self.likes:
            params = {"to": to, "like": self.likes[to]}
            state = Worded.of("agent.look_alike", params)
            return Recipient(address=to, state=state, like=self.likes[to])
        known = {one.address: one.label for one in self._told.now.wallet.accounts}
        if to in known:
            state = Worded.of("agent.recipient_own", {"label": known[to]})
        else:
            state = Worded.of("agent.recipient_new")
        return Recipient(address=to, state=state)

    async def allowances(self, account: str) -> list[Allowance]:
        self._told.note("allowances", account)
        return self.permits

    async def replace(
        self, account: str, intent: str, *, cancel: bool = False, most: int | None = None
    ) -> Replacement:
        self._told.note("replace", (intent, cancel, most))
        return Replacement(intent=intent, cancel=cancel, fee=4242, done=most is not None)

    async def rename(self, account: str, label: str) -> Account:
        self._told.note("rename", (account, label))
        return Account(address=account, label=label, index=0)

    async def export_keystore(self, account: str, password: Secret[str]) -> Keystore:
        self._require(password)
        return Keystore(keystore=Secret('{"version": 3}'))

    async def change_password(self, old: Secret[str], new: Secret[str]) -> WalletStatus:
        self._require(old)
        self._told.password = new.reveal()
        status: WalletStatus = self._told.now.wallet
        return status

    def _require(self, password: Secret[str]) -> None:
        if password.reveal() != self._told.password:
            raise UserError("wallet.wrong_password")


@cache
def sample_history(account: str, count: int, seed: int = 5) -> tuple[HistoryRow, ...]:
    """*count* rows of *account*, newest first."""
    dice = random.Random(seed)
    kinds = list(_CHANGES)
    return tuple(_row(account, number, dice.choice(kinds), dice) for number in range(count))


def _row(account: str, number: int, kind: RowKind, dice: random.Random) -> HistoryRow:
    wallet, vault, coin = _CHANGES[kind]
    amount = dice.randrange(1, 400 * _SNM)
    code = "agent.tx_take" if kind is RowKind.FEE else f"ledger.{kind}"
    change = wallet + vault + coin
    other = f"0x{dice.getrandbits(160):040x}" if kind in (RowKind.SENT, RowKind.RECEIVED) else ""
    return HistoryRow(
        id=str(number),
        account=account,
        time=NOW - number * 5400,
        block=100_000 - number,
        kind=kind,
        direction="in" if change > 0 else "out" if change < 0 else "inside",
        wallet=wallet * amount,
        vault=vault * amount,
        coin=coin * (amount // 10**6),
        what=Worded.of(code),
        other=other,
        tx=f"0x{dice.getrandbits(256):064x}",
    )


def sample_speeds() -> list[dict[str, object]]:
    """What each speed costs, as a plan tells it."""
    return [
        {"speed": speed, "fee": str(fee * 10**12), "likely": str(fee * 6 * 10**11), "wait_s": wait}
        for speed, fee, wait in (("slow", 60, 90), ("normal", 84, 24), ("fast", 120, 12))
    ]
