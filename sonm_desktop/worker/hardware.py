"""What this machine is: processor, memory, disk. Absent or unreadable is 0 or empty."""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil

_ASK_S = 5
_ARCHITECTURES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Processor:
    """cores: those that this program may use, not all that the machine has."""

    model: str
    cores: int
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hardware:
    """A machine. storage_bytes: free where the engine keeps its volumes."""

    processor: Processor
    ram_bytes: int
    storage_bytes: int
    architecture: str

    @property
    def device(self) -> str:
        """Names the parts that speed depends on; another value means: measure again."""
        parts = (self.processor.model, self.processor.cores, self.processor.flags, self.ram_bytes)
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]

    def to_wire(self) -> dict[str, Any]:
        """As the worker's status shows it."""
        return asdict(self)


def detect(storage_folder: Path) -> Hardware:
    """This machine now; *storage_folder* lies on the disk that tasks would use. Blocks."""
    return Hardware(
        processor=_processor(),
        ram_bytes=psutil.virtual_memory().total,
        storage_bytes=_free_bytes(storage_folder),
        architecture=_ARCHITECTURES.get(platform.machine().lower(), platform.machine()[:20]),
    )


def linux_processor(text: str) -> tuple[str, tuple[str, ...]]:
    """Model and flags in the text of ``/proc/cpuinfo``."""
    fields: dict[str, str] = {}
    for line in text.splitlines():
        name, colon, value = line.partition(":")
        if colon:
            fields.setdefault(name.strip(), value.strip())
    model = fields.get("model name") or fields.get("Model") or fields.get("CPU part", "")
    flags = fields.get("flags") or fields.get("Features", "")
    return model[:_LONGEST], tuple(sorted(set(flags.split())))


def _processor() -> Processor:
    model, flags = _reader(sys.platform)()
    return Processor(model=model, cores=_usable_cores(), flags=flags)


def _usable_cores() -> int:
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return psutil.cpu_count(logical=True) or 0


def _reader(system: str) -> Any:
    readers: Mapping[str, Any] = {"linux": _read_linux, "darwin": _read_mac, "win32": _read_windows}
    return readers.get(system, lambda: ("", ()))


def _read_linux() -> tuple[str, tuple[str, ...]]:
    try:
        return linux_processor(Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return "", ()


def _read_mac() -> tuple[str, tuple[str, ...]]:
    names = ("machdep.cpu.brand_string", "machdep.cpu.features", "machdep.cpu.leaf7_features")
    model, *flags = (_sysctl(name) for name in names)
    return model[:_LONGEST], tuple(
        sorted({flag.lower() for text in flags for flag in text.split()})
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


def _read_windows() -> tuple[str, tuple[str, ...]]:
    return os.environ.get("PROCESSOR_IDENTIFIER", "")[:_LONGEST], ()


def _free_bytes(folder: Path) -> int:
    for place in (folder, *folder.parents):
        try:
            return psutil.disk_usage(str(place)).free
        except OSError:
            continue
    return 0
