"""What a node says to a signed transaction. Its words are only looked at, never shown."""

from __future__ import annotations

from enum import Enum, auto

from sonm_desktop.chain.node import NodeError
from sonm_desktop.chain.rpc import Rpc


class Reception(Enum):
    """ACCEPTED: it has it. OVERTAKEN: the nonce is used. CHEAP: it wants a higher fee.

    LATER: it takes one at a time from an account that carries code (EIP-7702); sent again, it is
    taken once the one before is in a block.
    """

    ACCEPTED = auto()
    OVERTAKEN = auto()
    CHEAP = auto()
    LATER = auto()
    REFUSED = auto()


_SIGNS = (
    (
        Reception.ACCEPTED,
        ("alreadyknown", "knowntransaction", "alreadyimported", "alreadyexist"),
    ),
    (Reception.OVERTAKEN, ("noncetoolow", "nonceistoolow", "invalidnonce", "oldnonce")),
    (Reception.LATER, ("delegatedaccounts", "authorityalreadyreserved")),
    (Reception.CHEAP, ("underpriced", "feetoolow", "lessthanblockbasefee")),
)


async def broadcast(rpc: Rpc, raw: bytes) -> Reception:
    """Hand *raw* to a node. Raises NodeUnreachable or BadReply: then nobody knows."""
    try:
        await rpc.call("eth_sendRawTransaction", ["0x" + raw.hex()])
    except NodeError as error:
        return reception(error)
    return Reception.ACCEPTED


def reception(error: NodeError) -> Reception:
    """The meaning of a node's refusal, whose spelling differs from client to client."""
    said = error.message.lower().replace(" ", "")
    for meaning, signs in _SIGNS:
        if any(sign in said for sign in signs):
            return meaning
    return Reception.REFUSED
