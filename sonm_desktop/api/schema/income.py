"""What an account made in a period, by day or by deal."""

from __future__ import annotations

from typing import Literal

from sonm_desktop.api.schema.kinds import Reply, SignedWeiText, WeiText

Grouping = Literal["day", "deal"]


class IncomeLine(Reply):
    """Sums of one day or deal. key: a date like 2026-01-31, or a deal; empty for no deal.

    claimed: what deals paid, with tips. spent: on own rentals, less what came back. moved: sent
    and received. net: claimed - spent + moved, so that all lines sum to the change of the
    account's SNM. withdrawn: vault to wallet, no change. fees: coin. accrued: earned by open
    deals and not claimed yet, where the deals' rates place it; an estimate, in no sum.
    """

    key: str
    start: int = 0
    end: int = 0
    accrued: WeiText = 0
    claimed: WeiText = 0
    spent: SignedWeiText = 0
    moved: SignedWeiText = 0
    withdrawn: WeiText = 0
    fees: WeiText = 0
    net: SignedWeiText = 0


class Income(Reply):
    """since, until: chain time, s. lines: days in their order, or deals that made most first.

    total: of all lines.
    """

    account: str
    by: Grouping
    since: int
    until: int
    lines: tuple[IncomeLine, ...]
    total: IncomeLine


class Today(Reply):
    """All accounts together since midnight, *since*: SNM that deals brought and took, coin for
    fees.

    Transfers are neither. accrued: earned by open deals, not claimed yet.
    """

    since: int
    came: WeiText
    went: WeiText
    net: SignedWeiText
    fees: WeiText
    accrued: WeiText
