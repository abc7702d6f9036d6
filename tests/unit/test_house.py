"""The rules of the house, each checked by its own tool; a failure shows the tool's words."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sonm_desktop.core.catalogue import codes

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "sonm_desktop").rglob("*.py"))
RAISED = ("UserError", "RemoteError", "BadReply")
LONGEST_FILE = 400
TOOLS = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check"],
        ["ruff", "format", "--check"],
        ["mypy"],
        ["lint-imports", "--no-logo"],
    ],
    ids=" ".join,
)
def test_the_tool_has_nothing_to_say(command: list[str]) -> None:
    program = [str(TOOLS / command[0]), *command[1:]]
    result = subprocess.run(
        program, cwd=ROOT, capture_output=True, text=True, timeout=150, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_failure_that_is_raised_has_words() -> None:
    wordless = [
        f"{path.relative_to(ROOT)}:{line} {code}"
        for path in SOURCES
        for line, code in _codes_raised(path)
        if code not in codes()
    ]
    assert wordless == []


def test_every_file_says_its_idea_first() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in SOURCES
        if path.stat().st_size and not ast.get_docstring(_parsed(path))
    ]
    assert silent == []


def test_no_file_is_longer_than_one_idea() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {len(lines)}"
        for path in SOURCES
        if len(lines := path.read_text(encoding="utf-8").splitlines()) > LONGEST_FILE
    ]
    assert long == []


def _codes_raised(path: Path) -> Iterator[tuple[int, str]]:
    """Literal codes of failures made in *path*; BadReply's code is its second argument."""
    for node in ast.walk(_parsed(path)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id not in RAISED:
            continue
        place = 1 if node.func.id == "BadReply" else 0
        for argument in node.args[place : place + 1]:
            if isinstance(argument, ast.Constant):
                yield node.lineno, argument.value


def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))
