"""Every failure is a sentence and an exit code; the terminal as a program of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from sonm_desktop.cli.app import app
from sonm_desktop.cli.command import command
from sonm_desktop.cli.session import Session
from sonm_desktop.core.errors import RemoteError, UserError

GROUPS = ("network", "wallet", "worker", "market", "deal", "task", "token")


def failing(error: Exception) -> typer.Typer:
    """A program whose only command fails."""
    program = typer.Typer(pretty_exceptions_enable=False)

    async def fail(session: Session) -> None:
        raise error

    command(program, "fail")(fail)
    return program


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SONM_HOME", str(tmp_path))


@pytest.mark.parametrize("kind", [UserError, RemoteError])
def test_a_refusal_is_a_sentence_and_exit_code_1(kind: type[UserError]) -> None:
    result = CliRunner().invoke(failing(kind("cli.no_worker")), [])
    assert result.exit_code == 1
    assert "This profile has no worker." in result.stderr
    assert "sonm worker start" in result.stderr
    assert result.stdout == ""


def test_a_refusal_in_json_is_one_document() -> None:
    result = CliRunner().invoke(failing(UserError("cli.which_account", count=2**70)), ["--json"])
    assert result.exit_code == 1
    error = json.loads(result.stdout)["error"]
    assert error["code"] == "cli.which_account"
    assert error["params"] == {"count": str(2**70)}


def test_a_mistake_of_ours_is_a_sentence_and_its_traceback_a_file(tmp_path: Path) -> None:
    result = CliRunner().invoke(failing(ValueError("secret")), [])
    assert result.exit_code == 1
    assert "ValueError" in result.stderr
    assert "secret" not in result.output
    assert "Traceback" not in result.output
    assert "Traceback" in (tmp_path / "profiles/default/terminal.log").read_text()


@pytest.mark.parametrize(
    "words",
    [
        ["nothing"],
        ["deal", "buy"],
        ["deal", "buy", "0x1", "--max-total", "much"],
        ["wallet", "send", "0x12", "1"],
        ["worker", "plan"],
        ["wallet", "create", "--words", "13"],
        ["--profile", "../other", "wallet", "accounts"],
        ["task", "run", "--env"],
        ["token", "issue", "robot", "--scope", "trade"],
    ],
)
def test_what_is_not_understood_is_exit_code_2(words: list[str]) -> None:
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert result.stdout == ""


@pytest.mark.parametrize("words", [[], *([group] for group in GROUPS)])
def test_every_group_explains_itself(words: list[str]) -> None:
    result = CliRunner().invoke(app, [*words, "--help"])
    assert result.exit_code == 0
    assert "Commands" in result.stdout


def test_every_command_has_a_help_with_the_options_of_all() -> None:
    for name, group in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        for one, behind in getattr(group, "commands", {}).items():
            if hasattr(behind, "commands"):
                continue
            result = CliRunner().invoke(app, [name, one, "--help"])
            assert result.exit_code == 0
            assert "--json" in result.stdout
            assert "--profile" in result.stdout


def test_a_password_is_never_asked_for_without_a_terminal(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sonm_desktop", "wallet", "unlock"],
        env={**os.environ, "SONM_HOME": str(tmp_path)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert "--password-file" in done.stderr
    assert "Traceback" not in done.stderr
