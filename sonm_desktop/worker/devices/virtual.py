"""Whether this machine is a virtual one, and whose."""

from __future__ import annotations

import sys
from pathlib import Path

from sonm_desktop.worker.devices.registry import values_of

_SYS = Path("/sys")
_MAKERS = {
    "qemu": "QEMU",
    "kvm": "KVM",
    "vmware": "VMware",
    "virtualbox": "VirtualBox",
    "innotek": "VirtualBox",
    "xen": "Xen",
    "virtual machine": "Hyper-V",
    "amazon ec2": "Amazon EC2",
    "google compute": "Google Compute Engine",
    "firecracker": "Firecracker",
    "parallels": "Parallels",
    "bochs": "Bochs",
}


def hypervisor(flags: tuple[str, ...], system: Path = _SYS) -> str:
    """Its name, "unknown" when the processor only says that there is one, empty when none.

    *flags*: of the processor.
    """
    named = maker(_board(system))
    if named:
        return named
    return "unknown" if "hypervisor" in flags else ""


def maker(board: str) -> str:
    """The hypervisor that gives its machines *board* as their maker and model."""
    said = board.lower()
    return next((name for mark, name in _MAKERS.items() if mark in said), "")


def _board(system: Path) -> str:
    if sys.platform == "win32":
        said = values_of(r"HARDWARE\DESCRIPTION\System\BIOS")
        return f"{said.get('SystemManufacturer', '')} {said.get('SystemProductName', '')}"
    folder = system / "class" / "dmi" / "id"
    return " ".join(_read(folder / name) for name in ("sys_vendor", "product_name"))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()[:200]
    except OSError:
        return ""
