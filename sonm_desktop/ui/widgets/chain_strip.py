"""Links in a row: those that hold are filled, the broken one is crossed, later ones are hollow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget

from sonm_desktop.ui.theme.fonts import font
from sonm_desktop.ui.theme.theme import Theme
from sonm_desktop.ui.theme.tokens import CAPTION, GAP_2, GAP_3

_NODE = 14
_LINE = 2


@dataclass(frozen=True, slots=True)
class Node:
    """holds: None where that is not known. said: for a screen reader."""

    name: str
    holds: bool | None
    said: str


class ChainStrip(QWidget):
    """A row of equal parts; what it says stands in its accessible name as well."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._nodes: tuple[Node, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_nodes(self, nodes: Sequence[Node]) -> None:
        """Show *nodes* from the first to the last."""
        self._nodes = tuple(nodes)
        self.setAccessibleName(" ".join(f"{node.name}: {node.said}" for node in nodes))
        self.updateGeometry()
        self.update()

    def _areas(self) -> list[QRect]:
        """Of each node, in the direction of reading."""
        part = self.width() / max(1, len(self._nodes))
        flat = [QRect(round(at * part), 0, int(part), self.height()) for at in range(self._count)]
        return [QStyle.visualRect(self.layoutDirection(), self.rect(), area) for area in flat]

    @property
    def _count(self) -> int:
        return len(self._nodes)

    def _colour(self, node: Node) -> QColor:
        colours = self._theme.colours
        if node.holds is None:
            return QColor(colours.border)
        return QColor(colours.good if node.holds else colours.bad)

    # Qt overrides
    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(font(CAPTION))
        widest = max((metrics.horizontalAdvance(node.name) for node in self._nodes), default=0)
        return QSize((widest + GAP_3) * self._count, _NODE + GAP_2 + metrics.height() + 2)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(CAPTION))
        areas = self._areas()
        centres = [QPointF(area.center().x() + 0.5, _NODE / 2 + 1) for area in areas]
        for at in range(1, self._count):
            whole = bool(self._nodes[at].holds)
            style = Qt.PenStyle.SolidLine if whole else Qt.PenStyle.DotLine
            painter.setPen(QPen(self._colour(self._nodes[at]), _LINE, style))
            away = (_NODE / 2 + 3) * (1 if centres[at].x() > centres[at - 1].x() else -1)
            painter.drawLine(centres[at - 1] + QPointF(away, 0), centres[at] - QPointF(away, 0))
        for node, area, centre in zip(self._nodes, areas, centres, strict=True):
            self._paint_node(painter, node, centre)
            colours = self._theme.colours
            painter.setPen(QColor(colours.muted if node.holds is None else colours.text))
            below = QRect(area.left(), _NODE + GAP_2, area.width(), self.height() - _NODE - GAP_2)
            painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, node.name)

    def _paint_node(self, painter: QPainter, node: Node, centre: QPointF) -> None:
        colour, half = self._colour(node), _NODE / 2 - 1
        circle = QRectF(centre.x() - half, centre.y() - half, 2 * half, 2 * half)
        painter.setPen(QPen(colour, _LINE))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if node.holds:
            painter.setBrush(colour)
            painter.drawEllipse(circle)
            painter.setPen(QPen(QColor(self._theme.colours.surface), 1.6))
            corners = [centre + QPointF(-3, 0), centre + QPointF(-1, 2.5), centre + QPointF(3, -2)]
            painter.drawPolyline(corners)
            return
        painter.drawEllipse(circle)
        if node.holds is False:
            for up in (-1, 1):
                reach = QPointF(2.5, 2.5 * up)
                painter.drawLine(centre - reach, centre + reach)
