"""Pages of which one is shown: only that one asks for room."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget


class Turning(QWidget):
    """As large as its page. QStackedWidget is as large as its largest, whatever it says itself:
    layouts ask its inner layout."""

    def __init__(self) -> None:
        super().__init__()
        self._pages: list[QWidget] = []
        self._at = 0
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    @property
    def current(self) -> int:
        """The number of the page that is shown."""
        return self._at

    def add(self, page: QWidget) -> None:
        """One more page; the first one is shown, in here and not as a window of its own."""
        self._column.addWidget(page)
        page.setVisible(not self._pages)
        self._pages.append(page)

    def turn(self, number: int) -> None:
        """Show the page *number*."""
        self._at = number
        for at, page in enumerate(self._pages):
            if at != number:
                page.hide()
        self._pages[number].show()
