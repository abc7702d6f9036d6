"""GPUs of Linux by sysfs: every display-class PCI device, AMD and Intel with their memory."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sonm_desktop.worker.devices.gpu import Gpu, GpuKind, GpuVendor, place_id, vendor_of

_SYS = Path("/sys")
_DISPLAY = "0x03"
_LONGEST = 120
_SHOWN = {GpuVendor.NVIDIA, GpuVendor.AMD, GpuVendor.INTEL}
_NAMES = {
    GpuVendor.NVIDIA: "NVIDIA GPU",
    GpuVendor.AMD: "AMD GPU",
    GpuVendor.INTEL: "Intel GPU",
}
_PCI_NAMES = (Path("/usr/share/hwdata/pci.ids"), Path("/usr/share/misc/pci.ids"))


def drm_gpus(
    system: Path = _SYS, names: tuple[Path, ...] = _PCI_NAMES, kernel: str = ""
) -> list[Gpu]:
    """The cards in *system*, a tree like ``/sys``; *kernel*: what built-in drivers come with."""
    try:
        places = sorted((system / "bus" / "pci" / "devices").iterdir())
    except OSError:
        return []
    found = [gpu for place in places if (gpu := _card(place, system, kernel)) is not None]
    return [_named(gpu, names) for gpu in found]


def _card(place: Path, system: Path, kernel: str) -> Gpu | None:
    if not _read(place / "class").startswith(_DISPLAY):
        return None
    vendor_id, device_id = _number(place / "vendor"), _number(place / "device")
    vendor = vendor_of(vendor_id)
    if vendor not in _SHOWN:
        return None
    memory = _number(place / "mem_info_vram_total") or _local_memory(place)
    serial = _read(place / "unique_id")
    return Gpu(
        id=f"amd:{serial}" if serial else place_id(place.name, vendor_id, device_id),
        name=_read(place / "product_name") or _NAMES[vendor],
        vendor=vendor,
        kind=_kind(vendor, place.name, memory),
        memory_bytes=memory,
        pci=place.name,
        vendor_id=vendor_id,
        device_id=device_id,
        driver=_driver(place, system, kernel),
        firmware=_read(place / "vbios_version"),
        power_limit_mw=_power_limit(place),
    )


def _kind(vendor: GpuVendor, pci: str, memory: int) -> GpuKind:
    """Intel's built-in ones sit at 00:02.0; AMD's share the processor's memory but for a carve
    of 2 GiB at most."""
    if vendor is GpuVendor.INTEL:
        return GpuKind.INTEGRATED if pci.endswith(":00:02.0") else GpuKind.DISCRETE
    if vendor is GpuVendor.AMD and memory <= 2 << 30:
        return GpuKind.INTEGRATED
    return GpuKind.DISCRETE


def _local_memory(place: Path) -> int:
    """Of Intel's cards, as i915 and xe tell it; 0 when it is the processor's."""
    for card in sorted(place.glob("drm/card*")):
        told = _number(card / "lmem_total_bytes") or _number(place / "tile0" / "vram_size")
        if told:
            return told
    return 0


def _driver(place: Path, system: Path, kernel: str) -> str:
    try:
        name = (place / "driver").resolve(strict=True).name
    except OSError:
        return ""
    version = _read(system / "module" / name / "version") or kernel
    return f"{name} {version}".strip()


def _power_limit(place: Path) -> int:
    """Thousandths of a watt; the kernel counts millionths."""
    for sensor in sorted(place.glob("hwmon/hwmon*")):
        told = _number(sensor / "power1_cap") or _number(sensor / "power1_max")
        if told:
            return told // 1000
    return 0


def _named(gpu: Gpu, names: tuple[Path, ...]) -> Gpu:
    """With the name that the list of PCI ids has for it, where the card itself has none."""
    if gpu.name not in _NAMES.values():
        return gpu
    listed = next((text for path in names if (text := _listed(path, gpu))), "")
    if not listed:
        return gpu
    return replace(gpu, name=listed)


def _listed(path: Path, gpu: Gpu) -> str:
    """``10de  NVIDIA`` begins a vendor, a tab and ``2684  AD102`` one of its devices."""
    vendor, device = f"{gpu.vendor_id:04x}  ", f"\t{gpu.device_id:04x}  "
    inside = False
    try:
        with path.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                if not line.startswith(("\t", "#", "\n")):
                    if inside:
                        return ""
                    inside = line.startswith(vendor)
                elif inside and line.startswith(device):
                    return line[len(device) :].strip()[:_LONGEST]
    except OSError:
        return ""
    return ""


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()[:_LONGEST]
    except OSError:
        return ""


def _number(path: Path) -> int:
    """Decimal, or hexadecimal after 0x; anything else is 0."""
    try:
        return max(0, int(_read(path), 0))
    except ValueError:
        return 0
