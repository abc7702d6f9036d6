"""Quantities as people read them, never more than there is."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonm_desktop.ui.words import amount, size, span


@given(st.integers(min_value=10**14, max_value=2**128))
def test_an_amount_is_cut_and_never_rounded_up(wei: int) -> None:
    shown = Fraction(amount(wei).replace(",", ""))
    assert 0 <= Fraction(wei, 10**18) - shown < Fraction(1, 10**4)


def test_a_tiny_amount_is_never_shown_as_zero() -> None:
    assert amount(1) == "<0.0001"
    assert amount(-1) == ">-0.0001"
    assert amount(0) == "0.0000"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (3600, "1 h"),
        (7500, "2 h 5 min"),
        (86_400, "1 d"),
        (97_200, "1 d 3 h"),
    ],
)
def test_a_span_has_its_two_largest_units(seconds: int, shown: str) -> None:
    assert span(seconds) == shown


@pytest.mark.parametrize(
    ("count", "shown"), [(0, "0 B"), (1023, "1023 B"), (1536, "1.5 KiB"), (500 << 30, "500 GiB")]
)
def test_sizes_are_binary(count: int, shown: str) -> None:
    assert size(count) == shown
