"""Places and coupons as one word of text, for a sponsor to hand to a participant by any way.

``sonmplace`` or ``sonmcoupon``, then base32 in small letters of: chain id (8 bytes), contract (20),
the message's values in their order (bytes32 32, address 20, uint64 8, uint40 5), the signature
(65), and 4 bytes of SHA-256 over all before, which tell a letter that was lost on the way.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass

from sonm_desktop.campaign.messages import Coupon, Place, campaign_domain
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.wallet.addresses import parse_address
from sonm_desktop.wallet.eip712 import Domain, Message

LONGEST = 1000
"""Letters that are looked at; a ticket has some 300."""

_SIZES = {"bytes32": 32, "address": 20, "uint64": 8, "uint40": 5}
_KINDS: dict[str, type[Place] | type[Coupon]] = {"sonmplace": Place, "sonmcoupon": Coupon}
_CHAIN, _CONTRACT, _SIGNATURE, _CHECK = 8, 20, 65, 4


@dataclass(frozen=True, slots=True)
class Ticket:
    """A signed message, and for which contract on which chain it was signed."""

    word: Place | Coupon
    signature: bytes
    chain_id: int
    contract: Address

    @property
    def domain(self) -> Domain:
        return campaign_domain(self.chain_id, self.contract)


def write_ticket(ticket: Ticket) -> str:
    """*ticket* as text."""
    (name,) = [name for name, kind in _KINDS.items() if isinstance(ticket.word, kind)]
    body = ticket.chain_id.to_bytes(_CHAIN, "big") + bytes.fromhex(ticket.contract[2:])
    body += _packed(ticket.word) + ticket.signature
    return name + _letters(body + _check(body))


def read_ticket(text: str) -> Ticket:
    """The ticket in *text*, whatever lines and capitals a mail has made of it.

    Raises UserError("campaign.bad_ticket").
    """
    letters = "".join(text[:LONGEST].split()).lower()
    for name, kind in _KINDS.items():
        if letters.startswith(name):
            return _read(kind, letters.removeprefix(name))
    raise UserError("campaign.bad_ticket")


def _read(kind: type[Place] | type[Coupon], letters: str) -> Ticket:
    try:
        raw = base64.b32decode(letters.upper() + "=" * (-len(letters) % 8))
    except (binascii.Error, ValueError) as error:
        raise UserError("campaign.bad_ticket") from error
    body, check = raw[:-_CHECK], raw[-_CHECK:]
    sizes = [_SIZES[solidity] for solidity, _ in kind.TYPE]
    if (
        letters != _letters(raw)
        or len(body) != _CHAIN + _CONTRACT + sum(sizes) + _SIGNATURE
        or check != _check(body)
    ):
        raise UserError("campaign.bad_ticket")
    at = _CHAIN + _CONTRACT
    fields = {}
    for (solidity, name), size in zip(kind.TYPE, sizes, strict=True):
        fields[name] = _unpacked(solidity, body[at : at + size])
        at += size
    return Ticket(
        word=kind.from_wire(fields),
        signature=body[at:],
        chain_id=int.from_bytes(body[:_CHAIN], "big"),
        contract=parse_address("0x" + body[_CHAIN : _CHAIN + _CONTRACT].hex()),
    )


def _letters(raw: bytes) -> str:
    return base64.b32encode(raw).decode("ascii").rstrip("=").lower()


def _packed(word: Message) -> bytes:
    parts = []
    for (solidity, name), value in zip(word.TYPE, word.to_wire().values(), strict=True):
        size = _SIZES[solidity]
        parts.append(
            value.to_bytes(size, "big") if isinstance(value, int) else bytes.fromhex(value[2:])
        )
        if len(parts[-1]) != size:
            raise ValueError(f"{name}: expected {size} bytes")
    return b"".join(parts)


def _unpacked(solidity: str, raw: bytes) -> int | str:
    return int.from_bytes(raw, "big") if solidity.startswith("uint") else "0x" + raw.hex()


def _check(body: bytes) -> bytes:
    return hashlib.sha256(body).digest()[:_CHECK]
