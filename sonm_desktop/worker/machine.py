"""This machine and its engine, looked at again when the last look has aged."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict, replace
from pathlib import Path

import psutil

from sonm_desktop.core.clock import Clock
from sonm_desktop.store.worker_facts import WorkerFacts
from sonm_desktop.worker.benchmarks.storage_place import place_on_volume
from sonm_desktop.worker.devices.gpu import Gpu, gpu_from_wire
from sonm_desktop.worker.devices.gpu_sensors import GpuReading, gpu_readings
from sonm_desktop.worker.hardware import Hardware, detect, with_adapters
from sonm_desktop.worker.runtime.port import EngineState, Runtime

_ENGINE_EVERY_S = 1.0
_HARDWARE_EVERY_S = 60.0
_FREE_EVERY_S = 1.0
_READINGS_EVERY_S = 30.0
_ADAPTERS = "adapters"

PortableGpus = Callable[[], Awaitable[tuple[Gpu, ...]]]


class Machine:
    """Hardware and engine as of a moment ago."""

    def __init__(
        self,
        runtime: Runtime,
        clock: Clock,
        folder: Path,
        *,
        facts: WorkerFacts | None = None,
        portable: PortableGpus | None = None,
        read_gpus: Callable[[], tuple[GpuReading, ...]] = gpu_readings,
    ) -> None:
        """portable: lists GPUs for which the system has no books; *facts* remember them."""
        self._read_gpus = read_gpus
        self._readings: tuple[float, tuple[GpuReading, ...]] | None = None
        self._runtime = runtime
        self._clock = clock
        self._folder = folder
        self._facts = facts
        self._portable = portable
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

    async def storage_place(self) -> Path:
        """Where this worker may write on the volume that jobs are kept on. Raises RemoteError."""
        storage = (await self.engine()).storage_folder
        return await asyncio.to_thread(place_on_volume, storage, self._folder)

    async def hardware(self) -> Hardware:
        """What tasks can have of the machine: no more than its engine has."""
        now = self._clock.monotonic()
        if self._hardware is None or now - self._hardware[0] > _HARDWARE_EVERY_S:
            storage = (await self.engine()).storage_folder
            found = await asyncio.to_thread(detect, Path(storage) if storage else self._folder)
            self._hardware = (now, with_adapters(found, await self._adapters()))
        return within(self._hardware[1], await self.engine())

    async def gpu_readings(self) -> tuple[GpuReading, ...]:
        """How warm each GPU is and what it draws; no driver is asked where there is none."""
        now = self._clock.monotonic()
        if self._readings is None or now - self._readings[0] > _READINGS_EVERY_S:
            hardware = await self.hardware()
            there = any(gpu.pci for gpu in hardware.gpus)
            self._readings = (now, await asyncio.to_thread(self._read_gpus) if there else ())
        return self._readings[1]

    async def look_again(self) -> Hardware:
        """Every device as it is now, by the portable enumeration, too. Takes about a second."""
        if self._facts is not None and self._portable is not None:
            await self._facts.put(_ADAPTERS, [asdict(gpu) for gpu in await self._portable()])
        self._hardware = None
        return await self.hardware()

    async def _adapters(self) -> tuple[Gpu, ...]:
        """Those of the last enumeration: a child process is not started for every look."""
        kept = None if self._facts is None else await self._facts.get(_ADAPTERS)
        return tuple(gpu_from_wire(each) for each in kept or ())


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
