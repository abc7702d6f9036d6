"""Money: exact for every integer that a token can hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonm_desktop.core.amounts import (
    MAX_UINT256,
    SECONDS_PER_HOUR,
    AmountError,
    format_amount,
    hourly,
    parse_amount,
    per_hour,
    rate_per_hour,
    snm,
    snm_apart,
)

_ANY_WEI = st.integers(min_value=0, max_value=MAX_UINT256)


@given(_ANY_WEI)
def test_every_amount_round_trips(wei: int) -> None:
    assert parse_amount(format_amount(wei)) == wei


@given(_ANY_WEI, st.integers(min_value=0, max_value=36))
def test_every_amount_round_trips_with_any_decimals(units: int, decimals: int) -> None:
    assert parse_amount(format_amount(units, decimals), decimals) == units


@pytest.mark.parametrize("wei", [0, 1, 10**18 - 1, 10**18, 10**18 + 1, MAX_UINT256])
def test_the_edges_round_trip(wei: int) -> None:
    assert parse_amount(format_amount(wei)) == wei


@given(_ANY_WEI)
def test_printed_amounts_have_no_needless_zeros(wei: int) -> None:
    text = format_amount(wei)
    whole, _, fraction = text.partition(".")
    assert whole == "0" or not whole.startswith("0")
    assert not fraction.endswith("0")
    assert not text.endswith(".")


@given(_ANY_WEI, _ANY_WEI)
def test_a_debt_prints_as_its_amount_with_a_sign(one: int, other: int) -> None:
    smaller, larger = sorted((one, other))
    expected = format_amount(larger - smaller)
    assert format_amount(smaller - larger) == (f"-{expected}" if smaller != larger else "0")


@pytest.mark.parametrize(
    ("text", "wei"),
    [
        ("12.5", 12_500_000_000_000_000_000),
        (" .5\u00a0", 5 * 10**17),
        ("5.", 5 * 10**18),
        ("000.000", 0),
        ("1.1000000000000000000000000", 11 * 10**17),
        ("0.000000000000000001", 1),
    ],
)
def test_what_people_type_is_read(text: str, wei: int) -> None:
    assert parse_amount(text) == wei


@pytest.mark.parametrize(
    "text",
    ["", ".", "-1", "+1", "1e5", "1,5", "1 000", "1_000", "0x10", "NaN", "Infinity", "1.2.3",
     "0.0000000000000000001", "١"],
)  # fmt: skip
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(AmountError):
        parse_amount(text)


@given(st.integers(min_value=MAX_UINT256 + 1, max_value=MAX_UINT256 * 10**6))
def test_an_amount_beyond_the_token_is_refused(wei: int) -> None:
    with pytest.raises(AmountError, match="larger"):
        parse_amount(format_amount(wei))


def test_a_million_digits_are_refused_at_once() -> None:
    with pytest.raises(AmountError):
        parse_amount("9" * 1_000_000)


@given(st.text(max_size=40))
def test_any_text_is_an_amount_or_refused(text: str) -> None:
    try:
        wei = parse_amount(text)
    except AmountError:
        return
    assert 0 <= wei <= MAX_UINT256


@given(st.integers(min_value=SECONDS_PER_HOUR, max_value=10**30))
def test_a_price_per_hour_is_never_rounded_up(hourly: int) -> None:
    rate = rate_per_hour(format_amount(hourly))
    assert hourly - SECONDS_PER_HOUR < per_hour(rate) <= hourly


def test_a_price_that_rounds_to_nothing_is_refused() -> None:
    assert rate_per_hour("0") == 0
    with pytest.raises(AmountError, match="below one wei"):
        rate_per_hour("0.000000000000003599")


def test_an_amount_is_printed_with_its_unit() -> None:
    assert snm(125 * 10**16) == "1.25 SNM"


@given(st.integers(0, 2**80 - 1))
def test_an_hourly_price_is_short_and_typed_again_makes_the_same_rate(rate: int) -> None:
    text = hourly(rate)
    assert rate_per_hour(text.removesuffix(" SNM")) == rate
    assert len(text) <= len(snm(per_hour(rate)))


def test_amounts_in_a_sentence_are_short_unless_they_would_look_the_same() -> None:
    assert hourly(rate_per_hour("0.06")) == "0.06 SNM"
    assert snm_apart(59_999_999_999_997_600, 5 * 10**16) == ("0.06 SNM", "0.05 SNM")
    assert snm_apart(10**18, 10**18 + 1) == ("1 SNM", "1.000000000000000001 SNM")
    assert snm_apart(3, 10**18) == ("0.000000000000000003 SNM", "1 SNM")
