"""The device files by which a job computes on GPUs of AMD and Intel: found here, by our own rule.

A render node computes and can neither show a picture nor see one. AMD's compute stack talks to
``/dev/kfd`` beside it, which lets a job only at the GPUs whose render nodes it has.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sonm_desktop.core.errors import RemoteError
from sonm_desktop.worker.devices.drm import drm_gpus
from sonm_desktop.worker.devices.gpu import Gpu, GpuVendor

_SYS, _DEV = Path("/sys"), Path("/dev")
_RENDER = re.compile(r"renderD(?:12[89]|1[3-9][0-9])", re.ASCII)
_DRM_MAJOR = 226
_KFD = "kfd"
_PREFIXES = ("amd:", "pci:")

Look = Callable[[Path], os.stat_result]


@dataclass(frozen=True, slots=True)
class RenderNodes:
    """paths: of character devices, outside and inside alike. groups: numbers of those who may."""

    paths: tuple[str, ...] = ()
    groups: tuple[int, ...] = ()


def has_render_node(gpu: str) -> bool:
    """Whether *gpu* is the id of a device that is passed on by its render node."""
    return gpu.startswith(_PREFIXES)


def render_nodes(
    gpus: Sequence[str], system: Path = _SYS, dev: Path = _DEV, look: Look = os.lstat
) -> RenderNodes:
    """Those of the devices *gpus*, in the trees *system* and *dev*. Blocks.

    Raises RemoteError worker.gpu_away: a device is gone, or nobody but root may use it.
    """
    known = {gpu.id: gpu for gpu in drm_gpus(system, ())} if gpus else {}
    paths: list[str] = []
    groups: set[int] = set()
    for wanted in gpus:
        gpu = known.get(wanted)
        if gpu is None:
            raise RemoteError("worker.gpu_away")
        for path in _paths(gpu, system, dev):
            group = _group(path, look)
            groups |= set() if group is None else {group}
            paths += [] if str(path) in paths else [str(path)]
    return RenderNodes(tuple(paths), tuple(sorted(groups)))


def _paths(gpu: Gpu, system: Path, dev: Path) -> list[Path]:
    folder = system / "bus" / "pci" / "devices" / gpu.pci / "drm"
    names = sorted(place.name for place in folder.glob("renderD*") if _RENDER.fullmatch(place.name))
    if len(names) != 1:
        raise RemoteError("worker.gpu_away")
    node = dev / "dri" / names[0]
    return [node, dev / _KFD] if gpu.vendor is GpuVendor.AMD else [node]


def _group(path: Path, look: Look) -> int | None:
    """Whose member may read and write *path*; None where everybody may."""
    try:
        found = look(path)
    except OSError as error:
        raise RemoteError("worker.gpu_away") from error
    is_node = stat.S_ISCHR(found.st_mode)
    if not is_node or (path.name != _KFD and os.major(found.st_rdev) != _DRM_MAJOR):
        raise RemoteError("worker.gpu_away")
    if found.st_mode & 0o006 == 0o006:
        return None
    if found.st_mode & 0o060 != 0o060 or not found.st_gid:
        raise RemoteError("worker.gpu_away")
    return found.st_gid
