"""Pages of which one is shown: only that one asks for room."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget


class Turning(QStackedWidget):
    """A stack as large as its page; Qt's is as large as its largest."""

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(self._grow)

    def _grow(self, _index: int) -> None:
        self.updateGeometry()

    # Qt overrides
    def sizeHint(self) -> QSize:
        page = self.currentWidget()
        return page.sizeHint() if page is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        page = self.currentWidget()
        return page.minimumSizeHint() if page is not None else super().minimumSizeHint()

    def hasHeightForWidth(self) -> bool:
        page = self.currentWidget()
        return page is not None and page.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        page = self.currentWidget()
        return page.heightForWidth(width) if page is not None else -1
