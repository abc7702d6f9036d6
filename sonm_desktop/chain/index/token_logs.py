"""The token's logs of own accounts: how to ask a node for them, and what its reply says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sonm_desktop.chain import wire
from sonm_desktop.chain.logs import parse_logs, topic_of
from sonm_desktop.core.errors import BadReply
from sonm_desktop.core.ids import Address
from sonm_desktop.store.index_events import EventRow
from sonm_desktop.store.index_token import TokenRow

TRANSFER = topic_of("Transfer(address,address,uint256)")
APPROVAL = topic_of("Approval(address,address,uint256)")

_WORD = 32
_ADDRESS = slice(12, 32)


def token_questions(
    token: Address, owners: Sequence[bytes], where: dict[str, Any]
) -> list[tuple[str, list[Any]]]:
    """What to ask for the blocks *where*: a topic is either of several, so two questions do."""
    if not owners:
        return []
    parties = ["0x" + owner.rjust(_WORD, b"\0").hex() for owner in owners]
    transfer, approval = "0x" + TRANSFER.hex(), "0x" + APPROVAL.hex()
    given = [[transfer, approval], parties]
    taken = [transfer, None, parties]
    return [
        ("eth_getLogs", [{"address": token, "topics": topics, **where}])
        for topics in (given, taken)
    ]


def parse_token_logs(replies: Iterable[Any], token: Address) -> list[TokenRow]:
    """The transfers and approvals in *replies*, each once. Raises BadReply."""
    rows: dict[tuple[int, int], TokenRow] = {}
    for reply in replies:
        for log in parse_logs(reply, token):
            row = _row(log)
            if row is not None and rows.setdefault(row[:2], row) != row:
                raise BadReply("two logs in one place")
    return [rows[place] for place in sorted(rows)]


def _row(log: EventRow) -> TokenRow | None:
    """None for other logs: a token may have more, and NFTs spell theirs alike."""
    if log.kind not in (TRANSFER, APPROVAL) or len(log.topics) != 3 * _WORD:
        return None
    return TokenRow(
        block=log.block,
        log_index=log.log_index,
        block_hash=log.block_hash,
        tx=log.tx,
        time=log.time,
        approval=int(log.kind == APPROVAL),
        giver=log.topics[_WORD : 2 * _WORD][_ADDRESS],
        taker=log.topics[2 * _WORD : 3 * _WORD][_ADDRESS],
        amount=wire.words(log.data, 1, "an amount")[0],
    )
