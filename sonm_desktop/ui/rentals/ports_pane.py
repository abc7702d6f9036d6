"""Where a job of a rental is reached from outside: each published port, to be copied."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sonm_desktop.api.schema.deals import Deal, Port
from sonm_desktop.ui.theme.tokens import CAPTION, CODE, GAP_1, GAP_2, GAP_4
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words


class PortsPane(QWidget):
    """Hidden for a rental that sells no incoming connections."""

    def __init__(self) -> None:
        super().__init__()
        self._places: list[str] = []
        self._rows: list[tuple[QLabel, QLabel, QPushButton]] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(GAP_4)
        self._grid.setVerticalSpacing(GAP_1)
        self._grid.setColumnStretch(1, 1)
        hint = words(
            "What a job listens on inside, and where that is reached on the supplier's machine."
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_2)
        column.addWidget(label(words("Published ports"), tone="muted"))
        column.addLayout(self._grid)
        column.addWidget(label(hint, CAPTION, tone="muted", wrap=True))

    def show_deal(self, deal: Deal) -> None:
        """Show the ports of *deal*; rows are kept and only their texts change."""
        self.setVisible(bool(deal.ports))
        self._places = [place_words(deal, port) for port in deal.ports]
        while len(self._rows) < len(deal.ports):
            self._add_row()
        for at, row in enumerate(self._rows):
            shown = at < len(deal.ports)
            for part in row:
                part.setVisible(shown)
            if shown:
                self._fill(row, deal.ports[at], self._places[at])

    def _fill(self, row: tuple[QLabel, QLabel, QPushButton], port: Port, place: str) -> None:
        inside, outside, copy = row
        protocol = port.protocol.upper()
        inside.setText(words("{protocol} port {port}", protocol=protocol, port=port.inside))
        outside.setText(place)
        copy.setAccessibleName(words("Copy {place}", place=place))

    def _add_row(self) -> None:
        at = len(self._rows)
        inside, outside = label("", tone="muted"), label("", CODE)
        outside.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        copy = QPushButton(words("Copy"))
        copy.clicked.connect(self._copy)
        for column, part in enumerate((inside, outside, copy)):
            self._grid.addWidget(part, at, column)
        self._rows.append((inside, outside, copy))

    def _copy(self) -> None:
        pressed = self.sender()
        for (_, _, copy), place in zip(self._rows, self._places, strict=False):
            if copy is pressed:
                QGuiApplication.clipboard().setText(place)


def place_words(deal: Deal, port: Port) -> str:
    """Where *port* is dialled: the first address that the machine is reached by."""
    if not deal.hosts:
        return words("port {port} of the machine", port=port.outside)
    host = deal.hosts[0]
    return f"[{host}]:{port.outside}" if ":" in host else f"{host}:{port.outside}"
