"""Reads the counters of a deal's cell, from a container of ours beside its tasks.

Only who may change the rules may read their counters, so a small shell with that right waits
in the cell's network namespace; a line sent to it costs milliseconds, where a container or an
`exec` for each reading costs fifty. Tasks share nothing else with it and have no rights.
"""

from __future__ import annotations

import re
import socket
from typing import Any

from docker import APIClient
from docker.errors import APIError, NotFound

from sonm_desktop.core.errors import BadReply
from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.worker.runtime.cell_requests import BIRTH_LABEL, meter_request
from sonm_desktop.worker.runtime.confinement import WORKER_LABEL, cell_name
from sonm_desktop.worker.runtime.engine_errors import CONFLICT, NOT_FOUND
from sonm_desktop.worker.runtime.own_images import OwnImages
from sonm_desktop.worker.runtime.port import LineReading

_ANSWER_S = 5.0
_MOST_SAID = 1 << 14
_HEADER = 8
_END = b".\n"
_COUNTER = re.compile(rb"counter (sent|received) \{\s*packets \d+ bytes (\d{1,20})\s*\}")


class Meters:
    """One reader per cell with a network. Every method blocks: call it in a thread."""

    def __init__(self, client: APIClient, worker: Address, images: OwnImages) -> None:
        self._client = client
        self._worker = worker
        self._images = images

    def read(self, deal: DealId, birth: str) -> LineReading:
        """The counters of the cell of *deal* that runs since *birth*.

        Raises BadReply where they cannot be told.
        """
        name = f"{cell_name(deal)}-meter"
        if not self._stands(name, birth):
            self._remove(name)
            self._begin(name, deal, birth)
        return _reading(self._asked(name), birth)

    def _stands(self, name: str, birth: str) -> bool:
        try:
            found: dict[str, Any] = self._client.inspect_container(name)
        except NotFound:
            return False
        marks = found["Config"]["Labels"] or {}
        ours = (marks.get(WORKER_LABEL), marks.get(BIRTH_LABEL)) == (self._worker, birth)
        return ours and bool(found["State"]["Running"])

    def _begin(self, name: str, deal: DealId, birth: str) -> None:
        request = meter_request(self._worker, deal, self._images.guard(), birth=birth)
        self._client.create_container_from_config(request, name)  # type: ignore[no-untyped-call]
        try:
            self._client.start(name)
        except APIError:
            self._remove(name)
            raise

    def _asked(self, name: str) -> bytes:
        opened: Any = self._client.attach_socket(name, {"stdin": 1, "stdout": 1, "stream": 1})
        line: socket.socket = getattr(opened, "_sock", opened)
        try:
            line.settimeout(_ANSWER_S)
            line.sendall(b"\n")
            return _answer(line)
        except OSError as error:
            raise BadReply("a meter that does not answer") from error
        finally:
            opened.close()
            line.close()

    def _remove(self, name: str) -> None:
        try:
            self._client.remove_container(name, force=True)
        except APIError as error:
            if error.status_code not in (NOT_FOUND, CONFLICT):
                raise


def _answer(line: socket.socket) -> bytes:
    """What the shell says up to its full stop."""
    raw = b""
    while len(raw) < _MOST_SAID:
        piece = line.recv(_MOST_SAID)
        if not piece:
            break
        raw += piece
        said = _unframed(raw)
        if said.endswith(_END):
            return said
    raise BadReply("a meter that says something else")


def _unframed(raw: bytes) -> bytes:
    """The text in the engine's frames: fd, three zero bytes, length (u32, big-endian), text."""
    said, at = b"", 0
    while at + _HEADER <= len(raw):
        size = int.from_bytes(raw[at + 4 : at + _HEADER], "big")
        said += raw[at + _HEADER : at + _HEADER + size]
        at += _HEADER + size
    return said


def _reading(said: bytes, birth: str) -> LineReading:
    counted = {name: int(number) for name, number in _COUNTER.findall(said)}
    if set(counted) != {b"sent", b"received"}:
        raise BadReply("a meter without its counters")
    return LineReading(birth, received=counted[b"received"], sent=counted[b"sent"])
