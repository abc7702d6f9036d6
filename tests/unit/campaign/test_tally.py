"""What the events of a campaign come to."""

from __future__ import annotations

from sonm_desktop.campaign.tally import tally_of
from sonm_desktop.chain.registries.campaign_events import (
    CampaignEnding,
    CampaignFunded,
    CampaignOpened,
    Joined,
    Redeemed,
    Returned,
    SignerChanged,
)
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.ids import CampaignId, Commitment, Digest
from tests.chain_fixtures import test_key

CAMPAIGN, OTHER = CampaignId("0x" + "ab" * 32), CampaignId("0x" + "ac" * 32)
HOME, OFFICE = Commitment("0x" + "01" * 32), Commitment("0x" + "02" * 32)
SPONSOR, ADA, BOB = (test_key(number).address for number in (1, 2, 3))
OPENED = CampaignOpened(
    campaign=CAMPAIGN,
    sponsor=SPONSOR,
    work=Digest("0x" + "00" * 32),
    nonce=7,
    signer=SPONSOR,
    bonus=Wei(50),
    price=Wei(0),
    budget=Wei(500),
    end=9,
    notice=0,
    window=24,
)


def test_places_grow_are_paid_and_the_rest_goes_back() -> None:
    tally = tally_of(
        [
            OPENED,
            Joined(CAMPAIGN, ADA, HOME, Wei(60)),
            CampaignFunded(CAMPAIGN, BOB, Wei(100)),
            Joined(CAMPAIGN, ADA, HOME, Wei(90)),
            SignerChanged(CAMPAIGN, ADA),
            Redeemed(CAMPAIGN, ADA, HOME, 30, Wei(70), Wei(70)),
            Joined(CAMPAIGN, ADA, OFFICE, Wei(50)),
            Redeemed(CAMPAIGN, ADA, HOME, 40, Wei(20), Wei(90)),
            CampaignEnding(CAMPAIGN, 8),
            Returned(CAMPAIGN, SPONSOR, Wei(400)),
        ]
    )
    assert (tally.budget, tally.paid, tally.returned) == (600, 90, 400)
    assert (tally.closed, tally.participants) == (True, 1)
    home, office = tally.seats.values()
    assert (home.account, home.most, home.paid, home.traffic) == (ADA, 90, 90, 40)
    assert (office.most, office.paid, office.traffic) == (50, 0, 0)


def test_the_same_number_in_two_campaigns_is_two_places() -> None:
    tally = tally_of([Joined(CAMPAIGN, ADA, HOME, Wei(1)), Joined(OTHER, ADA, HOME, Wei(2))])
    assert [seat.most for seat in tally.seats.values()] == [1, 2]
    assert tally.closed is False
