"""One to five stars, chosen with mouse or keys; each button says how many it is."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from sonm_desktop.ui.people.marks import star_icon
from sonm_desktop.ui.theme.theme import Theme
from sonm_desktop.ui.words import plural, words

_STARS = 5
_SIDE = 20


class StarChoice(QWidget):
    """changed: how many stars are chosen, 1 to 5. Arrow keys move from star to star."""

    changed = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._buttons = [QPushButton() for _ in range(_STARS)]
        self._group = QButtonGroup(self)
        self._build()
        self._group.idToggled.connect(self._chosen)
        theme.changed.connect(self._dress)

    @property
    def stars(self) -> int:
        """0 while none is chosen."""
        return max(0, self._group.checkedId())

    def clear(self) -> None:
        """Choose none."""
        self._group.setExclusive(False)
        for button in self._buttons:
            button.setChecked(False)
        self._group.setExclusive(True)
        self._dress()

    def _chosen(self, _number: int, checked: bool) -> None:
        self._dress()
        if checked:
            self.changed.emit(self.stars)

    def _build(self) -> None:
        self.setAccessibleName(words("Stars"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for number, button in enumerate(self._buttons, start=1):
            said = plural("{count} star", "{count} stars", number)
            button.setCheckable(True)
            button.setProperty("kind", "quiet")
            button.setFixedSize(_SIDE + 10, _SIDE + 12)
            button.setIconSize(QSize(_SIDE, _SIDE))
            button.setAccessibleName(said)
            button.setToolTip(said)
            self._group.addButton(button, number)
            row.addWidget(button)
        row.addStretch(1)
        self._dress()

    def _dress(self) -> None:
        colours = self._theme.colours
        for number, button in enumerate(self._buttons, start=1):
            given = number <= self.stars
            colour = colours.warn if given else colours.border
            button.setIcon(star_icon(colour, _SIDE, filled=given))
