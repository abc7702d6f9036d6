"""What happened, the newest first: opened by the bell, left by Escape or a click elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

import shiboken6
from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sonm_desktop.api.schema.notices import Notice
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.remedies import remedy
from sonm_desktop.ui.shell.page import scrolling
from sonm_desktop.ui.shell.places import title_of
from sonm_desktop.ui.theme.tokens import BODY, CAPTION, GAP_1, GAP_2, GAP_3, GAP_4, SECTION, STRONG
from sonm_desktop.ui.widgets.emptying import empty
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import moment, words

_WIDTH, _HEIGHT = 420, 480
_MOST = 100


class MessageSheet(QFrame):
    """wanted: the place and the deal or worker of the message that was chosen.

    What was shown is no news any more once the sheet is left.
    """

    wanted = Signal(str, str)

    def __init__(self, face: Face, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._face = face
        self._newest = 0
        self._rows = QVBoxLayout()
        self._inside = QWidget()
        self._said = label("", tone="muted", wrap=True)
        self._build()

    def open_below(self, opener: QWidget) -> None:
        """Show it under *opener*, on the screen as a whole, and ask what is new."""
        room = self.screen().availableGeometry()
        size = QSize(_WIDTH, min(_HEIGHT, room.height()))
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        corner = opener.mapToGlobal(QPoint(0 if mirrored else opener.width(), opener.height()))
        left = corner.x() if mirrored else corner.x() - size.width()
        self.resize(size)
        self.move(
            max(room.left(), min(left, room.right() - size.width())),
            max(room.top(), min(corner.y(), room.bottom() - size.height())),
        )
        self.show()
        self._face.actions.run(
            self._face.agent.notices.newest(limit=_MOST), done=self._answered, failed=self._failed
        )

    def show_notices(self, notices: Sequence[Notice]) -> None:
        """Show *notices*, which come with the newest first."""
        empty(self._rows)
        self._newest = max((one.seq for one in notices), default=0)
        self._say("" if notices else words("Nothing has happened that you had to be told."))
        for notice in notices:
            row = MessageRow(notice)
            row.wanted.connect(self._leave_for)
            self._rows.addWidget(row)
        self._rows.addStretch(1)

    def _answered(self, notices: list[Notice]) -> None:
        if shiboken6.isValid(self):
            self.show_notices(notices)

    def _failed(self, sentence: str) -> None:
        if shiboken6.isValid(self):
            self._say(sentence)

    def _say(self, sentence: str) -> None:
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))

    def _leave_for(self, place: str, about: str) -> None:
        self.hide()
        self.wanted.emit(place, about)

    def _build(self) -> None:
        self.setObjectName("popup")
        self.setAccessibleName(words("Messages"))
        self._rows.setContentsMargins(GAP_4, 0, GAP_4, GAP_3)
        self._rows.setSpacing(GAP_3)
        self._inside.setLayout(self._rows)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GAP_3, 0, 0)
        column.setSpacing(GAP_2)
        for part in (label(words("Messages"), SECTION), self._said):
            part.setContentsMargins(GAP_4, 0, GAP_4, 0)
            column.addWidget(part)
        column.addWidget(scrolling(self._inside), 1)

    # Qt overrides
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._newest:
            self._face.actions.run(self._face.agent.notices.read_up_to(self._newest))


class MessageRow(QWidget):
    """One message: what happened, what to do, when, and the way to its place."""

    wanted = Signal(str, str)

    def __init__(self, notice: Notice) -> None:
        super().__init__()
        self._notice = notice
        self._way = QPushButton(words("Open {place}", place=title_of(notice.place)))
        self._build()
        self._way.clicked.connect(self._choose)

    def _choose(self) -> None:
        self.wanted.emit(self._notice.place, self._notice.about)

    def _build(self) -> None:
        notice = self._notice
        what = label(notice.said.text, BODY if notice.read else STRONG, wrap=True)
        to_do = label(remedy(notice.said), tone="muted", wrap=True)
        when = label(moment(notice.at), CAPTION, tone="muted")
        news = label("" if notice.read else words("new"), CAPTION, tone="accent")
        self._way.setProperty("kind", "quiet")
        self._way.setProperty("tone", "accent")
        self._way.setAccessibleName(
            words("Open {place}: {what}", place=title_of(notice.place), what=notice.said.text)
        )
        foot = QHBoxLayout()
        foot.setSpacing(GAP_2)
        foot.addWidget(when)
        foot.addWidget(news)
        foot.addStretch(1)
        if title_of(notice.place):
            foot.addWidget(self._way)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_1)
        rule = QFrame()
        rule.setObjectName("rule")
        rule.setFixedHeight(1)
        column.addWidget(rule)
        column.addSpacing(GAP_1)
        column.addWidget(what)
        if to_do.text():
            column.addWidget(to_do)
        column.addLayout(foot)
