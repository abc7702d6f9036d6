"""Work that takes longer than a second says so, and only then."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from sonm_desktop.cli import progress
from sonm_desktop.cli.progress import Progress


def console() -> Console:
    return Console(file=io.StringIO(), force_terminal=False, width=80)


def said(err: Console) -> str:
    assert isinstance(err.file, io.StringIO)
    return err.file.getvalue()


def test_quick_work_says_nothing() -> None:
    err = console()
    with Progress(err, "Measuring", silent=False) as work:
        work.reach(0.5)
    assert said(err) == ""


def test_long_work_without_a_terminal_is_plain_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE_S", 0.0)
    err = console()
    with Progress(err, "Measuring", silent=False) as work:
        work.shown.wait(5)
        for percent in range(101):
            work.reach(percent / 100)
    lines = said(err).splitlines()
    assert lines[0] == "Measuring…"
    assert lines[1:] == [f"Measuring: {tenth}0 %" for tenth in range(1, 11)]


def test_with_json_even_long_work_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE_S", 0.0)
    err = console()
    with Progress(err, "Measuring", silent=True) as work:
        work.reach(1.0)
    assert said(err) == ""
