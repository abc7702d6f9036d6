"""The program that answers for the lively neighbours: started apart from us, found, ended."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

import psutil

from sonm_desktop.chain.practice.detached import start_detached
from sonm_desktop.core.paths import private_folder, write_private
from sonm_desktop.core.program import background_command, background_words

_END_LIMIT_S = 10.0


@dataclass(frozen=True, slots=True)
class NeighbourPlace:
    """Names in the practice network's folder *practice*."""

    practice: Path

    @property
    def folder(self) -> Path:
        return self.practice / "neighbour"

    @property
    def lock(self) -> Path:
        return self.folder / "neighbour.lock"

    @property
    def log(self) -> Path:
        return self.folder / "neighbour.log"

    @property
    def network(self) -> Path:
        """The network that is answered for; another one means another process."""
        return self.practice / "network.json"

    def publish(self) -> None:
        """This process answers now."""
        write_private(self._pid, str(os.getpid()).encode())

    def process(self) -> psutil.Process | None:
        """The living program, whoever started it. Blocks for a moment."""
        try:
            process = psutil.Process(int(self._pid.read_text(encoding="ascii")))
            words = background_words(process.cmdline())
        except (OSError, ValueError, psutil.Error):
            return None
        return process if words == self._words() else None

    def start(self) -> int:
        """Start the program; its process id."""
        private_folder(self.folder)
        return start_detached(background_command(*self._words()), self.folder / "neighbour.out")

    def end(self) -> None:
        """End the program wherever it lives: asked first, killed after 10 s. Blocks.

        Looks at every process: one that was just started has not said its number yet.
        """
        found = [process for process in psutil.process_iter(["cmdline"]) if self._is_it(process)]
        for process in found:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.terminate()
        _, living = psutil.wait_procs(found, _END_LIMIT_S)
        for process in living:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(living, _END_LIMIT_S)

    def _is_it(self, process: psutil.Process) -> bool:
        return background_words(process.info["cmdline"] or []) == self._words()

    @property
    def _pid(self) -> Path:
        return self.folder / "neighbour.pid"

    def _words(self) -> list[str]:
        return ["neighbour", "--folder", str(self.practice)]
