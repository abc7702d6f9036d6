"""The log file of a background program."""

from __future__ import annotations

import logging
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from sonm_desktop.core.log import log_to_file
from sonm_desktop.core.secret import Secret


@pytest.fixture
def root() -> Iterator[logging.Logger]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield root
    for handler in set(root.handlers) - set(handlers):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


def test_lines_go_to_a_private_file_without_secrets(tmp_path: Path, root: logging.Logger) -> None:
    path = tmp_path / "logs" / "agent.log"
    log_to_file(path)
    logging.getLogger("sonm_desktop.test").info("opened with %s", Secret("canary"))
    assert "opened with <secret>" in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
