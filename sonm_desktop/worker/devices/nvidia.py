"""NVIDIA's GPUs by NVML, which knows their UUIDs; without its driver there are none."""

from __future__ import annotations

import ctypes
import ctypes.util
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import ModuleType
from typing import Any, Protocol

from sonm_desktop.worker.devices.gpu import Gpu, GpuKind, GpuVendor

logger = logging.getLogger(__name__)

_LONGEST = 120
_NVIDIA_ID = 0x10DE


class Nvml(Protocol):
    """The functions of pynvml that are called here; each may raise its NVMLError."""

    NVMLError: type[Exception]

    def nvmlInit(self) -> None: ...  # noqa: N802 (NVML's names)
    def nvmlShutdown(self) -> None: ...  # noqa: N802
    def nvmlDeviceGetCount(self) -> int: ...  # noqa: N802
    def nvmlDeviceGetHandleByIndex(self, index: int) -> Any: ...  # noqa: N802
    def nvmlSystemGetDriverVersion(self) -> str | bytes: ...  # noqa: N802
    def nvmlDeviceGetUUID(self, handle: Any) -> str | bytes: ...  # noqa: N802
    def nvmlDeviceGetName(self, handle: Any) -> str | bytes: ...  # noqa: N802
    def nvmlDeviceGetMemoryInfo(self, handle: Any) -> Any: ...  # noqa: N802
    def nvmlDeviceGetPciInfo(self, handle: Any) -> Any: ...  # noqa: N802
    def nvmlDeviceGetVbiosVersion(self, handle: Any) -> str | bytes: ...  # noqa: N802
    def nvmlDeviceGetEnforcedPowerLimit(self, handle: Any) -> int: ...  # noqa: N802
    def nvmlDeviceGetTemperature(self, handle: Any, sensor: int) -> int: ...  # noqa: N802
    def nvmlDeviceGetPowerUsage(self, handle: Any) -> int: ...  # noqa: N802


def nvidia_gpus(nvml: Nvml | ModuleType | None = None) -> list[Gpu]:
    """All that the driver shows. Blocks for some 50 ms, more when the driver wakes a card."""
    with opened_nvml(nvml) as library:
        if library is None:
            return []
        driver = _text(library.nvmlSystemGetDriverVersion())
        count = library.nvmlDeviceGetCount()
        return [gpu for at in range(count) if (gpu := _card(library, at, driver)) is not None]
    return []


@contextmanager
def opened_nvml(nvml: Nvml | ModuleType | None = None) -> Iterator[Any]:
    """The driver's library, started, and by default its own; None where it does not start.

    A failure inside is logged, and ends what was begun.
    """
    library: Any = nvml or _library()
    if library is None:
        yield None
        return
    try:
        library.nvmlInit()
    except library.NVMLError as error:
        logger.debug("NVML does not start: %s", error)
        yield None
        return
    try:
        yield library
    except library.NVMLError as error:
        logger.warning("NVML lists no GPUs: %s", error)
    finally:
        with suppress(library.NVMLError):
            library.nvmlShutdown()


def card_id(nvml: Any, handle: Any) -> str:
    """The UUID that the driver gives it. Raises the library's NVMLError."""
    return _text(nvml.nvmlDeviceGetUUID(handle))


def _library() -> ModuleType | None:
    """None without the driver's library: then the binding is not even imported."""
    if sys.platform == "darwin":
        return None
    name = "nvml.dll" if sys.platform == "win32" else "libnvidia-ml.so.1"
    try:
        ctypes.CDLL(name)
    except OSError:
        return None
    import pynvml  # type: ignore[import-untyped] # noqa: PLC0415 (only where it can work)

    found: ModuleType = pynvml
    return found


def _card(nvml: Any, index: int, driver: str) -> Gpu | None:
    """The card at *index*; None when it has fallen off the bus."""
    try:
        handle = nvml.nvmlDeviceGetHandleByIndex(index)
        uuid = card_id(nvml, handle)
        name = _text(nvml.nvmlDeviceGetName(handle))
    except nvml.NVMLError as error:
        logger.warning("NVIDIA GPU %d does not answer: %s", index, error)
        return None
    place = _asked(nvml, nvml.nvmlDeviceGetPciInfo, handle)
    memory = _asked(nvml, nvml.nvmlDeviceGetMemoryInfo, handle)
    ids = int(getattr(place, "pciDeviceId", 0))
    return Gpu(
        id=uuid,
        name=name,
        vendor=GpuVendor.NVIDIA,
        kind=GpuKind.DISCRETE,
        memory_bytes=int(getattr(memory, "total", 0)),
        pci=_pci(_text(getattr(place, "busId", ""))),
        vendor_id=(ids & 0xFFFF) or _NVIDIA_ID,
        device_id=ids >> 16,
        driver=driver,
        firmware=_text(_asked(nvml, nvml.nvmlDeviceGetVbiosVersion, handle) or ""),
        power_limit_mw=int(_asked(nvml, nvml.nvmlDeviceGetEnforcedPowerLimit, handle) or 0),
    )


def _asked(nvml: Any, question: Callable[[Any], Any], handle: Any) -> Any:
    """None where this card does not support the question."""
    try:
        return question(handle)
    except nvml.NVMLError:
        return None


def _text(said: str | bytes) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return text[:_LONGEST]


def _pci(bus_id: str) -> str:
    """NVML writes a domain of eight digits, the kernel one of four."""
    domain, colon, rest = bus_id.lower().partition(":")
    return f"{domain[-4:]}:{rest}" if colon else ""
