"""The history of an account: what went in and out of it, row by row."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.kinds import Reply, Request, SignedWeiText, WeiText


class RowKind(StrEnum):
    """Why money moved. escrowed, topped_up: into a deal's escrow; refunded: back out of it.

    earned: a deal's payment to its supplier. tip_given, tip_earned: for submitting a claim.
    to_campaigns, from_campaigns: into and out of the vault of campaigns, which is another one
    than the market's. fee: gas. coin_sent, coin_received: the coin in an own transaction.
    """

    RECEIVED = "received"
    SENT = "sent"
    DEPOSITED = "deposited"
    WITHDRAWN = "withdrawn"
    ESCROWED = "escrowed"
    TOPPED_UP = "topped_up"
    REFUNDED = "refunded"
    EARNED = "earned"
    TIP_GIVEN = "tip_given"
    TIP_EARNED = "tip_earned"
    TO_CAMPAIGNS = "to_campaigns"
    FROM_CAMPAIGNS = "from_campaigns"
    COIN_SENT = "coin_sent"
    COIN_RECEIVED = "coin_received"
    FEE = "fee"


Direction = Literal["in", "out", "inside"]
"""inside: between the wallet and the vault of the same account."""


class HistoryRow(Reply):
    """One change of *account*. time: chain time, s; 0 while no node tells it.

    wallet, vault: of its SNM; coin: of its coin; each row changes what it says and nothing
    else, so that the rows of a period sum to the change of the balances. what: the kind in
    words; for a fee, what the transaction did. other: whom it came from or went to; empty for
    none. by_operator: the operator's key paid this fee out of its own coin, not the account.
    """

    id: str
    account: str
    time: int
    block: int
    kind: RowKind
    direction: Direction
    wallet: SignedWeiText
    vault: SignedWeiText
    coin: SignedWeiText
    what: Worded
    other: str = ""
    deal: str = ""
    tx: str = ""
    by_operator: bool = False


class HistoryFilter(Request):
    """Rows that meet all of it. since: from that chain time on; until: before it; s.

    text: a part of an address, a hash, a deal or the words; in any case.
    """

    kinds: tuple[RowKind, ...] = ()
    direction: Direction | None = None
    since: Annotated[int, Field(ge=0, lt=2**63)] | None = None
    until: Annotated[int, Field(ge=0, lt=2**63)] | None = None
    text: Annotated[str, Field(max_length=100)] = ""


class HistoryTotals(Reply):
    """Sums over all rows of a view. wallet, vault, coin: their change.

    came, went: SNM that entered and left the account. fees: coin that the account paid for gas;
    operator_fees: what its operator's key paid besides.
    """

    wallet: SignedWeiText
    vault: SignedWeiText
    coin: SignedWeiText
    came: WeiText
    went: WeiText
    fees: WeiText
    operator_fees: WeiText


class HistoryView(Reply):
    """Rows newest first, as they were when the view was made; forgotten when unused for long.

    block: everything up to it is there. coin_unseen: how much of the coin's balance no row
    explains, because the chain writes no log of plain payments; None while no node answers.
    """

    view: str
    account: str
    count: int
    block: int
    totals: HistoryTotals
    coin_unseen: SignedWeiText | None = None
