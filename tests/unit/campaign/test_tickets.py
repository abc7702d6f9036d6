"""Places and coupons as text: what is read is what was written, or nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonm_desktop.campaign.messages import Coupon, Place
from sonm_desktop.campaign.tickets import Ticket, read_ticket, write_ticket
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import CampaignId, Commitment
from tests.chain_fixtures import test_key

CONTRACT, ACCOUNT = test_key(7).address, test_key(8).address
PLACE = Place(CampaignId("0x" + "ab" * 32), ACCOUNT, Commitment("0x" + "cd" * 32), 5, 9)
KNOWN = write_ticket(Ticket(PLACE, b"\x01" * 65, 31337, CONTRACT))

hashes = st.binary(min_size=32, max_size=32).map(lambda raw: "0x" + raw.hex())
traffic = st.integers(0, 2**64 - 1)
places = st.builds(Place, hashes, st.just(ACCOUNT), hashes, traffic, st.integers(0, 2**40 - 1))
coupons = st.builds(Coupon, hashes, hashes, traffic)
signatures = st.binary(min_size=65, max_size=65)


@given(word=places | coupons, signature=signatures, chain=st.integers(1, 2**63 - 1))
def test_what_is_read_is_what_was_written(
    word: Place | Coupon, signature: bytes, chain: int
) -> None:
    ticket = Ticket(word, signature, chain, CONTRACT)
    text = write_ticket(ticket)
    assert text.isalnum()
    assert len(text) < 400
    assert read_ticket(text) == ticket
    mailed = "\n> ".join([text[:70].upper(), text[70:]]).replace("> ", "")
    assert read_ticket(f"  {mailed}\r\n") == ticket


@given(
    at=st.integers(0, len(KNOWN) - 1), letter=st.sampled_from("abcdefghijklmnopqrstuvwxyz234567")
)
def test_one_wrong_letter_is_noticed(at: int, letter: str) -> None:
    changed = KNOWN[:at] + letter + KNOWN[at + 1 :]
    if changed == KNOWN:
        return
    with pytest.raises(UserError) as refused:
        read_ticket(changed)
    assert refused.value.code == "campaign.bad_ticket"


@given(text=st.text(max_size=2000) | st.integers(0, len(KNOWN) - 1).map(lambda end: KNOWN[:end]))
def test_whatever_is_no_ticket_is_refused(text: str) -> None:
    with pytest.raises(UserError) as refused:
        read_ticket(text)
    assert refused.value.code == "campaign.bad_ticket"


def test_a_place_does_not_pass_for_a_coupon() -> None:
    with pytest.raises(UserError):
        read_ticket(KNOWN.replace("sonmplace", "sonmcoupon"))
    assert isinstance(read_ticket(KNOWN).word, Place)
