"""Every code that the program may show has words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from sonm_desktop.core.catalogue import codes, wording

PACKAGE = Path(__file__).resolve().parents[3] / "sonm_desktop"
RAISED = frozenset({"UserError", "RemoteError", "BadReply"})


def raised_codes() -> Iterator[tuple[str, str]]:
    """Each literal code that is raised, and where."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name(node) in RAISED and node.args:
                place = 1 if _name(node) == "BadReply" else 0
                code = node.args[place] if len(node.args) > place else None
                if isinstance(code, ast.Constant) and isinstance(code.value, str):
                    yield code.value, f"{path.name}:{node.lineno}"


def test_every_code_that_is_raised_has_words() -> None:
    assert [found for found in raised_codes() if found[0] not in codes()] == []


def is_label(code: str) -> bool:
    """The kinds of a ledger's rows stand in a column, and are no sentences."""
    return code.startswith("ledger.")


@pytest.mark.parametrize("code", sorted(code for code in codes() if not is_label(code)))
def test_words_are_whole_sentences(code: str) -> None:
    words = wording(code)
    assert words.text[-1] in ".?!:}”)", words.text
    assert not words.action or words.action[-1] in ".?!}”)…", words.action


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""
