"""What the contract of campaigns says, as typed values."""

from __future__ import annotations

from dataclasses import dataclass

from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.ids import Address, CampaignId, Commitment, Digest


@dataclass(frozen=True, slots=True)
class CampaignOpened:
    """*sponsor* pays *bonus* for each network address and *price* wei for each TB.

    work: digest of what is to be run. notice: s. window: hours after the end.
    """

    campaign: CampaignId
    sponsor: Address
    work: Digest
    nonce: int
    signer: Address
    bonus: Wei
    price: Wei
    budget: Wei
    end: int
    notice: int
    window: int


@dataclass(frozen=True, slots=True)
class CampaignFunded:
    """*by* put *amount* more into the budget."""

    campaign: CampaignId
    by: Address
    amount: Wei


@dataclass(frozen=True, slots=True)
class SignerChanged:
    """Another key signs places from now on."""

    campaign: CampaignId
    signer: Address


@dataclass(frozen=True, slots=True)
class CampaignEnding:
    """The sponsor ends it at *end*."""

    campaign: CampaignId
    end: int


@dataclass(frozen=True, slots=True)
class Joined:
    """*account* has a place for the address behind *commitment*: *most* is set aside in all."""

    campaign: CampaignId
    account: Address
    commitment: Commitment
    most: Wei


@dataclass(frozen=True, slots=True)
class Redeemed:
    """A coupon for *traffic* bytes in all paid *amount*, and *paid* in all."""

    campaign: CampaignId
    account: Address
    commitment: Commitment
    traffic: int
    amount: Wei
    paid: Wei


@dataclass(frozen=True, slots=True)
class Returned:
    """*amount* of the budget went back to the sponsor's vault."""

    campaign: CampaignId
    sponsor: Address
    amount: Wei


CampaignEvent = (
    CampaignOpened | CampaignFunded | SignerChanged | CampaignEnding | Joined | Redeemed | Returned
)
