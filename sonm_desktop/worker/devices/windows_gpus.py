"""GPUs of Windows by the registry's display class: name, memory of 64 bits, driver, place."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sonm_desktop.worker.devices.gpu import Gpu, GpuKind, GpuVendor, vendor_of
from sonm_desktop.worker.devices.registry import keys_of, values_of

CLASS = r"SYSTEM\CurrentControlSet\Control\Class\{4d36e968-e325-11ce-bfc1-08002be10318}"  # display
_MEMORY = ("HardwareInformation.qwMemorySize", "HardwareInformation.MemorySize")
_IDS = re.compile(r"ven_([0-9a-f]{4})&dev_([0-9a-f]{4})", re.IGNORECASE | re.ASCII)
_LONGEST = 120
_CARVE = 2 << 30

Values = Callable[[str], dict[str, Any]]
Keys = Callable[[str], list[str]]


def windows_gpus(values: Values = values_of, keys: Keys = keys_of) -> list[Gpu]:
    """Every adapter with PCI ids; *values* and *keys* read the registry."""
    found = []
    for name in keys(CLASS):
        if name.isdigit() and (gpu := _card(values(rf"{CLASS}\{name}"), name)) is not None:
            found.append(gpu)
    return found


def _card(said: dict[str, Any], entry: str) -> Gpu | None:
    ids = _IDS.search(str(said.get("MatchingDeviceId", "")))
    if ids is None:
        return None
    vendor_id, device_id = int(ids[1], 16), int(ids[2], 16)
    vendor, memory = vendor_of(vendor_id), _memory(said)
    if vendor is GpuVendor.OTHER:
        return None
    return Gpu(
        id=f"win:{entry}:{vendor_id:04x}:{device_id:04x}",
        name=str(said.get("DriverDesc", ""))[:_LONGEST] or f"{vendor} GPU",
        vendor=vendor,
        kind=_kind(vendor, memory),
        memory_bytes=memory,
        vendor_id=vendor_id,
        device_id=device_id,
        driver=str(said.get("DriverVersion", ""))[:_LONGEST],
        firmware=str(said.get("HardwareInformation.BiosString", ""))[:_LONGEST],
    )


def _kind(vendor: GpuVendor, memory: int) -> GpuKind:
    return (
        GpuKind.INTEGRATED
        if vendor is not GpuVendor.NVIDIA and memory <= _CARVE
        else GpuKind.DISCRETE
    )


def _memory(said: dict[str, Any]) -> int:
    """A number, or its bytes in little-endian order, as drivers write either."""
    for name in _MEMORY:
        told = said.get(name)
        if isinstance(told, bytes):
            told = int.from_bytes(told, "little")
        if isinstance(told, int) and told > 0:
            return told
    return 0
