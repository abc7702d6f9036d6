"""What the first job brought back, and what happened in money."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from sonm_desktop.api.schema.deals import Deal
from sonm_desktop.core.amounts import format_amount, shortest_hourly
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.rentals.picture import harmless_png
from sonm_desktop.ui.rentals.spans import deal_span
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.tokens import CAPTION, CODE, GAP_2, GAP_4
from sonm_desktop.ui.welcome.lessons import JOB
from sonm_desktop.ui.widgets.facts import Facts
from sonm_desktop.ui.widgets.runway import Runway
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import amount, span, words

_SHOWN = QSize(360, 225)
_LOG_CHARACTERS = 1200


class ResultPanel(QWidget):
    """The picture beside the bill; the log where there is no picture."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._deal = ""
        self._picture = QLabel()
        self._log = label("", CODE, wrap=True)
        self._caption = label("", CAPTION, tone="muted", wrap=True)
        self._facts = Facts()
        self._runway = Runway(face.theme)
        self._bill = Panel(words("What happened, in money"))
        self._output = Panel(words("What came back"))
        self._build()

    def show_result(self, file: Path | None, output: str, deal: str) -> None:
        """The picture in *file*, what the job said, and the bill of *deal*."""
        self._deal = deal
        picture = _read(file) if file else None
        self._picture.setVisible(picture is not None)
        if picture is not None:
            self._picture.setPixmap(picture)
            self._picture.setAccessibleName(words("The picture that the job painted"))
        self._log.setText(output[-_LOG_CHARACTERS:].strip())
        self._log.setVisible(bool(output.strip()))
        self._caption.setText(
            words("In the job's output folder: {file}", file=file.name) if file else ""
        )
        self._caption.setVisible(file is not None)
        self._output.setVisible(picture is not None or bool(output.strip()))
        self.refresh()

    def refresh(self) -> None:
        """The bill as it is now; the rental goes on."""
        state = self._face.live.state
        deal = state.deals.get(self._deal) if state else None
        self._bill.setVisible(deal is not None)
        if state is None or deal is None:
            return
        supplied = state.supplied.get(self._deal)
        pairs = [
            (
                words("Price"),
                words("{price} SNM an hour", price=format_amount(shortest_hourly(deal.rate))),
            ),
            (words("Used so far"), words("{amount} SNM, by the second", amount=_fine(deal.spent))),
            (
                words("Kept ready"),
                words("{amount} SNM; what is not used comes back", amount=_fine(deal.left)),
            ),
        ]
        task = state.tasks.get(f"{self._deal}/{JOB}")
        if task is not None and task.started_ms and task.ended_ms:
            seconds = max(1, round((task.ended_ms - task.started_ms) / 1000))
            worth = _fine(seconds * deal.rate)
            pairs.insert(
                1,
                (
                    words("The job"),
                    words("{time} of work, for {amount} SNM", time=span(seconds), amount=worth),
                ),
            )
        if supplied is not None:
            pairs.append(
                (words("Your PC earned"), words("{amount} SNM", amount=_fine(supplied.earned)))
            )
        self._facts.show_pairs(pairs)
        self._show_runway(deal)

    def _show_runway(self, deal: Deal) -> None:
        self._runway.show_span(deal_span(deal))

    def _build(self) -> None:
        frame = QFrame()
        frame.setObjectName("well")
        column = QVBoxLayout(frame)
        column.setContentsMargins(GAP_2, GAP_2, GAP_2, GAP_2)
        column.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        self._output.body.addWidget(frame)
        self._output.body.addWidget(self._caption)
        self._output.body.addStretch(1)
        self._bill.body.addWidget(self._facts)
        self._bill.body.addWidget(self._runway)
        self._bill.body.addWidget(self._log)
        self._bill.body.addWidget(
            label(
                words(
                    "The rental goes on under Rentals until its half hour is over, "
                    "or until you close it."
                ),
                CAPTION,
                tone="muted",
                wrap=True,
            )
        )
        self._bill.body.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_4)
        row.addWidget(self._output, 1)
        row.addWidget(self._bill, 1)


def _fine(wei: int) -> str:
    return amount(wei, 6)


def _read(file: Path) -> QPixmap | None:
    """A picture of bounded size; what is none is none."""
    content = harmless_png(file)
    picture = QPixmap()
    if content is None or not picture.loadFromData(content, "PNG"):
        return None
    return picture.scaled(
        _SHOWN,
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
