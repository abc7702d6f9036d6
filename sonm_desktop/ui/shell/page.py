"""What every place is: a widget with a title and, at most, one primary action."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from sonm_desktop.ui.theme.tokens import GAP_3, GAP_4, SECTION, TypeStyle
from sonm_desktop.ui.widgets.text import label


class Page(QWidget):
    """Base of the places. wanted: the key of another place that the person should be taken to, or
    `place:part`.

    noted: `note` says something else now.
    """

    wanted = Signal(str)
    noted = Signal()

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.title = title
        self.controls: QWidget | None = None

    def scrolled(self) -> QVBoxLayout:
        """A column that fills the page, and scrolls where the window is lower than it."""
        inside = QWidget()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolling(inside))
        return QVBoxLayout(inside)

    def note(self) -> str:
        """A few words beside the title."""
        return ""

    def show_part(self, part: str) -> None:
        """Bring the part called *part* into sight, where the page has parts of that name."""


def scrolling(inside: QWidget) -> QScrollArea:
    """*inside*, which scrolls up and down where there is less room than it needs."""
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setWidget(inside)
    return scroll


class Panel(QFrame):
    """A framed group with an optional heading; add to `body`."""

    def __init__(self, heading: str = "", *, style: TypeStyle = SECTION) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(GAP_4, GAP_4, GAP_4, GAP_4)
        self.body.setSpacing(GAP_3)
        if heading:
            self.body.addWidget(label(heading, style))
