"""A live log: lines as they come, bounded, following the end unless one scrolls up."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from sonm_desktop.ui.theme.fonts import font
from sonm_desktop.ui.theme.tokens import CODE

_KEPT_LINES = 20_000
_FLUSH_MS = 50


class LogView(QPlainTextEdit):
    """Gathers what comes and paints it 20 times a second at most; keeps the last lines."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setReadOnly(True)
        self.setFont(font(CODE))
        self.setMaximumBlockCount(_KEPT_LINES)
        self.setUndoRedoEnabled(False)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._waiting: list[str] = []
        self._flush = QTimer(self, singleShot=True, interval=_FLUSH_MS)
        self._flush.timeout.connect(self._write)

    def append_output(self, text: str) -> None:
        """*text* as the program wrote it; control characters are not obeyed."""
        self._waiting.append(_printable(text))
        if not self._flush.isActive():
            self._flush.start()

    def start_over(self) -> None:
        """Forget everything."""
        self._waiting.clear()
        self.clear()

    def _write(self) -> None:
        bar = self.verticalScrollBar()
        follows = bar.value() >= bar.maximum() - 2
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText("".join(self._waiting))
        self._waiting.clear()
        if follows:
            bar.setValue(bar.maximum())


def _printable(text: str) -> str:
    return "".join(c if c in "\n\t" or c.isprintable() else "�" for c in text.replace("\r\n", "\n"))
