"""The first frame of every stream: what it is for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sonm_desktop.core.errors import BadReply, RemoteError

VERSION = 1

LONGEST_DEADLINE_MS = 600_000
LONGEST_PATH = 1024

_METHOD = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+){0,3}", re.ASCII)
_CALL_ID = re.compile(r"[A-Za-z0-9._:-]{1,96}", re.ASCII)
_TASK = re.compile(r"[A-Za-z0-9._:-]{1,96}", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Hello:
    """Both sides say who they are."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request and one reply. *id* is the idempotency id."""

    method: str
    id: str
    deadline_ms: int


@dataclass(frozen=True, slots=True)
class Follow:
    """The log of *task* behind seq *after*."""

    task: str
    after: int


@dataclass(frozen=True, slots=True)
class Get:
    """The file *path* of *task* from *offset* on, if it still has the digest *sha256*.

    sha256 is empty on the first request, when offset is 0.
    """

    task: str
    path: str
    offset: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Ping:
    """Numbers, each sent back at once."""


Header = Hello | Call | Follow | Get | Ping


def written(header: Header) -> dict[str, Any]:
    """*header* as it travels."""
    match header:
        case Hello():
            return {"v": VERSION, "kind": "hello"}
        case Ping():
            return {"v": VERSION, "kind": "ping"}
        case Call(method, call_id, deadline_ms):
            rest = {"method": method, "id": call_id, "deadline_ms": deadline_ms}
            return {"v": VERSION, "kind": "rpc", **rest}
        case Follow(task, after):
            return {"v": VERSION, "kind": "log", "task": task, "after": after}
        case Get(task, path, offset, sha256):
            rest = {"task": task, "path": path, "offset": offset, "sha256": sha256}
            return {"v": VERSION, "kind": "get", **rest}


def read_header(wire: dict[str, Any]) -> Header:
    """The header in *wire*.

    Raises BadReply for nonsense and RemoteError("p2p.unknown_request") for a request of
    another version of the protocol.
    """
    kind = wire.get("kind")
    if wire.get("v") != VERSION or not isinstance(kind, str):
        raise RemoteError("p2p.unknown_request")
    match kind:
        case "hello":
            return Hello()
        case "ping":
            return Ping()
        case "rpc":
            return Call(
                method=_text(wire, "method", _METHOD),
                id=_text(wire, "id", _CALL_ID),
                deadline_ms=_integer(wire, "deadline_ms", 1, LONGEST_DEADLINE_MS),
            )
        case "log":
            return Follow(task=_text(wire, "task", _TASK), after=_integer(wire, "after", 0))
        case "get":
            return _read_get(wire)
    raise RemoteError("p2p.unknown_request")


def _read_get(wire: dict[str, Any]) -> Get:
    path, sha256 = wire.get("path"), wire.get("sha256")
    if not isinstance(path, str) or not 0 < len(path) <= LONGEST_PATH:
        raise BadReply("a request without a path")
    offset = _integer(wire, "offset", 0)
    if sha256 == "" and offset == 0:
        return Get(task=_text(wire, "task", _TASK), path=path, offset=0, sha256="")
    digest = _text(wire, "sha256", _DIGEST)
    return Get(task=_text(wire, "task", _TASK), path=path, offset=offset, sha256=digest)


def _text(wire: dict[str, Any], name: str, shape: re.Pattern[str]) -> str:
    value = wire.get(name)
    if not isinstance(value, str) or len(value) > 128 or not shape.fullmatch(value):
        raise BadReply(f"a request with a bad {name}")
    return value


def _integer(wire: dict[str, Any], name: str, least: int, most: int = 2**63 - 1) -> int:
    value = wire.get(name)
    if type(value) is not int or not least <= value <= most:
        raise BadReply(f"a request with a bad {name}")
    return value
