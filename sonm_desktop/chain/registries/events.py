"""What the registries beside the market say, as typed values: profiles, attestations, ratings,
and who deals with whom no more."""

from __future__ import annotations

from dataclasses import dataclass

from sonm_desktop.chain.registries.campaign_events import CampaignEvent
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.ids import Address, DealId


@dataclass(frozen=True, slots=True)
class ProfileWritten:
    """What *account* says of himself: foreign text, as it stands in the log."""

    account: Address
    name: str
    metadata: str


@dataclass(frozen=True, slots=True)
class ValidatorSet:
    """The word of *validator* counts up to *level* from now on; 0 takes all of it back."""

    validator: Address
    level: int


@dataclass(frozen=True, slots=True)
class Attested:
    """*validator* vouches that *subject* is of *level* until *expiry*, chain time."""

    subject: Address
    validator: Address
    level: int
    expiry: int


@dataclass(frozen=True, slots=True)
class Revoked:
    """The word of *validator* about *subject* is gone."""

    subject: Address
    validator: Address


@dataclass(frozen=True, slots=True)
class RegistrarChanged:
    """Who says from now on whose word counts."""

    registrar: Address


@dataclass(frozen=True, slots=True)
class Rated:
    """*rater* says of *subject* how *deal* went. reason: a place in the contract's enumeration."""

    deal: DealId
    rater: Address
    subject: Address
    by_consumer: bool
    stars: int
    reason: int
    paid: Wei


@dataclass(frozen=True, slots=True)
class Listed:
    """*owner* put *account* on his list, or took it off. reason: foreign text."""

    owner: Address
    account: Address
    on: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Followed:
    """*reader* honours the list of *owner* from now on, or no more."""

    reader: Address
    owner: Address
    on: bool


IdentityEvent = ProfileWritten | ValidatorSet | Attested | Revoked | RegistrarChanged
RegistryEvent = IdentityEvent | Rated | Listed | Followed | CampaignEvent
