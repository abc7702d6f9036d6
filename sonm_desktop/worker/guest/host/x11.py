"""A few questions to an X server, in its own protocol.

Xlib ends the whole process when its server goes away, and a worker outlives its owner's session;
so it is asked over its socket here, with a limit to every wait. Requests are numbered as in
"X Window System Protocol", version 11, and "MIT-SCREEN-SAVER extension", 1.1.
"""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sonm_desktop.worker.guest.senses import SenseLost

LIMIT_S = 2.0
_COOKIE = b"MIT-MAGIC-COOKIE-1"
_INTERN_ATOM, _GET_PROPERTY, _QUERY_EXTENSION = 16, 20, 98
_SAVER_INFO = 1
_MOST_WORDS = 4096
_REPLY = 32
_TCP_BASE = 6000


@dataclass(frozen=True, slots=True)
class Display:
    """Where an X server listens; host empty is this machine."""

    host: str
    number: int

    @classmethod
    def parse(cls, text: str) -> Display:
        """From ``:0``, ``:1.0`` or ``host:10``. Raises SenseLost."""
        host, colon, rest = text.rpartition(":")
        number = rest.partition(".")[0]
        if not colon or not number.isdecimal():
            raise SenseLost("no such display")
        return cls("" if host == "unix" else host, int(number))

    def connect(self) -> socket.socket:
        """A socket to it. Raises OSError."""
        if self.host:
            return socket.create_connection((self.host, _TCP_BASE + self.number), LIMIT_S)
        found = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        found.settimeout(LIMIT_S)
        try:
            found.connect(f"/tmp/.X11-unix/X{self.number}")  # noqa: S108 (where X listens)
        except OSError:
            found.close()
            raise
        return found


class XServer:
    """A connection, made at the first question and again after it was lost."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self._environment = environment
        self._socket: socket.socket | None = None
        self._atoms: dict[str, int] = {}
        self._saver = 0
        self._root = 0

    def idle_s(self) -> float:
        """Since the last input of any kind. Raises SenseLost."""
        return float(self._asked(self._idle_ms)) / 1000

    def fullscreen(self) -> bool:
        """Whether a window that is shown fills its screen. Raises SenseLost."""
        return bool(self._asked(self._any_fullscreen))

    def __del__(self) -> None:
        """The line goes with the senses that used it."""
        self.close()

    def close(self) -> None:
        """The next question connects again."""
        held, self._socket = self._socket, None
        if held is not None:
            held.close()

    def _asked(self, question: object) -> int:
        try:
            if self._socket is None:
                self._open()
            return int(question())  # type: ignore[operator]
        except (OSError, struct.error, IndexError) as error:
            self.close()
            raise SenseLost(str(error)) from error
        except SenseLost:
            self.close()
            raise

    def _open(self) -> None:
        display = Display.parse(self._environment.get("DISPLAY", ""))
        self._socket = display.connect()
        cookie = _cookie(self._authority(), display.number)
        name = _COOKIE if cookie else b""
        hello = struct.pack("<BxHHHHxx", ord("l"), 11, 0, len(name), len(cookie))
        self._socket.sendall(hello + _padded(name) + _padded(cookie))
        status, words = struct.unpack("<BxxxxxH", self._read(8))
        setup = self._read(words * 4)
        if status != 1:
            raise SenseLost("the display refuses us")
        vendor, formats = struct.unpack_from("<H", setup, 16)[0], setup[21]
        screens = 32 + (vendor + 3) // 4 * 4 + formats * 8
        self._root = struct.unpack_from("<I", setup, screens)[0]
        self._atoms.clear()
        self._saver = self._extension(b"MIT-SCREEN-SAVER")

    def _authority(self) -> Path:
        named = self._environment.get("XAUTHORITY")
        return Path(named) if named else Path.home() / ".Xauthority"

    def _extension(self, name: bytes) -> int:
        """Its major number; 0 without it."""
        reply = self._ask(_QUERY_EXTENSION, 0, struct.pack("<Hxx", len(name)) + _padded(name))
        return reply[9] if reply[8] else 0

    def _idle_ms(self) -> int:
        if not self._saver:
            raise SenseLost("the display has no screen saver extension")
        reply = self._ask(self._saver, _SAVER_INFO, struct.pack("<I", self._root))
        return int(struct.unpack_from("<I", reply, 16)[0])

    def _any_fullscreen(self) -> bool:
        desktop = self._property(self._root, "_NET_CURRENT_DESKTOP")
        full, hidden = self._atom("_NET_WM_STATE_FULLSCREEN"), self._atom("_NET_WM_STATE_HIDDEN")
        for window in self._property(self._root, "_NET_CLIENT_LIST"):
            state = self._property(window, "_NET_WM_STATE")
            place = self._property(window, "_NET_WM_DESKTOP")
            shown = not desktop or not place or place[0] in (desktop[0], 2**32 - 1)
            if full in state and hidden not in state and shown:
                return True
        return False

    def _property(self, window: int, name: str) -> tuple[int, ...]:
        """A list of words; empty without it, or when the window has gone."""
        body = struct.pack("<IIIII", window, self._atom(name), 0, 0, _MOST_WORDS)
        reply = self._ask(_GET_PROPERTY, 0, body)
        if reply[0] == 0 or reply[1] != 32:
            return ()
        count = struct.unpack_from("<I", reply, 16)[0]
        return struct.unpack_from(f"<{count}I", reply, _REPLY)

    def _atom(self, name: str) -> int:
        if name not in self._atoms:
            text = name.encode()
            reply = self._ask(_INTERN_ATOM, 0, struct.pack("<Hxx", len(text)) + _padded(text))
            self._atoms[name] = struct.unpack_from("<I", reply, 8)[0]
        return self._atoms[name]

    def _ask(self, major: int, minor: int, body: bytes) -> bytes:
        """The reply, or the error, to one request; what comes unasked is passed over."""
        if self._socket is None:
            raise SenseLost("the display is gone")
        self._socket.sendall(struct.pack("<BBH", major, minor, 1 + len(body) // 4) + body)
        while True:
            head = self._read(_REPLY)
            if head[0] == 1:
                return head + self._read(struct.unpack_from("<I", head, 4)[0] * 4)
            if head[0] == 0:
                return head

    def _read(self, size: int) -> bytes:
        found = bytearray()
        while self._socket is not None and len(found) < size:
            part = self._socket.recv(size - len(found))
            if not part:
                raise SenseLost("the display has closed the line")
            found += part
        return bytes(found)


def _padded(text: bytes) -> bytes:
    return text + b"\0" * (-len(text) % 4)


def _cookie(file: Path, display: int) -> bytes:
    """The secret of *display* in an authority file; empty without one, as on an open display."""
    try:
        content = file.read_bytes()
    except OSError:
        return b""
    at = 0
    while at + 2 < len(content):
        at += 2
        parts = []
        for _ in range(4):
            size = int.from_bytes(content[at : at + 2], "big")
            parts.append(content[at + 2 : at + 2 + size])
            at += 2 + size
        _, number, name, secret = parts
        if name == _COOKIE and number in (b"", str(display).encode()):
            return secret
    return b""
