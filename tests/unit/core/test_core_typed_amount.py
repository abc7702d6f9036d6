"""What people paste is read exactly, or refused where it could mean something else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonm_desktop.core.amounts import MAX_UINT256, format_amount
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.typed_amount import typed_amount

_SNM = 10**18


def _grouped(wei: int, separator: str) -> str:
    whole, point, rest = format_amount(wei).partition(".")
    return f"{int(whole):,}".replace(",", separator) + (point or ".") + rest


@given(st.integers(0, MAX_UINT256))
def test_every_amount_survives_being_written_and_typed(wei: int) -> None:
    assert typed_amount(format_amount(wei)) == wei
    assert typed_amount(f"  {format_amount(wei)} SNM ") == wei


@given(st.integers(0, 10**30), st.sampled_from([",", " ", "\u00a0", "\u202f", "'"]))
def test_thousands_that_can_only_be_thousands_are_understood(wei: int, separator: str) -> None:
    assert typed_amount(_grouped(wei, separator)) == wei


@pytest.mark.parametrize(
    ("text", "wei"),
    [("1,000.5", 1000 * _SNM + _SNM // 2), ("1,000,000", 10**6 * _SNM), (".5", _SNM // 2)],
)
def test_what_is_pasted_is_read(text: str, wei: int) -> None:
    assert typed_amount(text) == wei


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "core.amount_missing"),
        (" SNM ", "core.amount_missing"),
        ("1,5", "core.amount_comma"),
        ("1,000", "core.amount_comma"),
        ("1.000,5", "core.amount_comma"),
        ("10,00.5", "core.amount_comma"),
        ("-1", "core.amount_unclear"),
        ("1e3", "core.amount_unclear"),
        ("1 00", "core.amount_unclear"),
        ("1.2.3", "core.amount_unclear"),
        ("0x10", "core.amount_unclear"),
        ("٣", "core.amount_unclear"),
        ("0." + "0" * 18 + "1", "core.amount_decimals"),
        ("9" * 70, "core.amount_large"),
        ("1" * 5000, "core.amount_large"),
    ],
)
def test_what_is_unclear_is_refused_in_its_own_words(text: str, code: str) -> None:
    with pytest.raises(UserError) as told:
        typed_amount(text)
    assert told.value.code == code
    assert told.value.action


@given(st.text(max_size=40))
def test_any_text_is_an_amount_or_a_reason(text: str) -> None:
    found: int | str
    try:
        found = typed_amount(text)
    except UserError as error:
        found = error.code
    assert isinstance(found, int) or found.startswith("core.amount_")
