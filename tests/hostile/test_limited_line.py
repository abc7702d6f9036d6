"""A line of known rates between two machines is measured as what it is, by real endpoints."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sonm_desktop.worker.public_address import public_ip

ROOT = Path(__file__).resolve().parents[2]
HERE, THERE = "151.101.9.1", "151.101.9.2"
MBIT = 10**6
UP, DOWN = 20, 50
_CABLE = "line0"


@pytest.fixture(scope="module")
def ends() -> Iterator[tuple[str, str]]:
    """Two namespaces with one cable: 20 Mbit/s from the first to the second, 50 back."""
    names = (f"sonm-a{os.getpid()}", f"sonm-b{os.getpid()}")
    for name in names:
        _run("ip", "netns", "add", name)
        _run("ip", "-n", name, "link", "set", "lo", "up")
    try:
        cable = ("link", "add", _CABLE, "type", "veth", "peer", _CABLE, "netns", names[1])
        _run("ip", "-n", names[0], *cable)
        for name, address, mbit in zip(names, (HERE, THERE), (UP, DOWN), strict=True):
            _run("ip", "-n", name, "address", "add", f"{address}/24", "dev", _CABLE)
            _run("ip", "-n", name, "link", "set", _CABLE, "up")
            rate = ("rate", f"{mbit}mbit", "burst", "32kb", "latency", "50ms")
            _run("tc", "-n", name, "qdisc", "add", "dev", _CABLE, "root", "tbf", *rate)
        yield names
    finally:
        for name in names:
            _run("ip", "netns", "del", name)


@pytest.fixture(scope="module")
def measured(ends: tuple[str, str]) -> Iterator[dict[str, Any]]:
    server = subprocess.Popen(
        _end(ends[1], "serve", f"{THERE}:0"), cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        with server.stdout:
            place = server.stdout.readline().strip()
        measuring = _end(ends[0], "measure", f"{HERE}:0", place, "1.5")
        yield json.loads(_run(*measuring))
    finally:
        server.kill()
        server.wait()


def test_both_directions_are_measured_within_a_tenth(measured: dict[str, Any]) -> None:
    """Headers of packets take some five per cent of the line, and count for nobody."""
    assert 0.88 * UP * MBIT < measured["sent"] < 1.04 * UP * MBIT
    assert 0.88 * DOWN * MBIT < measured["received"] < 1.04 * DOWN * MBIT


def test_round_trips_are_counted_while_the_line_is_empty(measured: dict[str, Any]) -> None:
    """A full line of 50 ms would leave twenty a second."""
    assert measured["trips"] > 20


def test_the_other_end_says_from_which_address_it_is_asked(measured: dict[str, Any]) -> None:
    assert public_ip(measured["seen"]) == HERE


def _end(namespace: str, *words: str) -> list[str]:
    return ["ip", "netns", "exec", namespace, sys.executable, "-m", "tests.line_end", *words]


def _run(*command: str) -> str:
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr}")
    return done.stdout
