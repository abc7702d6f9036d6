"""This machine and its engine, looked at again when the last look has aged."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import psutil

from sonm_desktop.core.clock import Clock
from sonm_desktop.worker.hardware import Hardware, detect
from sonm_desktop.worker.runtime.port import EngineState, Runtime

_ENGINE_EVERY_S = 5.0
_HARDWARE_EVERY_S = 60.0
_FREE_EVERY_S = 1.0


class Machine:
    """Hardware and engine as of a moment ago."""

    def __init__(self, runtime: Runtime, clock: Clock, folder: Path) -> None:
        self._runtime = runtime
        self._clock = clock
        self._folder = folder
        self._engine: tuple[float, EngineState] | None = None
        self._free: tuple[float, int] | None = None
        self._hardware: tuple[float, Hardware] | None = None

    async def engine(self) -> EngineState:
        """Whether tasks can run."""
        now = self._clock.monotonic()
        if self._engine is None or now - self._engine[0] > _ENGINE_EVERY_S:
            self._engine = (now, await self._runtime.state())
        return self._engine[1]

    async def free_bytes(self) -> int:
        """Of the volume that jobs are kept on."""
        now = self._clock.monotonic()
        if self._free is None or now - self._free[0] > _FREE_EVERY_S:
            storage = (await self.engine()).storage_folder
            self._free = (now, await asyncio.to_thread(free_bytes, storage, self._folder))
        return self._free[1]

    async def hardware(self) -> Hardware:
        """What tasks can have of the machine: no more than its engine has."""
        now = self._clock.monotonic()
        if self._hardware is None or now - self._hardware[0] > _HARDWARE_EVERY_S:
            storage = (await self.engine()).storage_folder
            found = await asyncio.to_thread(detect, Path(storage) if storage else self._folder)
            self._hardware = (now, found)
        return within(self._hardware[1], await self.engine())


def free_bytes(storage: str, folder: Path) -> int:
    """What is free on the volume of *storage*, or where that is not ours to see of *folder*."""
    for place in (Path(storage) if storage else folder, folder, *folder.parents):
        try:
            return int(psutil.disk_usage(str(place)).free)
        except OSError:
            continue
    return 0


def within(hardware: Hardware, engine: EngineState) -> Hardware:
    """*hardware* as far as *engine* reaches."""
    cores = min(hardware.processor.cores, engine.cores or hardware.processor.cores)
    return replace(
        hardware,
        processor=replace(hardware.processor, cores=cores),
        ram_bytes=min(hardware.ram_bytes, engine.ram_bytes or hardware.ram_bytes),
    )
