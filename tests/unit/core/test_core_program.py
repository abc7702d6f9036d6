"""Programs are started again alike from a checkout and from a bundle."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import sonm_desktop
from sonm_desktop.core.program import (
    background_command,
    background_words,
    forget_bundle_libraries,
    window_command,
)

WORDS = ("worker", "--folder", "/a b")


@pytest.fixture
def bundle(monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = Path("/opt/sonm")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(folder / "sonm"))
    return folder


def test_a_process_of_a_checkout_is_recognised_by_its_words() -> None:
    command = background_command(*WORDS)
    assert command[0] == sys.executable
    assert background_words(command) == list(WORDS)


def test_a_process_of_a_bundle_is_recognised_by_its_words(bundle: Path) -> None:
    command = background_command(*WORDS)
    assert command[0] == str(bundle / "sonm-background")
    assert background_words(command) == list(WORDS)
    assert window_command("--tray") == [str(bundle / "sonm-desktop"), "--tray"]


def test_a_stranger_was_told_nothing_by_us() -> None:
    assert background_words(["/usr/bin/python3", "-m", "http.server", "worker"]) == []
    assert background_words(["/opt/worker", "worker"]) == []
    assert background_words([]) == []


def test_other_programs_get_their_own_libraries_back(bundle: Path) -> None:
    environment = {"LD_LIBRARY_PATH": f"{bundle}/_internal", "LD_LIBRARY_PATH_ORIG": "/mine"}
    forget_bundle_libraries(environment)
    assert environment == {"LD_LIBRARY_PATH": "/mine"}
    unset = {"LD_LIBRARY_PATH": f"{bundle}/_internal", "PATH": "/usr/bin"}
    forget_bundle_libraries(unset)
    assert unset == {"PATH": "/usr/bin"}


def test_a_checkout_leaves_the_environment_alone() -> None:
    environment = {"LD_LIBRARY_PATH": "/mine"}
    forget_bundle_libraries(environment)
    assert environment == {"LD_LIBRARY_PATH": "/mine"}


def test_no_other_file_starts_an_interpreter() -> None:
    folder = Path(sonm_desktop.__file__).parent
    found = [
        str(path.relative_to(folder))
        for path in folder.rglob("*.py")
        if "sys.executable" in path.read_text("utf-8")
    ]
    assert found == ["core/program.py"]


def test_the_terminal_says_its_version() -> None:
    command = [sys.executable, "-m", "sonm_desktop", "--version"]
    said = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    assert said.startswith("sonm ")
