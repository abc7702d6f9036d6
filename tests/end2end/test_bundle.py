"""The frozen programs: built from this checkout, started far from it and without its tools."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.end2end.terminal import Home, new_home

ROOT = Path(__file__).resolve().parents[2]
BUILD_LIMIT_S = 600
LIMIT_S = 120
MOST_MIB = 450

PARTS = [
    *("version", "files", "wallet", "store", "practice network", "peers", "agent", "worker"),
    "window",
]


@pytest.fixture(scope="module")
def bundle() -> Path:
    """The bundle's folder; built when the checkout's content has changed."""
    script = ROOT / "resources" / "bundle" / "build.py"
    done = subprocess.run(
        [sys.executable, str(script)],
        capture_output=True,
        check=False,
        text=True,
        timeout=BUILD_LIMIT_S,
    )
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())


@pytest.fixture
def home() -> Iterator[Home]:
    with new_home() as home:
        yield home


def strangers_environment(home: Home) -> dict[str, str]:
    """As on a machine that has never seen the checkout."""
    return {
        "HOME": str(home.folder),
        "SONM_HOME": str(home.folder),
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "QT_QPA_PLATFORM": "offscreen",
    }


def said_by(program: Path, home: Home, *words: str) -> str:
    done = subprocess.run(
        [str(program), *words],
        cwd=home.folder,
        env=strangers_environment(home),
        capture_output=True,
        check=False,
        text=True,
        timeout=LIMIT_S,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.timeout(BUILD_LIMIT_S + LIMIT_S)
def test_terminal_and_window_say_the_same_version(bundle: Path, home: Home) -> None:
    terminal = said_by(bundle / "sonm", home, "--version").split()
    window = said_by(bundle / "sonm-desktop", home, "--version").split()
    assert terminal[0] == "sonm"
    assert terminal[1] == window[1]


@pytest.mark.timeout(BUILD_LIMIT_S + LIMIT_S)
def test_every_part_of_the_bundle_works(bundle: Path, home: Home) -> None:
    findings = json.loads(said_by(bundle / "sonm", home, "self-test", "--json"))
    assert [finding["part"] for finding in findings] == PARTS
    assert [finding for finding in findings if not finding["works"]] == []


@pytest.mark.timeout(BUILD_LIMIT_S + LIMIT_S)
def test_the_window_opens_with_its_own_agent_and_closes(bundle: Path, home: Home) -> None:
    window = subprocess.Popen(
        [str(bundle / "sonm-desktop"), "--profile", "frozen"],
        cwd=home.folder,
        env=strangers_environment(home),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        run = home.folder / "profiles" / "frozen" / "run"
        wait_for(run / "window.sock", window)
        wait_for(run / "agent.sock", window)
        [agent] = home.processes("agent", "--profile", "frozen")
        assert Path(agent.exe()) == bundle / "sonm-background"
    finally:
        window.terminate()
        window.wait(LIMIT_S)
    assert psutil.pid_exists(agent.pid)


@pytest.mark.timeout(BUILD_LIMIT_S + LIMIT_S)
def test_the_bundle_holds_no_tests_and_no_tools(bundle: Path) -> None:
    names = {path.name for path in (bundle / "_internal").iterdir()}
    assert {"sonm_desktop", "resources", "contracts"} <= names
    assert not names & {"pytest", "_pytest", "hypothesis", "mypy", "web3", "tests", "PIL"}
    size = sum(path.lstat().st_size for path in bundle.rglob("*"))
    assert size < MOST_MIB * 2**20


def wait_for(file: Path, program: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + LIMIT_S
    while not file.exists():
        assert program.poll() is None, "the window ended by itself"
        assert time.monotonic() < deadline, f"{file.name} did not come"
        time.sleep(0.1)
