"""What the events of a campaign come to: who has which place, and where the budget went.

Pure: whoever reads the same logs has the same figures. What is free or set aside now is the
contract's own answer; events do not say which part of a return was which.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sonm_desktop.chain.events import Event
from sonm_desktop.chain.registries.campaign_events import (
    CampaignEnding,
    CampaignFunded,
    CampaignOpened,
    Joined,
    Redeemed,
    Returned,
)
from sonm_desktop.core.ids import Address, CampaignId, Commitment, Digest

NO_WORK = Digest("0x" + "00" * 32)


@dataclass(slots=True)
class Seat:
    """A place. most: wei set aside in all, of which *paid* is paid. traffic: bytes of the best
    coupon that was redeemed."""

    campaign: CampaignId
    account: Address
    commitment: Commitment
    most: int = 0
    paid: int = 0
    traffic: int = 0


@dataclass(slots=True)
class Tally:
    """work: digest of what is to be run. budget: wei put in so far. closed: the sponsor has ended
    it early. seats: oldest first."""

    work: Digest = NO_WORK
    budget: int = 0
    paid: int = 0
    returned: int = 0
    closed: bool = False
    seats: dict[tuple[CampaignId, Commitment], Seat] = field(default_factory=dict)

    @property
    def participants(self) -> int:
        """Accounts; one may have places at several addresses."""
        return len({seat.account for seat in self.seats.values()})

    def _seat(self, event: Joined | Redeemed) -> Seat:
        key = (event.campaign, event.commitment)
        return self.seats.setdefault(key, Seat(event.campaign, event.account, event.commitment))

    def read(self, event: Event) -> None:
        """The next event; those of other contracts say nothing."""
        match event:
            case CampaignOpened(budget=amount, work=work):
                self.work, self.budget = work, amount
            case CampaignFunded(amount=amount):
                self.budget += amount
            case CampaignEnding():
                self.closed = True
            case Returned(amount=amount):
                self.returned += amount
            case Joined(most=most) as joined:
                self._seat(joined).most = most
            case Redeemed(amount=amount, paid=paid, traffic=traffic) as redeemed:
                seat = self._seat(redeemed)
                seat.paid, seat.traffic = paid, max(seat.traffic, traffic)
                self.paid += amount
            case _:
                return


def tally_of(events: Iterable[Event]) -> Tally:
    """What *events*, in the chain's order, come to."""
    tally = Tally()
    for event in events:
        tally.read(event)
    return tally
