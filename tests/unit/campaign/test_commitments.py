"""What stands on the chain for a network address."""

from __future__ import annotations

import pytest

from sonm_desktop.campaign.commitments import (
    CommitmentKey,
    NotPublic,
    commitment,
    commitment_key,
    connection,
)
from sonm_desktop.campaign.messages import campaign_domain
from sonm_desktop.core.ids import CampaignId
from sonm_desktop.core.secret import Secret
from tests.chain_fixtures import test_key

KEY = Secret(b"k" * 32)
KNOWN_KEY = "a9ec3045b1dcbba25bdc2d654d06be02ce94e91012f048c266725728f62bff50"
CAMPAIGN = CampaignId("0x" + "ab" * 32)


def test_one_address_has_one_commitment_however_it_is_spelt() -> None:
    home = commitment(KEY, CAMPAIGN, "8.8.8.8")
    assert commitment(KEY, CAMPAIGN, "::ffff:8.8.8.8") == home
    assert len(home) == 66
    house = commitment(KEY, CAMPAIGN, "2a00:1450:4001:82a::200e")
    assert commitment(KEY, CAMPAIGN, "2A00:1450:4001:082A:ffff::1") == house
    assert commitment(KEY, CAMPAIGN, "2a00:1450:4001:82b::200e") != house


def test_another_address_another_campaign_or_another_key_make_another() -> None:
    other = CampaignId("0x" + "ac" * 32)
    made = {
        commitment(KEY, CAMPAIGN, "8.8.8.8"),
        commitment(KEY, CAMPAIGN, "8.8.8.9"),
        commitment(KEY, other, "8.8.8.8"),
        commitment(Secret(b"l" * 32), CAMPAIGN, "8.8.8.8"),
    }
    assert len(made) == 4


def test_it_stays_what_it_is_when_the_program_is_newer() -> None:
    known = "0xded01267465eca91ed627500553b7ebe3377ab529a3e19a2092388ae166e3819"
    assert commitment(KEY, CAMPAIGN, "8.8.8.8") == known
    assert connection("8.8.8.8") == bytes([4, 8, 8, 8, 8])
    assert connection("2a00:1450:4001:82a::1") == bytes.fromhex("062a0014504001082a")


def test_the_sponsors_key_comes_back_from_his_account_and_is_nobody_elses() -> None:
    domain = campaign_domain(31337, test_key(9).address)

    def made(number: int, campaign: CampaignId = CAMPAIGN) -> bytes:
        signature = test_key(number).sign(CommitmentKey(campaign), domain)
        return commitment_key(signature).reveal()

    assert made(1) == made(1)
    assert made(1).hex() == KNOWN_KEY
    assert len({made(1), made(2), made(1, CampaignId("0x" + "ac" * 32))}) == 3
    assert made(1).hex() not in repr(commitment_key(b"signature"))


@pytest.mark.parametrize(
    "address",
    ["", "home", "10.0.0.1", "127.0.0.1", "::1", "192.168.1.1", "fe80::1", "fd00::1", "224.0.0.1"],
)
def test_what_nobody_reaches_from_outside_is_no_address(address: str) -> None:
    with pytest.raises(NotPublic):
        connection(address)
