"""The icon in the tray with its menu: look, open, stop or start selling, quit."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from sonm_desktop.api.schema.state import State
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.home.summary import summary
from sonm_desktop.ui.machine.rest import RestMenu, local_status
from sonm_desktop.ui.tray.marks import Mark, mark_icon, mark_of
from sonm_desktop.ui.words import amount, words


class Tray(QObject):
    """Follows the state. opened: show the window. machine_wanted: at the page of this PC.

    quit_wanted: the person wants to leave. A pause is the agent's: it holds without a window.
    """

    opened = Signal()
    machine_wanted = Signal()
    quit_wanted = Signal()

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._connected = True
        self.mark = Mark.WAITING
        self.icon = QSystemTrayIcon()
        self.menu = QMenu()
        self._state = self._line()
        self._money = self._line()
        self.menu.addSeparator()
        self._open = self._entry(words("Open SONM"))
        self._sell = self._entry(words("Start selling…"))
        self._resume = self._entry(words("Resume selling"))
        self._pause = self.menu.addMenu(words("Pause"))
        self._rest = RestMenu(face, self._pause)
        self.menu.addSeparator()
        self._quit = self._entry(words("Quit…"))
        self.icon.setContextMenu(self.menu)
        self._connect()
        self._show()

    @staticmethod
    def exists() -> bool:
        """Whether the desktop has a tray at all; without one the window never hides."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def show(self) -> None:
        """Stand in the tray."""
        self.icon.show()

    def hide(self) -> None:
        """Leave the tray."""
        self.icon.hide()

    def say_hidden(self) -> None:
        """Tell where the window went."""
        self.icon.showMessage(
            words("SONM goes on here"),
            words("Open it again from this icon; to leave, choose Quit in its menu."),
        )

    def _follow(self, _topic: str) -> None:
        self._show()

    def _follow_connection(self, connected: bool) -> None:
        self._connected = connected
        self._show()

    def _show(self) -> None:
        state = self._face.live.state
        said = summary(state) if state is not None else None
        self.mark = mark_of(said, connected=self._connected)
        self.icon.setIcon(mark_icon(self.mark, self._face.theme.colours.text))
        first = said.sentence if said is not None else words("Looking around…")
        if self.mark is Mark.LOST:
            first = words("The background program does not answer.")
        reason = said.reason if said is not None and self.mark is not Mark.LOST else ""
        money = _money(state) if state is not None else ""
        self._state.setText(first)
        self._money.setText(money)
        self._money.setVisible(bool(money))
        self.icon.setToolTip("\n".join(part for part in (first, reason, money) if part))
        self._show_selling()

    def _show_selling(self) -> None:
        status = local_status(self._face) if self._connected else None
        paused = status is not None and status.paused is not None
        selling = status is not None and status.plan is not None
        self._resume.setVisible(paused)
        self._pause.menuAction().setVisible(selling or paused)
        self._sell.setVisible(status is not None and not selling and not paused)

    def _take_up(self) -> None:
        status = local_status(self._face)
        if status is not None:
            self._face.actions.run(self._face.agent.workers.resume(status.worker))

    def _press_icon(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is not QSystemTrayIcon.ActivationReason.Context:
            self.opened.emit()

    def _line(self) -> QAction:
        line = self.menu.addAction("")
        line.setEnabled(False)
        return line

    def _entry(self, text: str) -> QAction:
        return self.menu.addAction(text)

    def _connect(self) -> None:
        self._open.triggered.connect(self.opened)
        self._sell.triggered.connect(self.machine_wanted)
        self._resume.triggered.connect(self._take_up)
        self._quit.triggered.connect(self.quit_wanted)
        self.icon.activated.connect(self._press_icon)
        self._face.live.changed.connect(self._follow)
        self._face.live.connected.connect(self._follow_connection)
        self._face.theme.changed.connect(self._show)


def _money(state: State) -> str:
    """Today's net, where the agent has counted; coin for fees is another currency."""
    if state.today is None:
        return ""
    today = state.today
    return words(
        "Today {net} SNM net · {owed} SNM earned, not claimed yet",
        net=amount(today.net),
        owed=amount(today.accrued),
    )
