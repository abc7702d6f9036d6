"""Log lines that can be shown to strangers: what is known to be harmless stays, the rest goes.

A line stays only in a form that we write ourselves. In its message everything that could be a
key, an address, a name of a file or a phrase is replaced by what kind of thing it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

_LINE = re.compile(
    r"^(?P<when>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) (?P<level>[A-Z]+) +"
    r"(?P<logger>[A-Za-z0-9_.]+): (?P<message>.*)$"
)
_FRAME = re.compile(r'^  File ".*?(?P<file>[\w-]+\.py)", line (?P<line>\d+), in (?P<name>\w+)$')
_FAILURE = re.compile(r"^(?P<kind>[A-Za-z_][\w.]*(Error|Exception|Failure|Reply|Timeout))\b")
_OURS = "sonm_desktop"
_LONGEST_MESSAGE = 400
_PHRASE = 3
"""So many words of a wallet's list in a row are no sentence of ours."""

_KINDS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE), "<url>"),
    (re.compile(r"(?:[A-Za-z]:)?(?:[/\\][^\s/\\:'\"]+){2,}"), "<path>"),
    (re.compile(r"(?:0x)?[0-9a-fA-F]{8,}(?:…[0-9a-fA-F]+)?"), "<hex>"),
    (re.compile(r"\b0x[0-9a-fA-F]+…[0-9a-fA-F]+"), "<hex>"),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b"), "<ip>"),
    (re.compile(r"\[?[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7}\]?(?::\d+)?"), "<ip>"),
    (re.compile(r"[A-Za-z0-9_=+-]{24,}"), "<long>"),
)


def redacted(lines: Iterable[str], is_phrase_word: Callable[[str], bool]) -> Iterator[str]:
    """*lines* of our log files without anything personal.

    *is_phrase_word*: whether a wallet's phrase could contain the word.
    """
    for line in lines:
        kept = _kept(line.rstrip("\r\n"), is_phrase_word)
        if kept:
            yield kept


def _kept(line: str, is_phrase_word: Callable[[str], bool]) -> str:
    entry = _LINE.match(line)
    if entry is not None:
        start = f"{entry['when']} {entry['level']:<7} {entry['logger']}:"
        if not entry["logger"].startswith(_OURS):
            return f"{start} <not ours>"
        return f"{start} {_harmless(entry['message'][:_LONGEST_MESSAGE], is_phrase_word)}"
    frame = _FRAME.match(line)
    if frame is not None:
        return f"  {frame['file']}:{frame['line']} {frame['name']}"
    failure = _FAILURE.match(line)
    return f"  {failure['kind']}" if failure is not None else ""


def _harmless(message: str, is_phrase_word: Callable[[str], bool]) -> str:
    for pattern, kind in _KINDS:
        message = pattern.sub(kind, message)
    return _without_phrases(message, is_phrase_word)


def _without_phrases(message: str, is_phrase_word: Callable[[str], bool]) -> str:
    """*message* with every run of a phrase's words replaced by one mark."""
    kept: list[str] = []
    run: list[str] = []
    for word in [*message.split(" "), ""]:
        if word and is_phrase_word(word.strip(".,;:'\"()[]").lower()):
            run.append(word)
            continue
        kept += run if len(run) < _PHRASE else ["<words>"]
        run = []
        kept.append(word)
    return " ".join(kept[:-1])
