"""GPUs by their portable enumeration (WebGPU), for a child process only.

The native library and its drivers take tens of megabytes, and a driver can hang or crash. So
the worker runs ``sonm worker adapters`` and reads the one line that it prints.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import psutil

from sonm_desktop.worker.devices.gpu import Gpu, GpuKind, GpuVendor, vendor_of

if TYPE_CHECKING:
    import wgpu  # type: ignore[import-untyped]

_BEST_FIRST = ("Vulkan", "Metal", "D3D12", "OpenGL")
_KINDS = {
    "DiscreteGPU": GpuKind.DISCRETE,
    "IntegratedGPU": GpuKind.INTEGRATED,
    "CPU": GpuKind.SOFTWARE,
}
_LONGEST = 120
_PREFIX = "gpu:"


def main(_argv: Sequence[str]) -> int:
    """Print every adapter once, as JSON on one line; the exit code."""
    found = [asdict(gpu) for gpu in described(adapters())]
    sys.stdout.write(json.dumps({"adapters": found}) + "\n")
    return 0


def adapters() -> dict[str, wgpu.GPUAdapter]:
    """Those of the best backend of each model, by the ids that `described` gives them."""
    # WORKAROUND https://github.com/pygfx/wgpu-py: EGL complains on standard error without it.
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    import wgpu  # noqa: PLC0415 (its library is loaded by importing)

    return numbered(wgpu.gpu.enumerate_adapters_sync())


def numbered(found: Iterable[wgpu.GPUAdapter]) -> dict[str, wgpu.GPUAdapter]:
    """*found* without the twins of other backends."""
    ranked = sorted(found, key=lambda adapter: _rank(adapter.info["backend_type"]))
    backend: dict[tuple[int, int], str] = {}
    count: Counter[tuple[int, int]] = Counter()
    kept: dict[str, wgpu.GPUAdapter] = {}
    for adapter in ranked:
        said = adapter.info
        model = (said["vendor_id"], said["device_id"])
        if backend.setdefault(model, said["backend_type"]) == said["backend_type"]:
            kept[adapter_id(*model, count[model])] = adapter
            count[model] += 1
    return kept


def adapter_id(vendor_id: int, device_id: int, nth: int) -> str:
    """Of the *nth* card of one model."""
    return f"{_PREFIX}{vendor_id:04x}:{device_id:04x}:{nth}"


def described(found: dict[str, wgpu.GPUAdapter]) -> list[Gpu]:
    """*found* as devices."""
    return [_gpu(each, adapter.info) for each, adapter in found.items()]


def _gpu(adapter: str, said: Any) -> Gpu:
    vendor = vendor_of(said["vendor_id"])
    return Gpu(
        id=adapter,
        name=str(said["device"])[:_LONGEST],
        vendor=vendor,
        kind=_KINDS.get(said["adapter_type"], GpuKind.UNKNOWN),
        # Apple's GPUs have no memory of their own.
        memory_bytes=psutil.virtual_memory().total if vendor is GpuVendor.APPLE else 0,
        vendor_id=said["vendor_id"],
        device_id=said["device_id"],
        driver=str(said["description"])[:_LONGEST],
    )


def _rank(backend: str) -> int:
    return _BEST_FIRST.index(backend) if backend in _BEST_FIRST else len(_BEST_FIRST)
