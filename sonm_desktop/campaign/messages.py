"""The signed messages of campaigns (EIP-712), as both sides and the contract read them.

The types are final: contracts/src/CampaignMessages.sol holds the same strings, and a test compares
the digests of both. Traffic is in bytes, in and out together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from sonm_desktop.core.ids import Address, CampaignId, Commitment
from sonm_desktop.wallet.eip712 import Domain, Message

DOMAIN_NAME = "SONM Campaigns"


@dataclass(frozen=True, slots=True)
class Place(Message):
    """The campaign keeps room for *account* at the address behind *commitment*.

    Its bonus and the pay of *traffic* bytes are set aside for it alone. An offer until *expiry*;
    once it stands on the chain nobody takes it back.
    """

    TYPE: ClassVar[tuple[tuple[str, str], ...]] = (
        ("bytes32", "campaign"),
        ("address", "account"),
        ("bytes32", "commitment"),
        ("uint64", "traffic"),
        ("uint40", "expiry"),
    )

    campaign: CampaignId
    account: Address
    commitment: Commitment
    traffic: int
    expiry: int


@dataclass(frozen=True, slots=True)
class Coupon(Message):
    """The one at this place took part, and moved *traffic* bytes in all.

    Cumulative: the first one pays the bonus too, and none takes anything away.
    """

    TYPE: ClassVar[tuple[tuple[str, str], ...]] = (
        ("bytes32", "campaign"),
        ("bytes32", "commitment"),
        ("uint64", "traffic"),
    )

    campaign: CampaignId
    commitment: Commitment
    traffic: int


def campaign_domain(chain_id: int, contract: Address) -> Domain:
    """What binds a signature to one contract of campaigns on one chain."""
    return Domain(chain_id, contract, DOMAIN_NAME)


def campaign_id(sponsor: Address, nonce: int) -> CampaignId:
    """The id of the sponsor's campaign of this number."""
    return CampaignId("0x" + keccak(encode(["address", "uint256"], [sponsor, nonce])).hex())
