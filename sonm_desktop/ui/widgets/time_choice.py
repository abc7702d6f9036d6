"""A length of time out of a few usual ones; one that is not among them is shown beside them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox

from sonm_desktop.ui.words import span, words


class TimeChoice(QComboBox):
    """Seconds; 0 is none."""

    def __init__(self, usual: Sequence[int]) -> None:
        super().__init__()
        for seconds in usual:
            self._offer(seconds)

    @property
    def seconds(self) -> int:
        return int(self.currentData())

    def choose(self, seconds: int) -> None:
        """Show *seconds*."""
        if self.findData(seconds) < 0:
            self._offer(seconds)
        self.setCurrentIndex(self.findData(seconds))

    def _offer(self, seconds: int) -> None:
        self.addItem(span(seconds) if seconds else words("None"), seconds)
