"""The main window: rail, ribbon, header and the place in front."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from sonm_desktop.ui.shell.header import Header
from sonm_desktop.ui.shell.page import Page
from sonm_desktop.ui.shell.rail import Place, Rail
from sonm_desktop.ui.shell.shortcuts import ShortcutSheet
from sonm_desktop.ui.theme.theme import Theme
from sonm_desktop.ui.theme.tokens import GAP_2, GAP_5, RAIL_NARROW_BELOW
from sonm_desktop.ui.widgets.text import label, set_tone

_SMALLEST = (900, 600)
_FIRST_SIZE = (1280, 800)


class Strip(QFrame):
    """One line across the window: which network this is, or what is lost."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("ribbon")
        self._words: QLabel = label(wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP_5, GAP_2, GAP_5, GAP_2)
        row.addWidget(self._words, 1)
        self.hide()

    def say(self, text: str, tone: str = "") -> None:
        """Show *text*; empty hides the strip."""
        self._words.setText(text)
        set_tone(self._words, tone)
        self.setVisible(bool(text))


class MainWindow(QMainWindow):
    """Shows one place at a time, built when it is first needed; owns no state but which one.

    built: a place was. hides: closing only hides it. hidden: that happened. closing: the person
    closed it. leaving: the person wants to quit. elsewhere: a place is wanted that is none of ours.
    messages_wanted: by the bell or its key.
    """

    built = Signal()
    closing = Signal()
    hidden = Signal()
    leaving = Signal()
    elsewhere = Signal(str)
    messages_wanted = Signal()

    def __init__(self, theme: Theme, places: Sequence[Place]) -> None:
        super().__init__()
        self._builders: dict[str, Callable[[], Page]] = {}
        self._pages: dict[str, Page] = {}
        self.hides = False
        self._places = tuple(places)
        self._keys = [place.key for place in places]
        self.rail = Rail(theme, places)
        self.ribbon = Strip()
        self.trouble = Strip()
        self._header = Header(theme)
        self.bell = self._header.bell
        self._stack = QStackedWidget()
        self._whole = QStackedWidget()
        self._build()
        self._connect()
        self._wanted = self._keys[0]
        self.rail.select(self._wanted)

    def furnish(self, builders: Mapping[str, Callable[[], Page]]) -> None:
        """From now on there are places; the one that was asked for so far is shown."""
        self._builders = dict(builders)
        self.show_place(self._wanted)

    def page(self, key: str) -> Page:
        """The place *key*, built now if nobody has needed it before."""
        if key not in self._pages:
            page = self._pages[key] = self._builders[key]()
            self._take_in(page)
            self.built.emit()
        return self._pages[key]

    def show_place(self, wanted: str) -> None:
        """Bring the place *wanted* to the front, as soon as there is one; `place:part` shows that
        part of it."""
        key, _, part = wanted.partition(":")
        if key not in self._keys:
            self.elsewhere.emit(wanted)
            return
        self._wanted = key
        self.rail.select(key)
        if not self._builders:
            return
        page = self.page(key)
        self._stack.setCurrentWidget(page)
        page.setFocus(Qt.FocusReason.OtherFocusReason)
        if part:
            page.show_part(part)
        self.refresh_header()

    @property
    def place(self) -> str:
        """The key of the place in front."""
        return self._wanted

    def take_up(self, shape: bytes, place: str) -> None:
        """Size, position and place as they were left; what makes no sense is passed over."""
        if shape:
            self.restoreGeometry(QByteArray(shape))
        if place in self._keys:
            self.show_place(place)

    def refresh_header(self) -> None:
        """Show the front page's title and note again."""
        page = self._stack.currentWidget()
        if isinstance(page, Page):
            self._header.show_place(page.title, page.note(), page.controls)

    def add_cover(self, cover: QWidget) -> None:
        """*cover* may stand in front of everything, until `uncover`."""
        self._whole.addWidget(cover)

    def cover(self, cover: QWidget) -> None:
        """Show *cover* instead of rail and places."""
        self._whole.setCurrentWidget(cover)

    def uncover(self) -> None:
        """Show rail and places."""
        self._whole.setCurrentIndex(0)

    def _build(self) -> None:
        self.setWindowTitle("SONM")
        self.setMinimumSize(*_SMALLEST)
        self.resize(*_FIRST_SIZE)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        for part in (self.ribbon, self.trouble, self._header):
            right.addWidget(part)
        right.addWidget(self._stack, 1)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(right, 1)
        middle = QWidget()
        middle.setObjectName("page")
        middle.setLayout(row)
        self._whole.addWidget(middle)
        self.setCentralWidget(self._whole)

    def _connect(self) -> None:
        self.rail.chosen.connect(self.show_place)
        self.bell.clicked.connect(self.messages_wanted)
        for number, key in enumerate(self._keys[:9], start=1):
            shortcut = QShortcut(QKeySequence(f"Ctrl+{number}"), self)
            shortcut.setProperty("place", key)
            shortcut.activated.connect(self._jump)
        for keys, slot in (
            ("F6", self._next_region),
            ("Shift+F6", self._previous_region),
            ("F1", self.show_shortcuts),
            ("?", self.show_shortcuts),
            ("Ctrl+E", self.messages_wanted),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Quit), self).activated.connect(self.leaving)

    def _take_in(self, page: Page) -> None:
        self._stack.addWidget(page)
        if page.controls is not None:
            page.controls.setParent(self._header)
            page.controls.hide()
        page.wanted.connect(self.show_place)
        page.noted.connect(self.refresh_header)

    def _jump(self) -> None:
        shortcut = self.sender()
        if shortcut is not None:
            self.show_place(shortcut.property("place"))

    def show_shortcuts(self) -> None:
        """Every key that the window knows."""
        sheet = ShortcutSheet(self, [place.title for place in self._places])
        sheet.finished.connect(sheet.deleteLater)
        sheet.open()

    def _next_region(self) -> None:
        self._go_round(1)

    def _previous_region(self) -> None:
        self._go_round(-1)

    def _go_round(self, by: int) -> None:
        """The rail, the header, the place: the first control of the next one gets the keys."""
        if self._whole.currentIndex() != 0:
            return
        page = self._stack.currentWidget()
        regions = [self.rail, self._header, *([page] if page is not None else [])]
        stops = [stop for region in regions if (stop := _first_stop(region)) is not None]
        focused = QApplication.focusWidget()
        here = next((at for at, (region, _) in enumerate(stops) if _within(focused, region)), -by)
        if stops:
            stops[(here + by) % len(stops)][1].setFocus(Qt.FocusReason.TabFocusReason)

    # Qt overrides
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rail.set_narrow(self.width() < RAIL_NARROW_BELOW)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.hides:
            event.ignore()
            self.hide()
            self.hidden.emit()
            return
        event.accept()
        self.closing.emit()


def _first_stop(region: QWidget) -> tuple[QWidget, QWidget] | None:
    """*region* and the first of its controls that Tab reaches; None where there is none."""
    for control in region.findChildren(QWidget):
        reached = control.focusPolicy() & Qt.FocusPolicy.TabFocus
        if reached and control.isVisible() and control.isEnabled():
            return region, control
    return None


def _within(widget: QWidget | None, region: QWidget) -> bool:
    return widget is not None and (widget is region or region.isAncestorOf(widget))
