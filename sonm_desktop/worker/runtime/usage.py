"""What a running container uses, out of the engine's statistics."""

from __future__ import annotations

from typing import Any

from docker import APIClient
from docker.errors import NotFound
from docker.utils import version_gte

from sonm_desktop.core.errors import BadReply
from sonm_desktop.worker.runtime.port import TaskReading

_ONE_SHOT_SINCE = "1.41"
_CACHES = ("total_inactive_file", "inactive_file")
"""Pages that the kernel takes back before it is short of memory; by version of the groups."""


def usage_now(client: APIClient, container: str) -> TaskReading | None:
    """None when it does not run, or has ended meanwhile. Blocks for up to two seconds."""
    try:
        found = client.inspect_container(container)
        if not found["State"]["Running"]:
            return None
        at_once = version_gte(client.api_version, _ONE_SHOT_SINCE)
        told = client.stats(container, stream=False, one_shot=at_once)
    except NotFound:
        return None
    except (KeyError, TypeError) as error:
        raise BadReply("a container without the fields of a container") from error
    return task_reading(found, told)


def task_reading(found: Any, told: Any) -> TaskReading | None:
    """From the answers to ``inspect`` and ``stats``. Raises BadReply.

    The statistics of a container that has just ended are empty.
    """
    try:
        memory = told["memory_stats"]
        cpu_ns = told["cpu_stats"]["cpu_usage"]["total_usage"]
        if not memory or not cpu_ns:
            return None
        return TaskReading(
            birth=f"{found['Id']} {found['State']['StartedAt']}",
            cpu_ns=_whole(cpu_ns),
            ram_bytes=max(0, _whole(memory["usage"]) - _cache(memory.get("stats") or {})),
            ram_peak=_whole(memory.get("max_usage", 0)),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadReply("statistics without their fields") from error


def _cache(pages: dict[str, Any]) -> int:
    return next((_whole(pages[name]) for name in _CACHES if name in pages), 0)


def _whole(said: Any) -> int:
    if type(said) is not int or said < 0:
        raise ValueError("not a count")
    return said
