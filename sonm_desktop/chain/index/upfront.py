"""What the supplier was paid at once when a deal was opened; no event says it.

The first claim says it afterwards; before that, the quote does, in the transaction that took it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError

from sonm_desktop.chain import wire
from sonm_desktop.chain.calldata import selector
from sonm_desktop.chain.events import Claimed, DealOpened, PlacedEvent
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.errors import BadReply, RemoteError
from sonm_desktop.core.ids import Address, DealId, TxHash
from sonm_desktop.store.index_token import IndexToken
from sonm_desktop.wallet.messages import Quote, deal_id

_TAKE = f"take({Quote.abi_type()},bytes,uint96,uint32,uint80)"
_TAKE_TYPES = [Quote.abi_type(), "bytes", "uint96", "uint32", "uint80"]
_SEVERAL = "multicall(bytes[])"
_FIELDS = [name for _, name in Quote.TYPE]
_WORKER, _NONCE, _MINIMUM = (_FIELDS.index(name) for name in ("worker", "nonce", "minimum"))
_DEEPEST = 3

Found = dict[tuple[DealId, TxHash], int]


class UpfrontPayments:
    """Remembers what it found in *tokens*; a transaction's content never changes."""

    def __init__(self, tokens: IndexToken, rpc: Rpc) -> None:
        self._tokens = tokens
        self._rpc = rpc

    async def of(self, payee: Address, events: Sequence[PlacedEvent]) -> Found:
        """By deal and transaction, for deals in *events* that pay *payee*.

        One that cannot be known now is left out: then the first claim tells it later.
        """
        taken: Found = {
            (opened.deal, placed.tx): opened.rate
            for placed in events
            if isinstance(opened := placed.event, DealOpened) and opened.payee == payee
        }
        known = {
            (DealId("0x" + deal.hex()), TxHash("0x" + tx.hex())): amount
            for (deal, tx), amount in (await self._tokens.upfronts()).items()
        }
        claimed = _from_first_claims(events)
        missing = [place for place in taken if place not in known and place[0] not in claimed]
        fresh = await self._from_takes(missing, taken)
        if fresh:
            await self._tokens.keep_upfronts(
                [(_raw(deal), _raw(tx), amount) for (deal, tx), amount in fresh.items()]
            )
        told = {place: claimed[place[0]] for place in taken if place[0] in claimed}
        return {**known, **fresh, **told}

    async def _from_takes(self, places: list[tuple[DealId, TxHash]], rates: Found) -> Found:
        if not places:
            return {}
        try:
            replies = await self._rpc.batch(
                [("eth_getTransactionByHash", [tx]) for _, tx in places]
            )
        except RemoteError:
            return {}
        found: Found = {}
        for place, reply in zip(places, replies, strict=True):
            seconds = _minimum(reply, place[0])
            if seconds is not None:
                found[place] = rates[place] * seconds
        return found


def _from_first_claims(events: Sequence[PlacedEvent]) -> dict[DealId, int]:
    """Paid before the first claim, by deal."""
    found: dict[DealId, int] = {}
    for placed in events:
        event = placed.event
        if isinstance(event, DealOpened):
            found.pop(event.deal, None)
        elif isinstance(event, Claimed):
            found.setdefault(event.deal, event.paid - event.amount)
    return found


def _minimum(reply: Any, deal: DealId) -> int | None:
    """The seconds paid at once, in the transaction *reply* that took *deal*."""
    if reply is None:
        return None
    transaction = wire.fields(reply, "a transaction")
    try:
        return minimum_in(wire.octets(transaction.get("input"), "its input"), deal)
    except (DecodingError, OverflowError, ValueError, BadReply):
        return None


def minimum_in(data: bytes, deal: DealId, depth: int = 0) -> int | None:
    """The seconds paid at once by the `take` of *deal* in the call *data*; None: not in it."""
    if data[:4] == selector(_TAKE):
        quote = decode(_TAKE_TYPES, data[4:])[0]
        worker = wire.address(quote[_WORKER], "a worker")
        return int(quote[_MINIMUM]) if deal_id(worker, quote[_NONCE]) == deal else None
    if data[:4] == selector(_SEVERAL) and depth < _DEEPEST:
        for inner in decode(["bytes[]"], data[4:])[0]:
            seconds = minimum_in(inner, deal, depth + 1)
            if seconds is not None:
                return seconds
    return None


def _raw(text: str) -> bytes:
    return bytes.fromhex(text[2:])
