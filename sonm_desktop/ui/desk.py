"""How long the window lives: hidden in the tray, raised again, closed with what was chosen."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QObject

from sonm_desktop.ui.face import Face
from sonm_desktop.ui.frame import Frame
from sonm_desktop.ui.tray.leaving import Leave, LeaveDialog, going_on, leave
from sonm_desktop.ui.tray.tray import Tray

_OWN_PARTS = ("", "why", "messages")


class Desk(QObject):
    """Owns tray and leaving. *tray*: the desktop has one; without it the window never hides."""

    def __init__(self, face: Face, frame: Frame, *, tray: bool) -> None:
        super().__init__()
        self._face, self._frame = face, frame
        self._left = asyncio.Event()
        self._told = False
        self.tray = Tray(face) if tray else None
        frame.window.hides = tray
        frame.window.hidden.connect(self._hidden)
        frame.window.closing.connect(self._left.set)
        frame.window.leaving.connect(self.quit)
        if self.tray is not None:
            self.tray.opened.connect(self.raise_window)
            self.tray.place_wanted.connect(self._show_place)
            self.tray.quit_wanted.connect(self.quit)
            self.tray.show()

    async def left(self) -> None:
        """Wait until the person has left."""
        await self._left.wait()

    def close(self) -> None:
        """Take the icon out of the tray."""
        if self.tray is not None:
            self.tray.hide()

    def raise_window(self) -> None:
        """Bring the window to the front."""
        window = self._frame.window
        window.showNormal() if window.isMinimized() else window.show()
        window.raise_()
        window.activateWindow()

    def quit(self) -> None:
        """Leave; asks first when something goes on without the window."""
        state = self._face.live.state
        sentences = going_on(state)
        if not sentences:
            self._left.set()
            return
        self.raise_window()
        dialog = LeaveDialog(self._frame.window, sentences, worker=self._has_worker())
        dialog.decided.connect(self._leave)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _leave(self, choice: Leave) -> None:
        self._face.actions.run(
            leave(self._face.agent, choice, worker=self._has_worker()), done=self._go
        )

    def _go(self, _done: None) -> None:
        self._left.set()

    def _has_worker(self) -> bool:
        state = self._face.live.state
        return state is not None and state.local_worker.pid is not None

    def _hidden(self) -> None:
        if self.tray is not None and not self._told:
            self._told = True
            self.tray.say_hidden()

    def _show_place(self, place: str) -> None:
        """*place*: of the rail, with ``:why`` the question on Home, ``:messages`` the bell, else a
        part of that place."""
        self.raise_window()
        key, _, part = place.partition(":")
        self._frame.window.show_place(key if part in _OWN_PARTS else place)
        if part == "why":
            self._frame.ask_why()
        elif part == "messages":
            self._frame.window.messages_wanted.emit()
