"""The agent as a program that nobody looks at: what ends it stands in its log."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from sonm_desktop.core.paths import HOME_VARIABLE


def test_a_cause_that_nobody_foresaw_stands_in_the_log(tmp_path: Path) -> None:
    folder = tmp_path / "profiles" / "broken"
    folder.mkdir(parents=True, mode=0o700)
    (folder / "agent.sqlite").write_bytes(b"this is no database at all" * 100)
    ended = subprocess.run(
        [sys.executable, "-m", "sonm_desktop", "agent", "--profile", "broken"],
        env={HOME_VARIABLE: str(tmp_path), "PATH": ""},
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert ended.returncode != 0
    log = (folder / "agent.log").read_text()
    assert "the agent fails" in log
    assert "not a database" in log
