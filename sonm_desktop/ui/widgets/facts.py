"""Facts in two columns: what it is called, what it is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from sonm_desktop.ui.theme.tokens import GAP_1, GAP_4
from sonm_desktop.ui.widgets.text import label


class Facts(QWidget):
    """Shows the pairs of the last `show_pairs`; values can be selected and copied."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[tuple[QLabel, QLabel]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GAP_4)
        self._grid.setVerticalSpacing(GAP_1)
        self._grid.setColumnStretch(1, 1)

    def show_pairs(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Replace what is shown; labels are kept and only their texts change."""
        while len(self._rows) < len(pairs):
            self._add_row()
        for at, (name, value) in enumerate(self._rows):
            shown = at < len(pairs)
            name.setVisible(shown)
            value.setVisible(shown)
            name.setText(pairs[at][0] if shown else "")
            value.setText(pairs[at][1] if shown else "")

    def _add_row(self) -> None:
        name, value = label(tone="muted"), _selectable()
        self._grid.addWidget(name, len(self._rows), 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(value, len(self._rows), 1)
        self._rows.append((name, value))


def _selectable() -> QLabel:
    value = label(wrap=True)
    value.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return value
