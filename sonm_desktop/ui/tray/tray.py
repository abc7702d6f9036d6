"""The icon in the tray with its menu: the state, today's money, pause, open, logs, quit."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from sonm_desktop.api.schema.condition import Mood
from sonm_desktop.api.schema.state import State
from sonm_desktop.ui.dollars import beside
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.home.summary import summary
from sonm_desktop.ui.machine.rest import RestMenu, is_drained, local_status, take_up
from sonm_desktop.ui.remedies import remedy
from sonm_desktop.ui.theme.tokens import DARK, LIGHT
from sonm_desktop.ui.tray.guest_menu import GuestMenu
from sonm_desktop.ui.tray.marks import mark_icon, mood_of
from sonm_desktop.ui.tray.messages import fresh, wanted
from sonm_desktop.ui.words import amount, plural, words


class Tray(QObject):
    """Follows the state. opened: show the window. place_wanted: at one of its places.

    quit_wanted: the person wants to leave. A pause is the agent's: it holds without a window.
    """

    opened = Signal()
    place_wanted = Signal(str)
    quit_wanted = Signal()

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._connected = True
        self.mark = Mood.BUSY
        self._known = face.live.state
        self._message_place = ""
        self.icon = QSystemTrayIcon()
        self.menu = QMenu()
        self._state = self._line()
        self._ending = self._line()
        self._money = self._line()
        self.menu.addSeparator()
        self._open = self._entry(words("Open SONM"))
        self._messages = self._entry(words("Messages"))
        self._why = self._entry(words("Why am I not earning?"))
        self.menu.addSeparator()
        self._sell = self._entry(words("Start selling…"))
        self._resume = self._entry(words("Resume selling"))
        self._pause = self.menu.addMenu(words("Pause"))
        self._rest = RestMenu(face, self._pause)
        self._guest = GuestMenu(face, self.menu)
        self.menu.addSeparator()
        self._measure = self._entry(words("Measure this PC…"))
        self._wallet = self._entry(words("Wallet…"))
        self._settings = self._entry(words("Settings…"))
        self.menu.addSeparator()
        self._results = self._entry(words("Open the folder of results"))
        self._log = self._entry(words("Open the worker's log"))
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
        self._tell()
        self._show()

    def _tell(self) -> None:
        """Say what has come to be since the last look."""
        before, now = self._known, self._face.live.state
        self._known = now
        if before is None or now is None:
            return
        message = fresh(before, now)
        if message is not None and wanted(now.settings, datetime.now()):
            self._message_place = message.place
            self.icon.showMessage(message.said.text, remedy(message.said))

    def _open_message(self) -> None:
        if self._message_place:
            self.place_wanted.emit(self._message_place)

    def _follow_connection(self, connected: bool) -> None:
        self._connected = connected
        self._show()

    def _follow_scheme(self, _scheme: Qt.ColorScheme) -> None:
        self._show()

    def _show(self) -> None:
        state = self._face.live.state
        said = summary(state) if state is not None else None
        told = state.conditions.get("") if state is not None else None
        self.mark = mood_of(told, connected=self._connected)
        self.icon.setIcon(mark_icon(self.mark, self._colour()))
        first = said.sentence if said is not None else words("Looking around…")
        if not self._connected:
            first = words("The background program does not answer.")
        reason = said.reason if said is not None and self._connected else ""
        money = _money(state) if state is not None else ""
        self._state.setText(first)
        self._ending.setText(reason)
        self._ending.setVisible(bool(reason))
        self._money.setText(money)
        self._money.setVisible(bool(money))
        self.icon.setToolTip("\n".join(part for part in (first, reason, money) if part))
        unread = state.notices.unread if state is not None else 0
        self._messages.setText(
            plural("Messages, {count} is new", "Messages, {count} are new", unread)
            if unread
            else words("Messages")
        )
        self._show_selling()
        earns = self.mark in (Mood.EARNING, Mood.LOST)
        self._why.setVisible(self._connected and not earns)
        local = state.local_worker if state is not None else None
        self._log.setVisible(local is not None and bool(local.log))

    def _colour(self) -> str:
        """The panel follows the system, whatever the window wears."""
        scheme = QGuiApplication.styleHints().colorScheme()
        if scheme is Qt.ColorScheme.Unknown:
            return self._face.theme.colours.text
        return (DARK if scheme is Qt.ColorScheme.Dark else LIGHT).text

    def _show_selling(self) -> None:
        status = local_status(self._face) if self._connected else None
        paused = status is not None and (status.paused is not None or is_drained(status))
        selling = status is not None and status.plan is not None
        self._resume.setVisible(paused)
        self._pause.menuAction().setVisible(selling or paused)
        self._sell.setVisible(status is not None and not selling and not paused)
        self._guest.show_status(status)
        self._measure.setVisible(status is not None)

    def _take_up(self) -> None:
        status = local_status(self._face)
        if status is not None:
            self._face.actions.run(take_up(self._face, status))

    def _open_results(self) -> None:
        folder = self._face.profile.folder / "results"
        _open_file(folder if folder.exists() else self._face.profile.folder)

    def _open_log(self) -> None:
        state = self._face.live.state
        if state is not None and state.local_worker.log:
            _open_file(Path(state.local_worker.log))

    def _sell_now(self) -> None:
        self.place_wanted.emit("machine")

    def _look_at_devices(self) -> None:
        self.place_wanted.emit("machine:devices")

    def _look_at_wallet(self) -> None:
        self.place_wanted.emit("wallet")

    def _look_at_settings(self) -> None:
        self.place_wanted.emit("settings")

    def _look_at_messages(self) -> None:
        self.place_wanted.emit("home:messages")

    def _ask_why(self) -> None:
        self.place_wanted.emit("home:why")

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
        self._sell.triggered.connect(self._sell_now)
        self._messages.triggered.connect(self._look_at_messages)
        self._why.triggered.connect(self._ask_why)
        self._measure.triggered.connect(self._look_at_devices)
        self._wallet.triggered.connect(self._look_at_wallet)
        self._settings.triggered.connect(self._look_at_settings)
        self._results.triggered.connect(self._open_results)
        self._log.triggered.connect(self._open_log)
        self._resume.triggered.connect(self._take_up)
        self._quit.triggered.connect(self.quit_wanted)
        self.icon.activated.connect(self._press_icon)
        self.icon.messageClicked.connect(self._open_message)
        self._face.live.changed.connect(self._follow)
        self._face.live.connected.connect(self._follow_connection)
        self._face.theme.changed.connect(self._show)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_scheme)


def _open_file(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _money(state: State) -> str:
    """Today's net, where the agent has counted; coin for fees is another currency."""
    if state.today is None:
        return ""
    today = state.today
    owed = amount(today.accrued)
    worth = beside(today.net, state)
    if worth and today.net:
        return words(
            "Today {net} SNM net ({worth}) · {owed} SNM earned, not claimed yet",
            net=amount(today.net),
            worth=worth,
            owed=owed,
        )
    return words(
        "Today {net} SNM net · {owed} SNM earned, not claimed yet",
        net=amount(today.net),
        owed=owed,
    )
