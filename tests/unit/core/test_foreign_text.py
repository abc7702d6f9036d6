"""What strangers write cannot break out of its line, turn around, hide or go on for ever."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonm_desktop.core.foreign_text import (
    MOST_LETTERS,
    MOST_LINES,
    MOST_NAME,
    one_line,
    some_lines,
    sounding,
)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Ann", "Ann"),
        ("  two\t\nwords  ", "two words"),
        ("\u202eevil\u202c\u2066x\u2069\u200b\u200f", "evilx"),
        ("a\x00b\x1b[31mc\x7f", "ab[31mc"),
        ("\u3164\u2800\u115f\ufffd", ""),
        ("\ue000\U000f0000\ud800", ""),
        ("q" + "\u0301\u0302\u0303\u0304" * 9, "q\u0301\u0302"),
        ("e\u0301", "\u00e9"),
        ("x" * 99, "x" * (MOST_NAME - 1) + "…"),
        ("非常好", "非常好"),
        ("", ""),
    ],
)
def test_a_name_is_one_harmless_line(written: str, shown: str) -> None:
    assert one_line(written) == unicodedata.normalize("NFC", shown)


def test_a_text_keeps_its_lines_and_has_an_end() -> None:
    assert some_lines("a\r\n\u2028 b \n\n") == "a\n\nb"
    long = some_lines("line\n" * 500)
    assert len(long.splitlines()) == MOST_LINES + 1
    assert long.endswith("…")
    assert len(some_lines("x" * 5000)) == MOST_LETTERS


@given(st.text(max_size=300))
def test_whatever_is_written_is_shown_in_bounds_and_stays_the_same(text: str) -> None:
    shown = one_line(text)
    assert len(shown) <= MOST_NAME
    assert len(shown.splitlines()) <= 1
    kinds = {unicodedata.category(letter) for letter in shown}
    assert not kinds & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert one_line(shown) == shown
    assert some_lines(some_lines(text)) == some_lines(text)


def test_names_that_read_alike_are_told_to_be_alike() -> None:
    assert sounding("Blue Harbour") == sounding("ＢＬＵＥ-harbour ") == sounding("blue_harbour")
    assert sounding("Blue Harbour") != sounding("Blue Harbor")


@pytest.mark.parametrize(
    ("name", "borrowed"),
    [
        ("Alice", "\u0410li\u0441\u0435"),
        ("SONM", "\u0405\u039f\u039dM"),
        ("paypal", "\u0440\u0430ypal"),
        ("Iain", "la1n"),
        ("B0B", "bOb"),
    ],
)
def test_a_name_in_borrowed_letters_reads_like_the_one_that_it_imitates(
    name: str, borrowed: str
) -> None:
    assert sounding(name) == sounding(borrowed)
    assert sounding(name) != sounding(name + "a")
