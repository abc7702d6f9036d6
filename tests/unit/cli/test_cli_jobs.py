"""Jobs in the terminal: templates, what is wrong before anybody is asked, parts of a log."""

from __future__ import annotations

import asyncio
import json
from base64 import b64encode
from collections.abc import AsyncGenerator
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from sonm_desktop.api.schema.tasks import LogPiece
from sonm_desktop.cli.app import app
from sonm_desktop.cli.rentals.task_log import LogWish, print_log

DEAL = "0x" + "3f" * 32


def sonm(*words: str) -> Any:
    return CliRunner().invoke(app, words)


def test_templates_are_listed_and_shown() -> None:
    listed = json.loads(sonm("--json", "job", "templates").output)
    assert "python-script" in [one["name"] for one in listed]
    shown = json.loads(sonm("--json", "job", "show", "fractal").output)
    assert [field["variable"] for field in shown["fields"]][:2] == ["WIDTH", "HEIGHT"]
    assert "fractal.png" in sonm("job", "show", "fractal").output


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ((DEAL,), "Name the image to run."),
        ((DEAL, "Not An Image"), "not the name of an image"),
        (("--env", "A=1", "--name", "Bad Name", DEAL, "busybox"), "lower-case"),
        (("--template", "fractal", "--set", "width=wide", DEAL), "whole number"),
        (("--template", "fractal", "--set", "colour=red", DEAL), "no field colour"),
        (("--template", "nothing", DEAL), "no template nothing"),
    ],
)
def test_a_wrong_job_is_refused_before_anybody_is_asked(words: tuple[str, ...], part: str) -> None:
    answer = sonm("run", *words)
    assert answer.exit_code == 1
    assert part in " ".join(answer.output.split())


@pytest.mark.parametrize(
    "words", [("--template", "fractal", DEAL, "busybox"), ("--set", "a=b", DEAL, "busybox")]
)
def test_a_template_and_an_image_do_not_go_together(words: tuple[str, ...]) -> None:
    assert sonm("run", *words).exit_code == 2


@pytest.mark.parametrize(
    ("wish", "out", "errors"),
    [
        (LogWish(), "one\ntwo\nTWO more\n", "bad\n"),
        (LogWish(last=2), "TWO more\n", "bad\n"),
        (LogWish(holding="two"), "two\nTWO more\n", ""),
        (LogWish(holding="two", last=1), "TWO more\n", ""),
        (LogWish(apart=False), "", "one\ntwo\nbad\nTWO more\n"),
    ],
)
def test_parts_of_a_log_are_printed_line_by_line(
    wish: LogWish, out: str, errors: str, capsys: pytest.CaptureFixture[str]
) -> None:
    agent: Any = SimpleNamespace(tasks=SimpleNamespace(logs=_logs))
    session: Any = SimpleNamespace(json=False)
    asyncio.run(print_log(session, agent, DEAL, "job", wish))
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == (out, errors)


async def _logs(
    _deal: str, _task: str, *, after: int, follow: bool
) -> AsyncGenerator[LogPiece, None]:
    """Pieces that cut lines, with a sequence that steers a terminal."""
    pieces = [(1, b"one\ntw"), (1, b"o\n"), (2, b"bad\x1b\n"), (1, b"TWO more\n")]
    for seq, (descriptor, content) in enumerate(pieces, start=1):
        yield LogPiece(seq=seq, time_ms=0, fd=descriptor, data=b64encode(content).decode())
