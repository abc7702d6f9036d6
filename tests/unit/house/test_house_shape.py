"""A file is one idea: it says which, and it is short."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SOURCES = sorted((ROOT / "sonm_desktop").rglob("*.py"))
LONGEST_FILE = 400


def test_every_file_says_its_idea_first() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in SOURCES
        if path.stat().st_size and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert silent == []


def test_no_file_is_longer_than_one_idea() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {lines}"
        for path in SOURCES
        if (lines := len(path.read_text("utf-8").splitlines())) > LONGEST_FILE
    ]
    assert long == []


def test_every_folder_of_tests_is_run() -> None:
    script = (ROOT / "resources" / "setup" / "tests.sh").read_text("utf-8")
    [listed] = re.findall(r"^groups=\(([^)]*)\)$", script, re.MULTILINE)
    groups = listed.split()
    tests = (ROOT / "tests").rglob("test_*.py")
    forgotten = {
        str(path.relative_to(ROOT))
        for path in tests
        if not any(path.is_relative_to(ROOT / group) for group in groups)
    }
    assert all((ROOT / group).exists() for group in groups)
    assert forgotten == set()


def test_no_two_files_of_tests_have_one_name() -> None:
    """They are collected together where somebody runs all of them at once."""
    names = Counter(path.name for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name, count in names.items() if count > 1] == []
