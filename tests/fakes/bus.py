"""A D-Bus service of a test: answers calls on a real bus with what it was given.

It speaks the wire protocol itself (https://dbus.freedesktop.org/doc/dbus-specification.html), as
far as answering needs it, so that no library for it is needed.
"""

from __future__ import annotations

import os
import socket
import struct
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_CALL, _REPLY, _ERROR = 1, 2, 3
_PATH, _INTERFACE, _MEMBER, _ERROR_NAME, _REPLY_SERIAL, _TARGET, _SENDER, _SIGNATURE = range(1, 9)
_ALIGN = {"y": 1, "g": 1, "v": 1, "b": 4, "u": 4, "s": 4, "o": 4, "a": 4, "t": 8, "(": 8, "{": 8}
_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={socket}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/></policy></busconfig>"""


@dataclass(frozen=True, slots=True)
class Variant:
    """A value that carries its type."""

    signature: str
    value: Any


Answers = dict[tuple[str, str], Variant]
"""By object's path, and the name of a method or of a property; what has none is refused."""


@dataclass
class Service:
    """answers may be changed while it serves. asked: paths and methods of calls, in order."""

    answers: Answers = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)


@contextmanager
def private_bus(folder: Path) -> Iterator[str]:
    """The address of a real bus that nobody else is on."""
    place = folder / "bus"
    config = folder / "bus.conf"
    config.write_text(_CONFIG.format(socket=place), encoding="utf-8")
    words = ("dbus-daemon", "--nofork", "--print-address=1", f"--config-file={config}")
    daemon = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert daemon.stdout is not None
        assert daemon.stdout.readline(), "the bus did not start"
        yield f"unix:path={place}"
    finally:
        daemon.terminate()
        daemon.wait()
        if daemon.stdout is not None:
            daemon.stdout.close()


@contextmanager
def serving(address: str, name: str, answers: Answers) -> Iterator[Service]:
    """A service called *name* on the bus at *address*, in a thread of its own."""
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.connect(address.partition("path=")[2])
    peer = _Peer(line)
    peer.join_bus(name)
    service = Service(dict(answers))
    thread = threading.Thread(target=peer.serve, args=(service,))
    thread.start()
    try:
        yield service
    finally:
        line.shutdown(socket.SHUT_RDWR)
        thread.join()
        line.close()


