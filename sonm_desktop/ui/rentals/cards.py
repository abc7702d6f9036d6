"""Templates as cards: a title, what it does, and which one is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QGridLayout, QSizePolicy, QWidget

from sonm_desktop.ui.theme.fonts import font
from sonm_desktop.ui.theme.theme import Theme
from sonm_desktop.ui.theme.tokens import CAPTION, GAP_2, GAP_3, RADIUS_PANEL, STRONG
from sonm_desktop.ui.widgets.tips import plain_tip

_HEIGHT = 72
_NARROWEST = 170
_LINES = 2


class Card(QAbstractButton):
    """One of several; its whole text is its tooltip."""

    def __init__(self, theme: Theme, title: str, summary: str) -> None:
        super().__init__()
        self._theme = theme
        self._summary = summary
        self.setText(title)
        self.setToolTip(plain_tip(f"{title}. {summary}"))
        self.setAccessibleName(title)
        self.setAccessibleDescription(summary)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def _paint_frame(self, painter: QPainter) -> None:
        colours = self._theme.colours
        chosen = self.isChecked() or self.hasFocus()
        line = colours.accent if chosen or self.underMouse() else colours.line
        painter.setPen(QPen(QColor(line), 2 if chosen else 1))
        painter.setBrush(QColor(colours.tint if self.isChecked() else colours.surface))
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(frame, RADIUS_PANEL, RADIUS_PANEL)

    # Qt overrides
    def sizeHint(self) -> QSize:
        return QSize(_NARROWEST, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(_NARROWEST // 2, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_frame(painter)
        area = self.rect().adjusted(GAP_3, GAP_2, -GAP_3, -GAP_2)
        painter.setPen(QColor(self._theme.colours.text))
        painter.setFont(font(STRONG))
        metrics = QFontMetrics(font(STRONG))
        title = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, area.width())
        side = Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRect(area.left(), area.top(), area.width(), 20), side, title)
        painter.setFont(font(CAPTION))
        painter.setPen(QColor(self._theme.colours.muted))
        below = QRect(area.left(), area.top() + 20, area.width(), 16 * _LINES)
        short = QFontMetrics(font(CAPTION)).elidedText(
            self._summary, Qt.TextElideMode.ElideRight, int(area.width() * _LINES * 0.9)
        )
        painter.drawText(below, side | Qt.TextFlag.TextWordWrap, short)


class Cards(QWidget):
    """As many beside each other as there is room for. chosen: the number of the pressed one."""

    chosen = Signal(int)

    def __init__(self, theme: Theme, texts: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._cards = [Card(theme, title, summary) for title, summary in texts]
        self._group = QButtonGroup(self)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GAP_2)
        self._across = 0
        for at, card in enumerate(self._cards):
            self._group.addButton(card, at)
        self._arrange(3)
        self._group.idClicked.connect(self.chosen)

    @property
    def current(self) -> int:
        """The chosen one."""
        return self._group.checkedId()

    def choose(self, at: int) -> None:
        """Choose card *at*; nobody is told."""
        self._cards[at].setChecked(True)

    def _arrange(self, across: int) -> None:
        if across == self._across:
            return
        for column in range(max(across, self._across)):
            self._grid.setColumnStretch(column, 1 if column < across else 0)
        self._across = across
        for at, card in enumerate(self._cards):
            self._grid.addWidget(card, at // across, at % across)

    # Qt overrides
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(max(1, min(4, event.size().width() // _NARROWEST)))
