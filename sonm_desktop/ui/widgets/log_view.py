"""A live log: only the lines in sight are painted, so that its length costs nothing."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea

from sonm_desktop.ui.theme.fonts import font
from sonm_desktop.ui.theme.tokens import CODE, GAP_2
from sonm_desktop.ui.widgets.log_lines import LogLines

_REFRESH_MS = 50
_FEW_LINES = 8
_MARK_ALPHA = 90


class LogView(QAbstractScrollArea):
    """Follows the end until one scrolls up, and again from the end on.

    following: whether it follows now. grown: lines came. Whole lines are chosen with the mouse or
    with Shift and the arrows, and copied.
    """

    following = Signal(bool)
    grown = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setObjectName("log")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.lines = LogLines()
        self._font = font(CODE)
        metrics = QFontMetricsF(self._font)
        self._line = round(metrics.lineSpacing()) + 1
        self._letter = metrics.horizontalAdvance("0")
        self._ascent = metrics.ascent()
        self._follows = True
        self._sought = ""
        self._chosen: tuple[int, int] | None = None
        self._refresh = QTimer(self, singleShot=True, interval=_REFRESH_MS)
        self._refresh.timeout.connect(self._show_new)
        self.verticalScrollBar().valueChanged.connect(self._note_place)

    @property
    def follows(self) -> bool:
        """Whether the end stays in sight."""
        return self._follows

    def append_output(self, text: str) -> None:
        """*text* as the program wrote it; control characters are not obeyed."""
        gone = self.lines.add(text)
        if gone:
            self._move_up(gone)
        if not self._refresh.isActive():
            self._refresh.start()

    def start_over(self) -> None:
        """Forget everything, and follow."""
        self.lines.clear()
        self._chosen = None
        self._follows = True
        self._show_new()

    def follow(self, wanted: bool) -> None:
        """Keep the end in sight, or stay where it is."""
        if wanted != self._follows:
            self._follows = wanted
            self.following.emit(wanted)
        if wanted:
            self._show_new()

    def seek(self, what: str, *, back: bool = False, on: bool = False) -> bool:
        """Mark *what* wherever it stands and go to a line with it, *on*: to another one."""
        self._sought = what
        self.viewport().update()
        if not what or not len(self.lines):
            return not what
        top = self._chosen[0] if self._chosen else self.verticalScrollBar().value()
        start = top + (-1 if back else 1) * on
        at = self.lines.find(what, start, back=back)
        if at < 0:
            return False
        self.follow(False)
        self._chosen = (at, at)
        self._bring_into_sight(at)
        return True

    def copied(self) -> str:
        """The chosen lines; all of them when none is chosen."""
        if self._chosen is None:
            return self.lines.text()
        first, last = sorted(self._chosen)
        return self.lines.text(first, last + 1)

    def copy(self) -> None:
        """Put `copied` into the clipboard."""
        QGuiApplication.clipboard().setText(self.copied())

    def toPlainText(self) -> str:
        """Every line that is here."""
        return self.lines.text()

    def _show_new(self) -> None:
        rows = self._rows_in_sight()
        bar, across = self.verticalScrollBar(), self.horizontalScrollBar()
        bar.blockSignals(True)
        bar.setPageStep(rows)
        bar.setRange(0, max(0, len(self.lines) - rows))
        if self._follows:
            bar.setValue(bar.maximum())
        bar.blockSignals(False)
        width = round(self.lines.widest * self._letter) + 2 * GAP_2
        across.setPageStep(self.viewport().width())
        across.setSingleStep(round(self._letter) * 4)
        across.setRange(0, max(0, width - self.viewport().width()))
        self.viewport().update()
        self.grown.emit()

    def _move_up(self, gone: int) -> None:
        """The lines in sight stay in sight when the oldest go."""
        bar = self.verticalScrollBar()
        bar.blockSignals(True)
        bar.setValue(max(0, bar.value() - gone))
        bar.blockSignals(False)
        if self._chosen is not None:
            first, last = (at - gone for at in self._chosen)
            self._chosen = (max(0, first), last) if last >= 0 else None

    def _note_place(self, value: int) -> None:
        self.viewport().update()
        follows = value >= self.verticalScrollBar().maximum()
        if follows != self._follows:
            self._follows = follows
            self.following.emit(follows)

    def _bring_into_sight(self, at: int) -> None:
        rows, bar = self._rows_in_sight(), self.verticalScrollBar()
        bar.setRange(0, max(0, len(self.lines) - rows))
        if not bar.value() <= at < bar.value() + rows:
            bar.setValue(max(0, at - rows // 2))
        self.viewport().update()

    def _rows_in_sight(self) -> int:
        return max(1, (self.viewport().height() - GAP_2) // self._line)

    def _row_at(self, y: float) -> int:
        row = self.verticalScrollBar().value() + int((y - GAP_2 / 2) // self._line)
        return min(max(row, 0), max(0, len(self.lines) - 1))

    def _paint_row(self, painter: QPainter, at: int, y: float, x: float) -> None:
        line, palette = self.lines[at], self.palette()
        band = QRectF(0, y, self.viewport().width(), self._line)
        if self._chosen and min(self._chosen) <= at <= max(self._chosen):
            chosen = QColor(palette.color(QPalette.ColorRole.Highlight))
            chosen.setAlpha(_MARK_ALPHA // 2)
            painter.fillRect(band, chosen)
        if self._sought:
            self._mark(painter, line, y, x)
        painter.drawText(QRectF(x, y, 1e6, self._line), Qt.AlignmentFlag.AlignVCenter, line)

    def _mark(self, painter: QPainter, line: str, y: float, x: float) -> None:
        colour = QColor(self.palette().color(QPalette.ColorRole.Highlight))
        colour.setAlpha(_MARK_ALPHA)
        lower, wanted, found = line.casefold(), self._sought.casefold(), -1
        while (found := lower.find(wanted, found + 1)) >= 0:
            left = x + found * self._letter
            painter.fillRect(QRectF(left, y, len(wanted) * self._letter, self._line), colour)

    # Qt overrides
    def sizeHint(self) -> QSize:
        return QSize(480, self._line * 16)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self._line * _FEW_LINES // 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_new()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setFont(self._font)
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        first = self.verticalScrollBar().value()
        x = float(GAP_2 - self.horizontalScrollBar().value())
        for row in range(min(self._rows_in_sight() + 1, len(self.lines) - first)):
            self._paint_row(painter, first + row, GAP_2 / 2 + row * self._line, x)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and len(self.lines):
            at = self._row_at(event.position().y())
            self._chosen = (at, at)
            self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._chosen and event.buttons() & Qt.MouseButton.LeftButton:
            at = self._row_at(event.position().y())
            self._chosen = (self._chosen[0], at)
            self._bring_into_sight(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar, key = self.verticalScrollBar(), event.key()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll) and len(self.lines):
            self._chosen = (0, len(self.lines) - 1)
            self.viewport().update()
        elif key == Qt.Key.Key_Home:
            bar.setValue(0)
        elif key == Qt.Key.Key_End:
            bar.setValue(bar.maximum())
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier and key in _STEPS:
            first, last = self._chosen or (bar.value(), bar.value())
            last = min(max(last + _STEPS[key], 0), max(0, len(self.lines) - 1))
            self._chosen = (first, last)
            self._bring_into_sight(last)
        else:
            super().keyPressEvent(event)


_STEPS: dict[int, int] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
