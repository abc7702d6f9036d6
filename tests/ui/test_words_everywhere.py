"""Every word that the window shows goes through the catalogue, so that it can be translated."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import sonm_desktop.ui

_SHOWING = frozenset(
    {
        "QAction",
        "QCheckBox",
        "QGroupBox",
        "QLabel",
        "QPushButton",
        "QRadioButton",
        "QToolButton",
        "BusyButton",
        "Panel",
        "addAction",
        "addItem",
        "addRow",
        "addTab",
        "insertItem",
        "label",
        "setAccessibleDescription",
        "setAccessibleName",
        "setPlaceholderText",
        "setStatusTip",
        "setSuffix",
        "setPrefix",
        "setText",
        "setTitle",
        "setToolTip",
        "setWhatsThis",
        "setWindowTitle",
    }
)
"""Calls whose text arguments a person reads."""

_SAME_EVERYWHERE = frozenset({"SONM", "SONM Desktop", "SNM"})
"""Names, which no language changes."""

_SOURCES = sorted(Path(sonm_desktop.ui.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize("source", _SOURCES, ids=lambda path: path.stem)
def test_what_is_shown_is_translated(source: Path) -> None:
    tree = ast.parse(source.read_text("utf-8"))
    assert [f"line {line}: {text!r}" for line, text in _untranslated(tree)] == []


def test_a_bare_text_would_be_found() -> None:
    tree = ast.parse('button.setText("Buy now")\nlabel(f"{n} offers")\nlabel(words("Fine"))')
    assert list(_untranslated(tree)) == [(1, "Buy now"), (2, " offers")]


def _untranslated(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if _name(call.func) not in _SHOWING:
            continue
        for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
            for text in _texts(argument):
                if _is_words(text) and text.strip() not in _SAME_EVERYWHERE:
                    yield call.lineno, text


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _texts(argument: ast.expr) -> Iterator[str]:
    """The literal texts of *argument* that are not handed to another call."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value
    elif isinstance(argument, ast.JoinedStr):
        for part in argument.values:
            if isinstance(part, ast.Constant):
                yield str(part.value)
    elif isinstance(argument, ast.BinOp):
        yield from _texts(argument.left)
        yield from _texts(argument.right)
    elif isinstance(argument, ast.IfExp):
        yield from _texts(argument.body)
        yield from _texts(argument.orelse)


def _is_words(text: str) -> bool:
    """At least one word of two letters; a tone or a role is one lower word, code has signs."""
    if " " not in text and any(sign in text for sign in "=@/_{"):
        return False
    letters = "".join(c if c.isalpha() else " " for c in text).split()
    if len(letters) == 1 and text == text.lower() == letters[0]:
        return False
    return any(len(word) > 1 for word in letters)
