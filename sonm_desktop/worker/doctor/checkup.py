"""``worker doctor``: one look at everything, printed as JSON for the agent.

A program of its own, so that a machine can be looked at before any worker runs on it.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil

from sonm_desktop.chain.network import load_network
from sonm_desktop.core.errors import CodedError
from sonm_desktop.core.paths import private_folder
from sonm_desktop.worker.doctor.engine import check_engine
from sonm_desktop.worker.doctor.findings import Finding, bad
from sonm_desktop.worker.doctor.guard import check_guard
from sonm_desktop.worker.doctor.host import check_host
from sonm_desktop.worker.doctor.reach import check_reach
from sonm_desktop.worker.runtime.discovery import find_engine
from sonm_desktop.worker.runtime.engine_facts import EngineFacts, read_facts

logger = logging.getLogger(__name__)


def main(argv: list[str]) -> int:
    """Print a JSON list of findings; always 0, for a bad finding is an answer too."""
    parser = argparse.ArgumentParser(prog="sonm worker doctor")
    parser.add_argument("--folder", type=Path, required=True, help="where the worker keeps all")
    parser.add_argument("--network", type=Path, help="the network's file")
    parser.add_argument("--engine", default="", help="address of the Docker engine")
    parser.add_argument("--only-engine", action="store_true", help="the engine and nothing else")
    given = parser.parse_args(argv)
    url = given.engine or find_engine()
    found = only_engine(url) if given.only_engine else checkup(given.folder, given.network, url)
    json.dump([finding.to_wire() for finding in found], sys.stdout)
    return 0


def checkup(folder: Path, network: Path | None, engine: str) -> list[Finding]:
    """Everything, in the order in which a person mends it. Blocks for seconds."""
    facts, absence = _engine(engine)
    found = list(check_engine(facts)) if facts is not None else [bad("engine", absence)]
    found += check_host(_storage(folder, facts), facts.runtimes if facts else ())
    found.append(check_guard())
    found.append(check_reach(_addresses(), _relays(network)))
    return found


def only_engine(url: str) -> list[Finding]:
    """The findings about the engine at *url*, that it answers first."""
    facts, absence = _engine(url)
    return list(check_engine(facts)) if facts is not None else [bad("engine", absence)]


def _engine(url: str) -> tuple[EngineFacts | None, str]:
    try:
        return read_facts(url), ""
    except CodedError as error:
        return None, error.code


def _storage(folder: Path, facts: EngineFacts | None) -> Path:
    """Where jobs write, if this program may write there; else the worker's own folder."""
    engine = Path(facts.folder) if facts is not None and facts.folder else None
    if engine is not None and engine.is_dir() and _is_writable(engine):
        return engine
    return private_folder(folder)


def _is_writable(folder: Path) -> bool:
    probe = folder / ".sonm-probe"
    try:
        probe.touch()
        probe.unlink()
    except OSError:
        return False
    return True


def _addresses() -> Iterator[str]:
    for interface in psutil.net_if_addrs().values():
        for address in interface:
            yield address.address


def _relays(network: Path | None) -> tuple[str, ...]:
    if network is None:
        return ()
    try:
        return load_network(network).relays
    except CodedError as error:
        logger.warning("the network's file cannot be read: %s", error.code)
        return ()
