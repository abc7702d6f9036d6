"""The engine's JSON and streams, checked, as the port's records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sonm_desktop.core.errors import BadReply
from sonm_desktop.core.ids import parse_deal_id, parse_task_id
from sonm_desktop.worker.runtime.confinement import DEAL_LABEL, TASK_LABEL
from sonm_desktop.worker.runtime.port import EngineRecord, Phase, Sandbox

_NS = 1_000_000_000
_HEADER = 8
_LARGEST_RECORD = 1 << 20
_STDOUT, _STDERR = 1, 2
_RUNNING = frozenset({"running", "paused", "restarting"})


def sandbox_of(inspected: Any) -> Sandbox:
    """The sandbox in an ``inspect`` answer. Raises BadReply."""
    try:
        state, marks = inspected["State"], inspected["Config"]["Labels"]
        phase = _phase(state["Status"])
        return Sandbox(
            id=str(inspected["Id"]),
            deal=parse_deal_id(marks[DEAL_LABEL]),
            task=parse_task_id(marks[TASK_LABEL]),
            phase=phase,
            exit_code=int(state["ExitCode"]) if phase is Phase.EXITED else None,
            out_of_memory=bool(state.get("OOMKilled", False)),
            started=_moment(state["StartedAt"]),
            ended=_moment(state["FinishedAt"]) if phase is Phase.EXITED else None,
            paused=state["Status"] == "paused",
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadReply("a container without the fields of a container") from error


def records_of(chunks: Iterable[bytes]) -> Iterator[EngineRecord]:
    """The records in the engine's multiplexed log stream. Raises BadReply.

    A record: fd, three zero bytes, length (u32, big-endian), time in RFC 3339, a blank, data.
    """
    waiting = bytearray()
    for chunk in chunks:
        waiting += chunk
        while len(waiting) >= _HEADER:
            size = int.from_bytes(waiting[4:_HEADER], "big")
            if waiting[0] not in (_STDOUT, _STDERR) or size > _LARGEST_RECORD:
                raise BadReply("a log that is not in the engine's format")
            if len(waiting) < _HEADER + size:
                break
            yield _record(waiting[0], bytes(waiting[_HEADER : _HEADER + size]))
            del waiting[: _HEADER + size]


def _record(fd: int, payload: bytes) -> EngineRecord:
    stamp, blank, text = payload.partition(b" ")
    if not blank:
        raise BadReply("a log record without its time")
    return EngineRecord(ts=time_ns(stamp.decode("ascii", "replace")), fd=fd, data=text)


def time_ns(stamp: str) -> int:
    """RFC 3339 text with up to nine decimals as ns since 1970. Raises BadReply."""
    try:
        zone_at = next(
            i for i, letter in enumerate(stamp) if letter in "Z+" or (i > 10 and letter == "-")
        )
        whole, _, fraction = stamp[:zone_at].partition(".")
        zone = "+00:00" if stamp[zone_at] == "Z" else stamp[zone_at:]
        seconds = int(datetime.fromisoformat(whole + zone).timestamp())
        return seconds * _NS + int(fraction[:9].ljust(9, "0") or "0")
    except (StopIteration, ValueError, OverflowError) as error:
        raise BadReply("a time that is none") from error


def _moment(stamp: Any) -> float | None:
    text = str(stamp)
    if text.startswith("0001-"):
        return None
    return time_ns(text) / _NS


def _phase(status: Any) -> Phase:
    if status == "created":
        return Phase.CREATED
    return Phase.RUNNING if status in _RUNNING else Phase.EXITED
