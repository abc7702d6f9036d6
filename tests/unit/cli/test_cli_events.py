"""What happened, in the terminal: the newest first, news marked, foreign words harmless."""

from __future__ import annotations

from rich.console import Console

from sonm_desktop.cli.events import _drawn
from tests.fakes.agent_notices import notice, sample_notices


def _text(notices: list[object]) -> str:
    console = Console(width=160)
    with console.capture() as got:
        console.print(_drawn(notices), markup=False)  # type: ignore[arg-type]
    return got.get()


def test_news_is_marked_and_each_says_what_to_do() -> None:
    lines = _text(list(sample_notices())).splitlines()
    assert [line.startswith("●") for line in lines[1:]] == [True, True, False, False, False]
    assert "Nothing can run: Docker does not answer." in lines[2]
    assert "Start Docker" in lines[2]


def test_without_any_a_sentence_says_so_and_markup_of_others_is_text() -> None:
    assert "Nothing has happened that you had to be told." in _text([])
    assert "[red]x[/red]" in _text([notice(1, "notice.job_done", name="[red]x[/red]")])
