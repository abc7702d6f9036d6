"""What this machine is, part by part. Absent or unreadable is 0 or empty."""

from __future__ import annotations

import hashlib
import platform
import sys
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import psutil

from sonm_desktop.core.allotment import line_of
from sonm_desktop.worker.devices.drm import drm_gpus
from sonm_desktop.worker.devices.gpu import Gpu, merged
from sonm_desktop.worker.devices.interfaces import Interface, interfaces
from sonm_desktop.worker.devices.nvidia import nvidia_gpus
from sonm_desktop.worker.devices.processor import Processor, processor
from sonm_desktop.worker.devices.virtual import hypervisor
from sonm_desktop.worker.devices.volume import Volume, volume_of
from sonm_desktop.worker.devices.windows_gpus import windows_gpus

_ARCHITECTURES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


@dataclass(frozen=True, slots=True)
class Hardware:
    """A machine. storage_bytes: free where the engine keeps its volumes.

    hypervisor: empty on a real machine.
    """

    processor: Processor
    ram_bytes: int
    storage_bytes: int
    architecture: str
    gpus: tuple[Gpu, ...] = ()
    volume: Volume = field(default_factory=Volume)
    interfaces: tuple[Interface, ...] = ()
    hypervisor: str = ""

    @property
    def device(self) -> str:
        """Names the parts that the speed of processor and memory depends on; never a result."""
        parts = (self.processor.model, self.processor.cores, self.processor.flags, self.ram_bytes)
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]

    @property
    def line_bps(self) -> int | None:
        """What its links carry each way at most, whatever the internet behind them does."""
        return line_of(one.speed_bps for one in self.interfaces if one.addresses)

    def to_wire(self) -> dict[str, Any]:
        """As the worker's status shows it."""
        return asdict(self)


def detect(storage_folder: Path) -> Hardware:
    """This machine now; *storage_folder* lies on the disk that tasks would use. Blocks."""
    found, volume = processor(), volume_of(storage_folder)
    return Hardware(
        processor=found,
        ram_bytes=psutil.virtual_memory().total,
        storage_bytes=volume.free_bytes,
        architecture=_ARCHITECTURES.get(platform.machine().lower(), platform.machine()[:20]),
        gpus=native_gpus(),
        volume=volume,
        interfaces=interfaces(),
        hypervisor=hypervisor(found.flags),
    )


def native_gpus() -> tuple[Gpu, ...]:
    """GPUs that the vendor's driver or the system lists; the vendor's word comes first."""
    system = windows_gpus() if sys.platform == "win32" else drm_gpus(kernel=platform.release())
    nvidia = nvidia_gpus()
    if nvidia and sys.platform == "win32":
        models = {(gpu.vendor_id, gpu.device_id) for gpu in nvidia}
        system = [gpu for gpu in system if (gpu.vendor_id, gpu.device_id) not in models]
    return merged([*nvidia, *system])


def with_adapters(hardware: Hardware, adapters: tuple[Gpu, ...]) -> Hardware:
    """*hardware* with what only the portable enumeration knows."""
    return replace(hardware, gpus=merged(hardware.gpus, adapters))
