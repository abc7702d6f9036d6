"""Several widgets of which one is shown; takes only the room that this one needs."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget


class Pile(QWidget):
    """Unlike a stacked widget, it is as high as what is in front."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[QWidget] = []
        self._front = 0
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    @property
    def front(self) -> int:
        """The index of the widget that is shown."""
        return self._front

    def add(self, part: QWidget) -> None:
        """*part* comes last; the first one is shown until `show_part`."""
        part.setVisible(not self._parts)
        self._parts.append(part)
        self._column.addWidget(part)

    def show_part(self, index: int) -> None:
        """Bring the widget at *index* to the front."""
        self._front = index
        for at, part in enumerate(self._parts):
            if at != index:
                part.hide()
        self._parts[index].show()

    def show_widget(self, part: QWidget) -> None:
        """Bring *part* to the front."""
        self.show_part(self._parts.index(part))
