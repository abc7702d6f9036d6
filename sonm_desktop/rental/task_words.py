"""What a worker says of a task, checked before it is believed or kept."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from sonm_desktop.core.errors import BadReply
from sonm_desktop.rental.records import OutputFile, Pull, TaskState, TaskStatus
from sonm_desktop.store.rental_tasks import RentalTaskRow

MOST_FILES = 10_000
_CODE = re.compile(r"[a-z0-9_]+\.[a-z0-9_]+|", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_PINNED = re.compile(r"(?:[a-z0-9][a-z0-9._:/-]{0,254}@)?sha256:[0-9a-f]{64}", re.ASCII)


def is_pinned(image: str) -> bool:
    """Whether *image* is a digest reference or a local image's id."""
    return _PINNED.fullmatch(image) is not None


def learned(row: RentalTaskRow, word: dict[str, Any]) -> RentalTaskRow:
    """*row* with what the worker says now. Raises BadReply."""
    if word.get("task") != row.task or word.get("deal") != row.deal:
        raise BadReply("the status of another task")
    return replace(
        row,
        state=_state(word.get("state")),
        exit_code=_whole(word.get("exit_code")),
        reason=_code(word.get("reason")),
        params=_params(word.get("params")),
        started=_time(word.get("started")),
        ended=_time(word.get("ended")),
        files=_files(word.get("files")),
        pull=_pull(word.get("pull")),
    )


def status_of(row: RentalTaskRow) -> TaskStatus:
    """The task as its customer sees it."""
    return TaskStatus(
        deal=row.deal,
        task=row.task,
        image=row.pinned or row.image,
        command=row.command,
        state=TaskState(row.state),
        exit_code=row.exit_code,
        reason=row.reason,
        params=row.params,
        started=row.started,
        ended=row.ended,
        files=tuple(OutputFile(**file) for file in row.files),
        pull=None if row.pull is None else Pull(**row.pull),
    )


def _state(value: Any) -> str:
    try:
        state = TaskState(value)
    except ValueError as error:
        raise BadReply("a task in no known state") from error
    if state is TaskState.RECORDED:
        raise BadReply("a task in no known state")
    return state


def _whole(value: Any) -> int | None:
    if value is None or (type(value) is int and abs(value) < 1 << 31):
        return value
    raise BadReply("an exit code that is none")


def _code(value: Any) -> str:
    if not isinstance(value, str) or not _CODE.fullmatch(value):
        raise BadReply("a reason that is no code")
    return value


def _params(value: Any) -> dict[str, Any]:
    """Only short plain values: they become parts of a sentence."""
    if not isinstance(value, dict) or len(value) > 20:
        raise BadReply("parameters that are none")
    return {
        str(name)[:40]: entry if isinstance(entry, int | float | bool) else str(entry)[:200]
        for name, entry in value.items()
    }


def _time(value: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, int | float) and 0 <= value < 1e12:
        return float(value)
    raise BadReply("a time that is none")


def _pull(value: Any) -> dict[str, Any] | None:
    """None while nothing is fetched, and from a worker that does not tell."""
    if value is None:
        return None
    if not isinstance(value, dict):
        raise BadReply("the progress of an image that is none")
    counts = {name: value.get(name) for name in ("layers", "layers_done", "done", "total")}
    left_s = value.get("left_s")
    numbers = [*counts.values(), 0 if left_s is None else left_s]
    if not all(type(number) is int and 0 <= number < 1 << 62 for number in numbers):
        raise BadReply("the progress of an image that is none")
    return {**counts, "unpacking": value.get("unpacking") is True, "left_s": left_s}


def _files(value: Any) -> tuple[dict[str, Any], ...]:
    if not isinstance(value, list | tuple) or len(value) > MOST_FILES:
        raise BadReply("a list of files that is none")
    return tuple(_file(entry) for entry in value)


def _file(entry: Any) -> dict[str, Any]:
    if not isinstance(entry, dict):
        raise BadReply("a file that is none")
    path, size, digest = entry.get("path"), entry.get("size"), entry.get("sha256")
    if not isinstance(path, str) or not _inside(path):
        raise BadReply("a file outside of its folder")
    if type(size) is not int or size < 0:
        raise BadReply("a file of no size")
    if not isinstance(digest, str) or not _SHA256.fullmatch(digest):
        raise BadReply("a file without a digest")
    return {"path": path, "size": size, "sha256": digest}


def _inside(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return (
        0 < len(path) <= 1024
        and bool(parts)
        and not path.startswith("/")
        and "\\" not in path
        and path.isprintable()
        and all(part not in ("..", ".") for part in parts)
    )
