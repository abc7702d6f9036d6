"""Kernels on one adapter: compiled once, run for as many rounds as asked, timed by the wall."""

from __future__ import annotations

import time
from collections.abc import Sequence
from importlib import resources

import wgpu  # type: ignore[import-untyped]

_WORD = 4
_USAGE = wgpu.BufferUsage.STORAGE | wgpu.BufferUsage.COPY_SRC | wgpu.BufferUsage.COPY_DST
_LARGE = ("max-buffer-size", "max-storage-buffer-binding-size")


class ComputeDevice:
    """One adapter, opened."""

    def __init__(self, adapter: wgpu.GPUAdapter) -> None:
        self.largest_bytes = int(adapter.limits["max-storage-buffer-binding-size"])
        self._device = adapter.request_device_sync(
            required_limits={name: adapter.limits[name] for name in _LARGE}
        )

    def buffer(self, size: int) -> wgpu.GPUBuffer:
        """*size* bytes of zeros."""
        return self._device.create_buffer(size=size, usage=_USAGE)

    def kernel(self, name: str, buffers: Sequence[wgpu.GPUBuffer], read_only: int = 0) -> Kernel:
        """The kernel in ``<name>.wgsl``; the first *read_only* of its *buffers* are only read."""
        code = resources.files(__package__).joinpath(f"{name}.wgsl").read_text(encoding="utf-8")
        return Kernel(self._device, code, buffers, read_only)

    def write(self, buffer: wgpu.GPUBuffer, content: bytes) -> None:
        self._device.queue.write_buffer(buffer, 0, content)

    def read(self, buffer: wgpu.GPUBuffer, offset: int, size: int) -> bytes:
        return bytes(self._device.queue.read_buffer(buffer, offset, size))


class Kernel:
    """A compiled kernel with its buffers."""

    def __init__(
        self,
        device: wgpu.GPUDevice,
        code: str,
        buffers: Sequence[wgpu.GPUBuffer],
        read_only: int,
    ) -> None:
        self._device = device
        self._work = device.create_buffer(size=_WORD, usage=_USAGE)
        bound = [self._work, *buffers]
        layout = device.create_bind_group_layout(
            entries=[
                {
                    "binding": at,
                    "visibility": wgpu.ShaderStage.COMPUTE,
                    "buffer": {"type": "read-only-storage" if at <= read_only else "storage"},
                }
                for at in range(len(bound))
            ]
        )
        self._pipeline = device.create_compute_pipeline(
            layout=device.create_pipeline_layout(bind_group_layouts=[layout]),
            compute={
                "module": device.create_shader_module(code=code),
                "entry_point": "main",
            },
        )
        self._group = device.create_bind_group(
            layout=layout,
            entries=[
                {"binding": at, "resource": {"buffer": each, "offset": 0, "size": each.size}}
                for at, each in enumerate(bound)
            ],
        )

    def run(self, groups: int, rounds: int) -> float:
        """Seconds that *groups* workgroups took for *rounds*, with one wait for their end."""
        self._device.queue.write_buffer(self._work, 0, rounds.to_bytes(_WORD, "little"))
        self._wait()
        encoder = self._device.create_command_encoder()
        step = encoder.begin_compute_pass()
        step.set_pipeline(self._pipeline)
        step.set_bind_group(0, self._group)
        step.dispatch_workgroups(groups)
        step.end()
        commands = encoder.finish()
        begun = time.perf_counter()
        self._device.queue.submit([commands])
        self._wait()
        return time.perf_counter() - begun

    def _wait(self) -> None:
        # WORKAROUND https://github.com/pygfx/wgpu-py/issues/834: waiting by the queue fails.
        self._device.queue.read_buffer(self._work, 0, _WORD)
