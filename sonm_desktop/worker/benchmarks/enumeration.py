"""The portable enumeration of GPUs, asked of a child process; none where it cannot work."""

from __future__ import annotations

import logging
from typing import Any

from sonm_desktop.core.errors import RemoteError
from sonm_desktop.core.program import background_command
from sonm_desktop.worker.benchmarks.child import lines_of
from sonm_desktop.worker.devices.gpu import Gpu, gpu_from_wire

logger = logging.getLogger(__name__)

LIMIT_S = 20.0


async def portable_gpus(command: list[str] | None = None) -> tuple[Gpu, ...]:
    """What *command* prints, by itself our own child."""
    lines: list[dict[str, Any]] = []
    try:
        await lines_of(command or background_command("worker", "adapters"), lines.append, LIMIT_S)
    except RemoteError as error:
        logger.warning("GPUs are not enumerated: %s", error.code)
        return ()
    return tuple(gpu_from_wire(each) for line in lines for each in line.get("adapters", ()))
