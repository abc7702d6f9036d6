"""The first question: to earn, to compute, or to try both where coins have no value."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.theme import Theme
from sonm_desktop.ui.theme.tokens import (
    CAPTION,
    FIGURE,
    GAP_1,
    GAP_2,
    GAP_3,
    GAP_4,
    GAP_5,
    SECTION,
    TITLE,
)
from sonm_desktop.ui.welcome.journey import Way
from sonm_desktop.ui.widgets.painting import hatch, mixed
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words

_PICTURE = 72
_CARD = 232
_MEDIAN = 0.52
_BARS = (0.36, 0.62, 0.48, 0.9, 0.72, 1.0, 0.55, 0.8, 0.42, 0.95, 0.66, 0.5)
_RENTED = frozenset({0, 1, 2, 8, 9})
_OFFERED = frozenset({3, 4, 10, 11, 12})


class ChoicePage(QWidget):
    """Three ways in. chosen: a Way. skipped: the person looks around first."""

    chosen = Signal(str)
    skipped = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._skip = QPushButton(words("Look around first"))
        self._skip.setProperty("kind", "quiet")
        cards = QHBoxLayout()
        cards.setSpacing(GAP_4)
        for card in _cards(theme):
            card.chosen.connect(self.chosen)
            cards.addWidget(card, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_2)
        column.addWidget(label(words("A market of computing power"), FIGURE, wrap=True))
        column.addWidget(
            label(
                words(
                    "Slices of machines for stretches of time, paid by the second. "
                    "Nobody stands between the two sides."
                ),
                SECTION,
                tone="muted",
                wrap=True,
            )
        )
        column.addSpacing(GAP_5)
        column.addLayout(cards)
        column.addSpacing(GAP_3)
        column.addWidget(self._skip, 0, Qt.AlignmentFlag.AlignHCenter)
        self._skip.clicked.connect(self.skipped)

    def first(self) -> QWidget:
        """Where the keys begin: the way that is recommended for a look."""
        return next(
            button
            for button in self.findChildren(QPushButton)
            if button.property("kind") == "primary"
        )


class _Card(Panel):
    """One way: its picture, its words, its button."""

    chosen = Signal(str)

    def __init__(self, way: Way, picture: QWidget, texts: tuple[str, ...], note: str) -> None:
        super().__init__()
        self._way = way
        title, sentence, action = texts
        self.setMinimumWidth(_CARD)
        self.body.setContentsMargins(GAP_5, GAP_5, GAP_5, GAP_5)
        self._button = QPushButton(action)
        if way is Way.PRACTISE:
            self._button.setProperty("kind", "primary")
        self.body.addWidget(picture)
        self.body.addSpacing(GAP_3)
        self.body.addWidget(label(title, TITLE, wrap=True))
        self.body.addWidget(label(sentence, wrap=True))
        self.body.addStretch(1)
        self.body.addWidget(label(note, CAPTION, tone="muted", wrap=True))
        self.body.addSpacing(GAP_1)
        self.body.addWidget(self._button)
        self._button.clicked.connect(self._choose)

    def _choose(self) -> None:
        self.chosen.emit(self._way)


def _cards(theme: Theme) -> list[_Card]:
    return [
        _Card(
            Way.EARN,
            _Rack(theme),
            (
                words("Earn with this PC"),
                words(
                    "Rent out cores, memory and disk that idle. Programs of strangers run "
                    "locked up, and you name the price."
                ),
                words("Earn"),
            ),
            words("Needs Docker. About five minutes."),
        ),
        _Card(
            Way.COMPUTE,
            _Runway(theme),
            (
                words("Compute on others"),
                words(
                    "Rent a machine for an hour or a month, run your container, and pay for "
                    "the seconds that it really worked."
                ),
                words("Compute"),
            ),
            words("Needs some SNM. About three minutes."),
        ),
        _Card(
            Way.PRACTISE,
            _Fingerprint(theme),
            (
                words("Practise"),
                words(
                    "A whole market on this PC: sell, buy and run a first job as both sides, "
                    "with coins that have no value."
                ),
                words("Practise"),
            ),
            words("Recommended for a look. One password, a minute or two."),
        ),
    ]


class _Picture(QWidget):
    """Decoration; says nothing to a screen reader."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    # Qt overrides
    def sizeHint(self) -> QSize:
        return QSize(_CARD - 2 * GAP_5, _PICTURE)


class _Rack(_Picture):
    """Cores: some rented, some on sale, some kept."""

    # Qt overrides
    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = self.theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        columns, gap = 8, 5.0
        side = min(28.0, (self.width() - gap * (columns - 1)) / columns)
        top = (self.height() - 2 * side - gap) / 2
        for at in range(2 * columns):
            cell = QRectF(
                (at % columns) * (side + gap) + 0.5,
                top + (at // columns) * (side + gap),
                side,
                side,
            ).adjusted(0, 0, -1, -1)
            rented = at in _RENTED
            painter.setPen(
                QPen(QColor(colours.accent if at in _OFFERED | _RENTED else colours.line), 1)
            )
            painter.setBrush(QColor(colours.accent) if rented else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(cell, 4, 4)
            if at in _OFFERED:
                hatch(painter, cell.adjusted(1, 1, -1, -1), colours.accent, 3)


class _Runway(_Picture):
    """A deal: used up, paid ahead, and what could follow."""

    # Qt overrides
    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = self.theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for row, (used, paid, notice) in enumerate(
            ((0.62, 0.78, 0.9), (0.3, 0.55, 0.0), (0.1, 0.34, 0.0))
        ):
            strip = QRectF(0.5, 8.5 + row * 23, self.width() - 1, 12)
            painter.setPen(QPen(QColor(colours.line), 1))
            painter.setBrush(QColor(colours.sunken))
            painter.drawRoundedRect(strip, 6, 6)
            painter.setPen(Qt.PenStyle.NoPen)
            for share, colour in (
                (paid, mixed(colours.accent, colours.surface, 0.28)),
                (used, QColor(colours.accent)),
            ):
                painter.setBrush(colour)
                painter.drawRoundedRect(
                    QRectF(strip.left(), strip.top(), strip.width() * share, 12), 6, 6
                )
            if notice:
                zone = QRectF(
                    strip.width() * paid, strip.top(), strip.width() * (notice - paid), 12
                )
                hatch(painter, zone, colours.accent)


class _Fingerprint(_Picture):
    """What a machine can do, against the market's middle."""

    # Qt overrides
    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = self.theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        step = self.width() / len(_BARS)
        bottom, height = self.height() - 8, self.height() - 16
        for at, share in enumerate(_BARS):
            colour = colours.accent if share >= _MEDIAN else colours.border
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            painter.drawRoundedRect(
                QRectF(at * step, bottom - share * height, step * 0.62, share * height), 2, 2
            )
        painter.setPen(QPen(QColor(colours.border), 1, Qt.PenStyle.DashLine))
        middle = bottom - _MEDIAN * height
        painter.drawLine(0, round(middle), self.width(), round(middle))
