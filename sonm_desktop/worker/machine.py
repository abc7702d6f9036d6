"""This machine and its engine, looked at again when the last look has aged."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from sonm_desktop.core.clock import Clock
from sonm_desktop.worker.hardware import Hardware, detect
from sonm_desktop.worker.runtime.port import EngineState, Runtime

_ENGINE_EVERY_S = 5.0
_HARDWARE_EVERY_S = 60.0


class Machine:
    """Hardware and engine as of a moment ago."""

    def __init__(self, runtime: Runtime, clock: Clock, folder: Path) -> None:
        self._runtime = runtime
        self._clock = clock
        self._folder = folder
        self._engine: tuple[float, EngineState] | None = None
        self._hardware: tuple[float, Hardware] | None = None

    async def engine(self) -> EngineState:
        """Whether tasks can run."""
        now = self._clock.monotonic()
        if self._engine is None or now - self._engine[0] > _ENGINE_EVERY_S:
            self._engine = (now, await self._runtime.state())
        return self._engine[1]

    async def hardware(self) -> Hardware:
        """What tasks can have of the machine: no more than its engine has."""
        now = self._clock.monotonic()
        if self._hardware is None or now - self._hardware[0] > _HARDWARE_EVERY_S:
            storage = (await self.engine()).storage_folder
            found = await asyncio.to_thread(detect, Path(storage) if storage else self._folder)
            self._hardware = (now, found)
        return within(self._hardware[1], await self.engine())


def within(hardware: Hardware, engine: EngineState) -> Hardware:
    """*hardware* as far as *engine* reaches."""
    cores = min(hardware.processor.cores, engine.cores or hardware.processor.cores)
    return replace(
        hardware,
        processor=replace(hardware.processor, cores=cores),
        ram_bytes=min(hardware.ram_bytes, engine.ram_bytes or hardware.ram_bytes),
    )
