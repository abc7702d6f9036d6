"""Every code that the worker uses has words."""

from __future__ import annotations

import re
from pathlib import Path

import sonm_desktop.worker
from sonm_desktop.core.catalogue import codes, wording

_CODE = re.compile(r'"(worker\.[a-z_]+)"')
_FILES = frozenset({"worker.json", "worker.key", "worker.lock", "worker.log"})
_DESKS = "masters|dealings|bond|plans|line|address|Changes|Holding"
_METHODS = re.compile(rf'"(worker\.[a-z_]+)": (?:{_DESKS})\b')


def test_every_code_of_the_worker_has_a_sentence() -> None:
    sources = [
        path.read_text(encoding="utf-8")
        for path in Path(sonm_desktop.worker.__file__).parent.rglob("*.py")
    ]
    used = {code for text in sources for code in _CODE.findall(text)}
    methods = {method for text in sources for method in _METHODS.findall(text)}
    assert used - methods - _FILES <= codes()


def test_sentences_are_sentences() -> None:
    for code in codes():
        if code.startswith("worker."):
            words = wording(code)
            assert words.text[0].isupper() or words.text[0] == "{"
            assert words.text.endswith(".")
            assert not words.action or words.action[-1] in ".…@:"
