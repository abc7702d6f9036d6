"""The whole state of a profile on one screen."""

from __future__ import annotations

from rich.console import RenderableType

from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.state import State
from sonm_desktop.cli.rentals.deal_view import deals_table
from sonm_desktop.cli.show import Column, money, sheet, short, stacked, table, worded


def overview(state: State) -> RenderableType:
    """Network, wallet and worker in a line each, then accounts and deals."""
    facts = sheet(
        [
            ("Network", worded(state.network.state)),
            ("Wallet", worded(state.wallet.state)),
            ("This machine", worded(_machine(state))),
            *(("", worded(one)) for one in _beside(state)),
            *_today(state),
        ]
    )
    return stacked(facts, _accounts(state), deals_table(list(state.deals.values())))


def _machine(state: State) -> Worded:
    """The sentence that window and tray say, too."""
    return state.conditions.get("") or state.local_worker.state


def _beside(state: State) -> tuple[Worded, ...]:
    """What is so of this machine besides."""
    said = state.conditions.get("")
    return said.also if said else ()


def _today(state: State) -> list[tuple[str, str]]:
    if state.today is None:
        return []
    today = state.today
    return [("Today", f"{money(today.net)} net: {money(today.came)} in, {money(today.went)} out")]


def _accounts(state: State) -> RenderableType:
    columns = (
        Column("Account", least=13),
        Column("Label"),
        Column("Wallet", right=True),
        Column("Vault", right=True),
        Column("Gas", right=True),
    )
    rows = []
    for account in state.wallet.accounts:
        balances = state.balances.get(account.address)
        amounts = (balances.token, balances.vault, balances.coin) if balances else (None,) * 3
        cells = [money(wei, "", 4) for wei in amounts]
        rows.append((short(account.address), account.label, *cells))
    return table(columns, rows, empty="There is no account: sonm wallet create")
