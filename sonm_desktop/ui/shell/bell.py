"""The bell in the header: how much is news, counted on its shoulder."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton

from sonm_desktop.ui.theme.fonts import font
from sonm_desktop.ui.theme.icons import ICON_SIZE, icon
from sonm_desktop.ui.theme.theme import Theme
from sonm_desktop.ui.theme.tokens import CAPTION
from sonm_desktop.ui.words import plural, words

_SIDE = 36
_BADGE = 16
_MOST = 99


class Bell(QPushButton):
    """Pressed, it opens the messages; the number is news that nobody has looked at."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._unread = 0
        self.setProperty("kind", "quiet")
        self.setFixedSize(_SIDE, _SIDE)
        self.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.changed.connect(self._dress)
        self._dress()

    def show_unread(self, count: int) -> None:
        """Show that *count* messages are news."""
        if count != self._unread:
            self._unread = count
            self._dress()

    def _dress(self) -> None:
        name = words("Messages")
        if self._unread:
            name = plural("Messages, {count} is new", "Messages, {count} are new", self._unread)
        self.setAccessibleName(name)
        self.setToolTip(name)
        news = self._unread > 0
        self.setIcon(icon("bell-fill" if news else "bell", self._theme.colours.text))
        self.update()

    # Qt overrides
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._unread:
            return
        text = f"{_MOST}+" if self._unread > _MOST else str(self._unread)
        shown = font(CAPTION)
        width = max(_BADGE, QFontMetricsF(shown).horizontalAdvance(text) + 8)
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        left = 0.0 if mirrored else self.width() - width
        badge = QRectF(left, 0, width, _BADGE)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.colours.accent))
        painter.drawRoundedRect(badge, _BADGE / 2, _BADGE / 2)
        painter.setPen(QColor(self._theme.colours.on_accent))
        painter.setFont(shown)
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()
