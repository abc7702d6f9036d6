"""A button that cannot be pressed twice: while its work runs it says so and is disabled."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton


class BusyButton(QPushButton):
    """*busy_words* stand on it while the work runs; its width does not change."""

    def __init__(self, words: str, busy_words: str, *, kind: str = "") -> None:
        super().__init__(words)
        self._words, self._busy_words = words, busy_words
        self._was_enabled = True
        if kind:
            self.setProperty("kind", kind)
        self.setMinimumWidth(self._widest())

    def start(self) -> None:
        """Work begins."""
        self._was_enabled = self.isEnabled()
        self.setText(self._busy_words)
        self.setEnabled(False)

    def finish(self) -> None:
        """Work is over, one way or the other."""
        self.setText(self._words)
        self.setEnabled(self._was_enabled)

    def reword(self, words: str) -> None:
        """Other words for when no work runs."""
        if self.text() == self._words:
            self.setText(words)
        self._words = words
        self.setMinimumWidth(self._widest())

    def set_possible(self, possible: bool) -> None:
        """Whether it may be pressed once no work runs."""
        self._was_enabled = possible
        if self.text() != self._busy_words:
            self.setEnabled(possible)

    def _widest(self) -> int:
        metrics = self.fontMetrics()
        return 36 + max(
            metrics.horizontalAdvance(self._words), metrics.horizontalAdvance(self._busy_words)
        )
