"""Text of strangers, made harmless to show: no line to break out of, nothing that turns around,
nothing without end. It is still a stranger's text, and is shown beside who says it."""

from __future__ import annotations

import unicodedata

MOST_NAME = 32
MOST_LETTERS = 1000
MOST_LINES = 20

_MARKS_IN_A_ROW = 2
_CUT = "…"
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Control and format characters, which turn text around or hide it; and what has no shape."""

_ALIKE = str.maketrans(
    "АВСЕНІЈКМОРЅТУХΑΒΕΖΗΙΚΜΝΟΡΤΥΧасԁеһніјкӏморԛѕтухүѵԝьαβεηικνορτυχγωϲ01ı",
    "ABCEHIJKMOPSTYXABEZHIKMNOPTYXacdehhijklmopqstyxyvwbabenikvoptuxywcoli",
)
"""Letters of Cyrillic and Greek, and digits, that are drawn as a Latin letter is."""

_BLANK = frozenset("\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u2800\u3164\uffa0\ufffc\ufffd")
"""Letters that show nothing, or show that something was no text."""


def one_line(text: str, most: int = MOST_NAME) -> str:
    """*text* as a single line of *most* letters; empty where nothing can be seen of it."""
    return _cut(_visible(text), most)


def some_lines(text: str, most: int = MOST_LETTERS) -> str:
    """*text* with its lines, some of them at most."""
    lines = [_visible(line) for line in text[: 4 * most].splitlines()]
    while lines and not lines[-1]:
        lines.pop()
    if len(lines) > MOST_LINES:
        lines = [*lines[:MOST_LINES], _CUT]
    return _cut("\n".join(lines), most)


def sounding(name: str) -> str:
    """What two names have in common that look alike but for case, spaces and letter forms, also
    where one of them borrows letters of another script. I, l and 1 are one."""
    drawn = unicodedata.normalize("NFKD", name).translate(_ALIKE).casefold()
    return "".join(letter for letter in drawn.replace("i", "l") if letter.isalnum())


def _visible(text: str) -> str:
    """Composed first, so that what is one letter counts as one."""
    kept: list[str] = []
    marks = 0
    for letter in unicodedata.normalize("NFC", text[: 4 * MOST_LETTERS]):
        kind = unicodedata.category(letter)
        if kind[0] == "Z" or letter.isspace():
            kept.append(" ")
            continue
        marks = marks + 1 if kind[0] == "M" else 0
        if kind not in _HIDDEN and letter not in _BLANK and marks <= _MARKS_IN_A_ROW:
            kept.append(letter)
    return " ".join("".join(kept).split())


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + _CUT
