"""A real worker process, started, found, killed and started again."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sonm_desktop.core.ids import Address, EndpointId
from sonm_desktop.p2p.transport import EndpointAddress

START_S = 120.0


@dataclass(slots=True)
class WorkerProcess:
    """``python -m sonm_desktop worker`` over *folder*."""

    folder: Path
    network: Path
    master: Address
    arguments: tuple[str, ...] = ()
    process: subprocess.Popen[bytes] | None = field(default=None)

    def start(self) -> None:
        """Return once it serves."""
        self.spawn()
        self.wait_until_serving()

    def spawn(self) -> subprocess.Popen[bytes]:
        """Start it and return at once."""
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "sonm_desktop", "worker"),
                *("--folder", str(self.folder), "--network", str(self.network)),
                *("--master", self.master, *self.arguments),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        return self.process

    def wait_until_serving(self) -> None:
        """Fail with what the worker said when it ends instead."""
        assert self.process is not None
        limit = time.monotonic() + START_S
        while self._published_pid() != self.process.pid:
            if self.process.poll() is not None:
                raise AssertionError(f"the worker ended: {self.complaint()}")
            if time.monotonic() > limit:
                raise AssertionError("the worker does not serve")
            time.sleep(0.02)

    @property
    def worker(self) -> Address:
        return Address(self._published()["address"])

    @property
    def address(self) -> EndpointAddress:
        found = self._published()
        return EndpointAddress(EndpointId(found["endpoint"]), tuple(found["addresses"]), "")

    def kill(self) -> None:
        """As a crash does."""
        assert self.process is not None
        self.process.kill()
        self._gone()

    def terminate(self) -> int:
        """As a shutdown does; the exit code."""
        assert self.process is not None
        self.process.terminate()
        return self._gone()

    def close(self) -> None:
        """Leave nothing of it, whatever it does now."""
        if self.process is not None:
            self.process.kill()
            self._gone()

    def ended(self) -> int:
        """Wait for its own end; the exit code."""
        return self._gone()

    def complaint(self) -> str:
        """What it wrote to its standard error until it ended."""
        assert self.process is not None
        assert self.process.stderr is not None
        said = self.process.stderr.read().decode()
        self._gone()
        return said

    def _gone(self) -> int:
        assert self.process is not None
        code = self.process.wait(20)
        if self.process.stderr is not None:
            self.process.stderr.close()
        return code

    def _published_pid(self) -> int:
        try:
            return int(self._published()["pid"])
        except (OSError, ValueError):
            return 0

    def _published(self) -> dict[str, Any]:
        return dict(json.loads((self.folder / "worker.json").read_text()))
