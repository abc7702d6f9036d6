"""How things look: short where there is room for little, exact where it counts."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console, RenderableType

from sonm_desktop.cli import show
from sonm_desktop.cli.rentals.task_log import harmless


def rendered(what: RenderableType) -> str:
    """*what* as a terminal of 80 columns shows it."""
    console = Console(file=io.StringIO(), width=80, highlight=False)
    console.print(what)
    file = console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


def test_money_says_when_digits_are_left_out() -> None:
    assert show.money(1_500_000_000_000_000_000) == "1.5 SNM"
    assert show.money(1) == "≈ 0 SNM"


def test_exact_money_has_every_digit() -> None:
    assert show.exact(1) == "0.000000000000000001 SNM"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59, "59 s"), (61, "1 min 1 s"), (3600, "1 h"), (90_061, "1 d 1 h"), (-5, "0 s")],
)
def test_a_duration_has_its_two_largest_units(seconds: int, words: str) -> None:
    assert show.lasting(seconds) == words


def test_a_volume_has_a_unit_that_keeps_it_short() -> None:
    assert [show.volume(count) for count in (0, 1023, 1536, 1 << 30)] == [
        *("0 B", "1023 B"),
        *("1.5 KiB", "1.0 GiB"),
    ]


def test_a_table_fits_eighty_columns_and_hides_nothing_of_a_cell() -> None:
    columns = (show.Column("Deal", least=13), show.Column("Why"), show.Column("N", right=True))
    drawn = rendered(show.table(columns, [("0x123456…7890", "word " * 30, "1")], empty=""))
    assert max(map(len, drawn.splitlines())) <= 80
    assert drawn.count("word") == 30


def test_an_empty_table_is_a_sentence() -> None:
    assert (
        rendered(show.table((show.Column("Deal"),), [], empty="Nothing yet.")) == "Nothing yet.\n"
    )


def test_foreign_text_is_no_markup() -> None:
    drawn = rendered(show.sheet([("Label", "[bold red]x[/bold red]")]))
    assert "[bold red]x[/bold red]" in drawn


@pytest.mark.parametrize("steering", ["\x1b]52;c;aGk=\x07", "\x9b2J", "a\rb", "\x7f"])
def test_words_of_another_machine_cannot_steer_the_terminal(steering: str) -> None:
    """A table quotes what workers say of themselves, and a worker may be somebody else's by now."""
    drawn = [
        show.table((show.Column("Model"),), [(steering,)], empty=""),
        show.sheet([("Model", steering)]),
        show.verbatim(steering),
    ]
    for one in drawn:
        assert not set(rendered(one)) & set("\x1b\x07\x9b\r\x7f")


def test_what_is_to_be_copied_is_neither_wrapped_nor_cut() -> None:
    secret = "[x]" + "ab" * 200
    console = Console(file=io.StringIO(), width=80, highlight=False)
    console.print(show.stacked("Copy this:", show.verbatim(secret)), crop=False)
    assert secret in console.file.getvalue()  # type: ignore[attr-defined]


@given(st.binary())
def test_output_of_a_foreign_program_cannot_steer_the_terminal(content: bytes) -> None:
    text = harmless(content)
    assert all(letter in "\n\t" or letter.isprintable() for letter in text)
