"""Addresses as people paste them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonm_desktop.core.errors import UserError
from sonm_desktop.wallet.addresses import parse_address

# From EIP-55.
KNOWN = [
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
    "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
    "0x52908400098527886E0F7030069857D2E4169EE7",
    "0xde709f2102306220921060314715629080e2fb77",
]


@pytest.mark.parametrize("address", KNOWN)
def test_the_standards_examples_are_accepted_as_they_stand(address: str) -> None:
    assert parse_address(address) == address


@pytest.mark.parametrize("address", KNOWN)
def test_one_case_carries_no_checksum_and_is_accepted(address: str) -> None:
    assert parse_address(address.lower()) == address
    assert parse_address("0x" + address[2:].upper()) == address


def test_spaces_around_a_pasted_address_do_not_matter() -> None:
    assert parse_address(f"  {KNOWN[0]}\n") == KNOWN[0]


@given(st.sampled_from(KNOWN[:4]), st.integers(min_value=2, max_value=41))
def test_one_letter_in_the_wrong_case_is_a_typing_error(address: str, place: int) -> None:
    letter = address[place]
    changed = address[:place] + letter.swapcase() + address[place + 1 :]
    if changed == address:
        return
    with pytest.raises(UserError) as refusal:
        parse_address(changed)
    assert refusal.value.code == "wallet.bad_checksum"


@pytest.mark.parametrize(
    "text",
    ["", "0x", KNOWN[0][:-1], KNOWN[0] + "0", KNOWN[0][2:], "0X" + KNOWN[0][2:], "0x" + "g" * 40],
)
def test_anything_else_is_no_address(text: str) -> None:
    with pytest.raises(UserError) as refusal:
        parse_address(text)
    assert refusal.value.code == "wallet.bad_address"


@given(st.text(max_size=60))
def test_arbitrary_text_is_refused(text: str) -> None:
    with pytest.raises(UserError):
        parse_address(text)
