"""The program behind the practice network: found, started detached, found again, ended."""

from __future__ import annotations

import os
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path

import psutil

from sonm_desktop.chain.practice.detached import start_detached
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import ChainId
from sonm_desktop.core.resources import contract_tools

BINARY_VARIABLE = "SONM_ANVIL"
LOOPBACK = "127.0.0.1"
STATE_INTERVAL_S = 1
_PROGRAM = "anvil"
_END_LIMIT_S = 10.0


@dataclass(frozen=True, slots=True)
class AnvilSetup:
    """One chain: where it listens, and the file that its state is kept in.

    begins: chain time at its start, where that is not the clock's, s.
    """

    chain_id: ChainId
    port: int
    state: Path
    log: Path
    begins: int | None = None

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"


def find_anvil() -> Path:
    """$SONM_ANVIL, else the contract tools' own, else the one on PATH.

    Raises UserError("chain.no_anvil").
    """
    chosen = os.environ.get(BINARY_VARIABLE)
    if chosen:
        candidates = [Path(chosen)]
    else:
        candidates = sorted(contract_tools().glob(f"anvil-*/bin/{_PROGRAM}*"))
        candidates += [Path(found) for found in (shutil.which(_PROGRAM),) if found]
    for candidate in candidates:
        if candidate.is_file() and os.access(candidate, os.X_OK):
            return candidate
    raise UserError("chain.no_anvil")


def start_anvil(setup: AnvilSetup) -> int:
    """Start the node in a session of its own, so that it outlives its starter; its pid.

    Mines each transaction at once and writes its state every second: without an interval,
    kill -9 would lose everything; interval mining would grow the file for nothing.
    """
    binary = find_anvil()
    arguments = [
        *(str(binary), "--host", LOOPBACK, "--port", str(setup.port)),
        *("--chain-id", str(setup.chain_id), "--no-cors", "--quiet"),
        *("--state", str(setup.state), "--state-interval", str(STATE_INTERVAL_S)),
    ]
    if setup.begins is not None:
        arguments += ["--timestamp", str(setup.begins)]
    return start_detached(arguments, setup.log)


def process_of(state: Path) -> psutil.Process | None:
    """The living node whose state is kept in *state*, whoever started it."""
    for process in psutil.process_iter(["cmdline", "status"]):
        if process.info["status"] == psutil.STATUS_ZOMBIE:
            continue
        arguments = process.info["cmdline"] or []
        if str(state) in arguments and Path(arguments[0]).stem == _PROGRAM:
            return process
    return None


def is_alive(pid: int) -> bool:
    """Whether the process *pid* runs; its words may not be there yet in its first moment."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def end(process: psutil.Process) -> None:
    """Let *process* save its state and end; kill it when it does not. Blocks up to 10 s."""
    try:
        process.terminate()
        process.wait(_END_LIMIT_S)
    except psutil.TimeoutExpired:
        process.kill()
        process.wait(_END_LIMIT_S)
    except psutil.NoSuchProcess:
        return


def free_port() -> int:
    """A port of the loopback interface that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    """Whether nobody listens on *port* of the loopback interface."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True
