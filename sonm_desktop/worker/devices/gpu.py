"""A GPU as every provider describes it, and one list from what several providers say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class GpuVendor(StrEnum):
    """Who made it."""

    NVIDIA = "nvidia"
    AMD = "amd"
    INTEL = "intel"
    APPLE = "apple"
    OTHER = "other"


class GpuKind(StrEnum):
    """software: a program that computes on the CPU; it is measured in tests, and never sold."""

    DISCRETE = "discrete"
    INTEGRATED = "integrated"
    SOFTWARE = "software"
    UNKNOWN = "unknown"


_NVIDIA = "GPU-"
_VENDORS = {
    0x10DE: GpuVendor.NVIDIA,
    0x1002: GpuVendor.AMD,
    0x1022: GpuVendor.AMD,
    0x8086: GpuVendor.INTEL,
    0x106B: GpuVendor.APPLE,
}


@dataclass(frozen=True, slots=True)
class Gpu:
    """id: the same over reboots, drivers and measurements: a serial of the vendor, or its place.

    pci: ``0000:01:00.0`` or empty. power_limit_mw: 0 when nobody says.
    firmware: of the board (VBIOS). memory_bytes: its own, 0 when nobody says.
    """

    id: str
    name: str
    vendor: GpuVendor
    kind: GpuKind = GpuKind.UNKNOWN
    memory_bytes: int = 0
    pci: str = ""
    vendor_id: int = 0
    device_id: int = 0
    driver: str = ""
    firmware: str = ""
    power_limit_mw: int = 0

    @property
    def sold(self) -> bool:
        """Whether it is hardware, which a slice may claim."""
        return self.kind is not GpuKind.SOFTWARE


def vendor_of(vendor_id: int) -> GpuVendor:
    """By its PCI number."""
    return _VENDORS.get(vendor_id, GpuVendor.OTHER)


def is_nvidia(device: str) -> bool:
    """Whether *device* is the id of a GPU of NVIDIA's, as its driver and container toolkit say
    it."""
    return device.startswith(_NVIDIA)


def place_id(pci: str, vendor_id: int, device_id: int) -> str:
    """The id of a card without a serial: where it sits, and which model it is."""
    return f"pci:{pci.lower()}:{vendor_id:04x}:{device_id:04x}"


def merged(native: Sequence[Gpu], adapters: Iterable[Gpu] = ()) -> tuple[Gpu, ...]:
    """*native*, whose first word on a card counts, and the *adapters* that it does not know.

    Software is listed only where there is no hardware.
    """
    cards: dict[str, Gpu] = {}
    for gpu in native:
        cards.setdefault(gpu.pci or gpu.id, gpu)
    known = {(gpu.vendor_id, gpu.device_id) for gpu in cards.values()}
    found = [*cards.values()]
    found += [gpu for gpu in adapters if (gpu.vendor_id, gpu.device_id) not in known]
    hardware = [gpu for gpu in found if gpu.sold]
    return tuple(hardware or found)


def gpu_from_wire(said: dict[str, Any]) -> Gpu:
    """The inverse of ``asdict``."""
    return Gpu(**{**said, "vendor": GpuVendor(said["vendor"]), "kind": GpuKind(said["kind"])})