class _Peer:
    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._serial = 0

    def join_bus(self, name: str) -> None:
        user = str(os.getuid()).encode().hex()
        self._line.sendall(b"\0" + f"AUTH EXTERNAL {user}\r\n".encode())
        assert self._line.recv(4096).startswith(b"OK")
        self._line.sendall(b"BEGIN\r\n")
        self._call("Hello", "", [])
        self._call("RequestName", "su", [name, 4])

    def serve(self, service: Service) -> None:
        while (message := self._read()) is not None:
            kind, serial, fields, body = message
            if kind != _CALL:
                continue
            property_ = fields[_MEMBER] == "Get"
            asked = (fields[_PATH], _second_text(body) if property_ else fields[_MEMBER])
            service.asked.append(asked)
            self._answer(serial, fields[_SENDER], service.answers.get(asked))

    def _answer(self, serial: int, to: str, found: Variant | None) -> None:
        fields = {_REPLY_SERIAL: Variant("u", serial), _TARGET: Variant("s", to)}
        if found is None:
            refused = {_ERROR_NAME: Variant("s", "org.freedesktop.DBus.Error.UnknownMethod")}
            self._send(_ERROR, fields | refused, "", [])
        else:
            self._send(_REPLY, fields, found.signature, [found.value])

    def _call(self, member: str, signature: str, values: list[Any]) -> None:
        fields = {
            _PATH: Variant("o", "/org/freedesktop/DBus"),
            _INTERFACE: Variant("s", "org.freedesktop.DBus"),
            _MEMBER: Variant("s", member),
            _TARGET: Variant("s", "org.freedesktop.DBus"),
        }
        self._send(_CALL, fields, signature, values)
        while True:
            message = self._read()
            assert message is not None, "the bus has hung up"
            if message[0] in {_REPLY, _ERROR}:
                assert message[0] == _REPLY, member
                return

    def _send(
        self, kind: int, fields: Mapping[int, Variant], signature: str, values: list[Any]
    ) -> None:
        self._serial += 1
        body = bytearray()
        for each, value in zip(_types(signature), values, strict=True):
            _put(body, each, value)
        told = dict(fields)
        if signature:
            told[_SIGNATURE] = Variant("g", signature)
        head = bytearray(struct.pack("<BBBBII", ord("l"), kind, 0, 1, len(body), self._serial))
        _put(head, "a(yv)", list(told.items()))
        _pad(head, 8)
        self._line.sendall(head + body)

    def _read(self) -> tuple[int, int, dict[int, Any], bytes] | None:
        start = self._exactly(16)
        if start is None:
            return None
        assert start[0] == ord("l"), "a big-endian peer"
        length, serial, fields = struct.unpack_from("<III", start, 4)
        head = -(-fields // 8) * 8
        rest = self._exactly(head + length)
        return None if rest is None else (start[1], serial, _header(rest[:fields]), rest[head:])

    def _exactly(self, count: int) -> bytes | None:
        got = b""
        while len(got) < count:
            try:
                more = self._line.recv(count - len(got))
            except OSError:
                return None
            if not more:
                return None
            got += more
        return got


def _second_text(body: bytes) -> str:
    """The property of an interface that is asked for."""
    size = struct.unpack_from("<I", body)[0]
    at = -(-(4 + size + 1) // 4) * 4
    size = struct.unpack_from("<I", body, at)[0]
    return body[at + 4 : at + 4 + size].decode()


def _header(raw: bytes) -> dict[int, Any]:
    """The fields of a header; numbers and texts are all that stand there."""
    fields, at = {}, 0
    while at < len(raw):
        at = -(-at // 8) * 8
        code, kind = raw[at], chr(raw[at + 2])
        at += 4
        if kind == "g":
            size = raw[at]
            fields[code], at = raw[at + 1 : at + 1 + size].decode(), at + size + 2
        elif kind == "u":
            fields[code], at = struct.unpack_from("<I", raw, at)[0], at + 4
        else:
            size = struct.unpack_from("<I", raw, at)[0]
            fields[code], at = raw[at + 4 : at + 4 + size].decode(), at + size + 5
    return fields


def _put(out: bytearray, kind: str, value: Any) -> None:
    _pad(out, _ALIGN[kind[0]])
    if kind in {"s", "o"}:
        raw = value.encode()
        out += struct.pack("<I", len(raw)) + raw + b"\0"
    elif kind == "g":
        out += bytes([len(value)]) + value.encode() + b"\0"
    elif kind == "v":
        _put(out, "g", value.signature)
        _put(out, value.signature, value.value)
    elif kind[0] == "a":
        _put_array(out, kind[1:], value)
    elif kind[0] in "({":
        for each, part in zip(_types(kind[1:-1]), value, strict=True):
            _put(out, each, part)
    else:
        out += struct.pack({"y": "<B", "b": "<I", "u": "<I", "t": "<Q"}[kind], value)


def _put_array(out: bytearray, kind: str, values: list[Any]) -> None:
    at = len(out)
    out += b"\0\0\0\0"
    _pad(out, _ALIGN[kind[0]])
    begin = len(out)
    for value in values:
        _put(out, kind, value)
    struct.pack_into("<I", out, at, len(out) - begin)


def _types(signature: str) -> list[str]:
    """Its complete types, one after the other."""
    found, at = [], 0
    while at < len(signature):
        end = _end(signature, at)
        found.append(signature[at:end])
        at = end
    return found


def _end(signature: str, at: int) -> int:
    if signature[at] == "a":
        return _end(signature, at + 1)
    if signature[at] not in "({":
        return at + 1
    depth, end = 1, at + 1
    while depth:
        depth += {"(": 1, "{": 1, ")": -1, "}": -1}.get(signature[end], 0)
        end += 1
    return end


def _pad(out: bytearray, to: int) -> None:
    out += b"\0" * (-len(out) % to)
