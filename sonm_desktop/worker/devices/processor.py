"""The processor: what its system says of it. Absent or unreadable is 0 or empty."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil

_ASK_S = 5
_LONGEST = 200
_CPU_KEY = r"HARDWARE\DESCRIPTION\System\CentralProcessor\0"


@dataclass(frozen=True, slots=True)
class Processor:
    """cores: threads that this program may use, not all that the machine has.

    physical: cores without their second threads, 0 when nobody knows. microcode: its firmware.
    """

    model: str
    cores: int
    flags: tuple[str, ...]
    vendor: str = ""
    physical: int = 0
    microcode: str = ""


@dataclass(frozen=True, slots=True)
class Description:
    """The words of a system about its processor."""

    model: str = ""
    flags: tuple[str, ...] = ()
    vendor: str = ""
    microcode: str = ""


def processor() -> Processor:
    """This machine's. Blocks."""
    said = _reader(sys.platform)()
    return Processor(
        model=said.model,
        cores=usable_cores(),
        flags=said.flags,
        vendor=said.vendor,
        physical=psutil.cpu_count(logical=False) or 0,
        microcode=said.microcode,
    )


def usable_cores() -> int:
    """Threads of the processor that this program may run on."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return psutil.cpu_count(logical=True) or 0


def linux_description(text: str) -> Description:
    """What the text of ``/proc/cpuinfo`` says."""
    fields: dict[str, str] = {}
    for line in text.splitlines():
        name, colon, value = line.partition(":")
        if colon:
            fields.setdefault(name.strip(), value.strip()[:10_000])
    model = fields.get("model name") or fields.get("Model") or fields.get("CPU part", "")
    flags = fields.get("flags") or fields.get("Features", "")
    return Description(
        model=model[:_LONGEST],
        flags=tuple(sorted(set(flags.split()))),
        vendor=(fields.get("vendor_id") or fields.get("CPU implementer", ""))[:_LONGEST],
        microcode=fields.get("microcode", "")[:_LONGEST],
    )


def _reader(system: str) -> Callable[[], Description]:
    readers: Mapping[str, Callable[[], Description]] = {
        "linux": _read_linux,
        "darwin": _read_mac,
        "win32": _read_windows,
    }
    return readers.get(system, Description)


def _read_linux() -> Description:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return Description()
    return linux_description(text)


def _read_mac() -> Description:
    flags = (_sysctl(f"machdep.cpu.{name}") for name in ("features", "leaf7_features"))
    return Description(
        model=_sysctl("machdep.cpu.brand_string")[:_LONGEST],
        flags=tuple(sorted({flag.lower() for text in flags for flag in text.split()})),
        vendor=_sysctl("machdep.cpu.vendor")[:_LONGEST] or "Apple",
    )


def _sysctl(name: str) -> str:
    try:
        asked = subprocess.run(  # noqa: S603 (constant names)
            ["/usr/sbin/sysctl", "-n", name],
            capture_output=True,
            text=True,
            timeout=_ASK_S,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return asked.stdout.strip()


def _read_windows() -> Description:
    from sonm_desktop.worker.devices.registry import values_of  # noqa: PLC0415 (Windows only)

    said = values_of(_CPU_KEY)
    model = said.get("ProcessorNameString") or os.environ.get("PROCESSOR_IDENTIFIER", "")
    revision = said.get("Update Revision", b"")
    return Description(
        model=str(model).strip()[:_LONGEST],
        vendor=str(said.get("VendorIdentifier", ""))[:_LONGEST],
        microcode=revision.hex() if isinstance(revision, bytes) else "",
    )
