"""One window for each profile: a second launch raises the first."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from sonm_desktop.core.paths import Profile, private_folder

_LIMIT_MS = 1000


def place_of(profile: Profile) -> Path:
    """The socket of the profile's window, in a folder that only its owner enters."""
    return profile.socket.with_name("window.sock")


def raise_first(profile: Profile) -> bool:
    """Ask the window that is open to come to the front; False when there is none."""
    socket = QLocalSocket()
    socket.connectToServer(_name(profile))
    if not socket.waitForConnected(_LIMIT_MS):
        return False
    socket.disconnectFromServer()
    return True


class FirstWindow(QObject):
    """Listens for later launches. raised: one came; the call itself is the message."""

    raised = Signal()

    def __init__(self, profile: Profile) -> None:
        super().__init__()
        private_folder(profile.socket.parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._greet)
        QLocalServer.removeServer(_name(profile))
        self._server.listen(_name(profile))

    def close(self) -> None:
        """Stop listening."""
        self._server.close()

    def _greet(self) -> None:
        while (caller := self._server.nextPendingConnection()) is not None:
            caller.disconnected.connect(caller.deleteLater)
            caller.disconnectFromServer()
            self.raised.emit()


def _name(profile: Profile) -> str:
    path = place_of(profile)
    return f"sonm-{profile.name}-window" if sys.platform == "win32" else str(path)
