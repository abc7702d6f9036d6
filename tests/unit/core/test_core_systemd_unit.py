"""A service's file says what systemd will start, whatever is in the words."""

from __future__ import annotations

import re
import stat
import subprocess
import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from sonm_desktop.core.systemd_unit import ServiceUnit, quoted

UNIT = ServiceUnit("sonm-worker.service", "SONM worker", (sys.executable, "-m", "x y", "50%$HOME"))


def test_the_file_replaces_an_older_one_and_is_private(tmp_path: Path) -> None:
    (tmp_path / UNIT.name).write_text("old")
    place = UNIT.write(tmp_path)
    assert place.read_text() == UNIT.text
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [UNIT.name]


def test_systemd_itself_accepts_the_file(tmp_path: Path) -> None:
    place = UNIT.write(tmp_path)
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--user", "--man=no", str(place)],
        capture_output=True,
        text=True,
        check=False,
        env={"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )
    assert UNIT.name not in verified.stderr, verified.stderr


@given(st.text(st.characters(codec="ascii", exclude_characters="\x00\r"), min_size=1))
def test_a_word_stays_one_word_and_nothing_in_it_is_expanded(word: str) -> None:
    line = quoted(word)
    if line == word:
        assert re.fullmatch(r"[\w./:=,+@-]+", word)
        return
    inner = line.removeprefix('"').removesuffix('"')
    assert not re.search(r'(?<!\\)(?:\\\\)*"', inner)
    assert "\n" not in inner
    assert inner.replace("%%", "").count("%") == 0
    assert inner.replace("$$", "").count("$") == 0
