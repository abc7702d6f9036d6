"""What a network address is on the chain: a number that only its sponsor can make or recognise.

HMAC-SHA-256 with a key that the sponsor alone can make, over the campaign and the address: nobody
else can try all addresses until one fits, and the same address has another number in another
campaign.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import ClassVar

from sonm_desktop.core.ids import CampaignId, Commitment
from sonm_desktop.core.secret import Secret
from sonm_desktop.wallet.eip712 import Message

KEY_BYTES = 32
_PURPOSE = b"SONM campaign commitments 1"
_HOUSEHOLD_BYTES = 8
"""Of an IPv6 address: a connection is given a /64, and could show any number of addresses."""


class NotPublic(ValueError):
    """The text is no network address that anybody could reach from outside."""


@dataclass(frozen=True, slots=True)
class CommitmentKey(Message):
    """What a sponsor's account signs for nobody but itself: its signature makes the key.

    Signatures are deterministic (RFC 6979), so the account's phrase brings the key back on any
    machine, and nothing more has to be kept.
    """

    TYPE: ClassVar[tuple[tuple[str, str], ...]] = (("bytes32", "campaign"),)

    campaign: CampaignId


def commitment_key(signature: bytes) -> Secret[bytes]:
    """The key of a campaign, from the sponsor's signature of its `CommitmentKey`."""
    return Secret(hmac.new(_PURPOSE, signature, hashlib.sha256).digest())


def commitment(key: Secret[bytes], campaign: CampaignId, address: str) -> Commitment:
    """The one of *address* in *campaign*. Raises NotPublic."""
    message = bytes.fromhex(campaign[2:]) + connection(address)
    return Commitment("0x" + hmac.new(key.reveal(), message, hashlib.sha256).hexdigest())


def connection(address: str) -> bytes:
    """What is paid once: an IPv4 address, or the /64 of an IPv6 one. Raises NotPublic."""
    try:
        parsed = _plain(ip_address(address))
    except ValueError as error:
        raise NotPublic("expected a network address") from error
    if not parsed.is_global or parsed.is_multicast:
        raise NotPublic("expected an address that is reachable from outside")
    if isinstance(parsed, IPv4Address):
        return b"\x04" + parsed.packed
    return b"\x06" + parsed.packed[:_HOUSEHOLD_BYTES]


def _plain(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """An IPv4 address that came in the clothes of IPv6 is itself."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address
