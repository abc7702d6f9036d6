"""In a tongue whose words are 40 % longer, and written from right to left, nothing is cut."""

from __future__ import annotations

import gettext
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QRadioButton,
    QScrollArea,
    QTableView,
    QWidget,
)

import sonm_desktop.ui.words
from sonm_desktop.ui.frame import PLACES
from tests.fakes.agent import FakeAgent
from tests.fakes.agent_amendments import sample_amendment
from tests.fakes.sample_state import sample_state, worded
from tests.ui.stage import Stage, called, opened, staged

pytestmark = pytest.mark.usefixtures("qapp")

_LONGER = 0.4
_WORDY = (QLabel, QAbstractButton, QLineEdit, QComboBox)
_SIZES = ((1280, 800), (1024, 640))
_STATES = {
    "busy": {
        "amendments": {
            **sample_amendment(),
            **sample_amendment("market.amend_cheaper", side="selling"),
        }
    },
    "locked": {
        "wallet": {
            **sample_state().wallet.model_dump(mode="json"),
            "locked": True,
            "state": worded("wallet.locked", "The wallet is locked."),
        }
    },
    "empty": {
        "deals": {},
        "supplied": {},
        "tasks": {},
        "workers": {},
        "worker_status": {},
    },
}


class Pseudo(gettext.NullTranslations):
    """Says everything 40 % longer, and marks what it has said."""

    def gettext(self, message: str) -> str:
        letters = sum(character.isalpha() for character in message.split("{", 1)[0])
        return message + "·" * max(1, round(letters * _LONGER)) if letters else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


@pytest.fixture(params=[Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def tongue(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The window speaks `Pseudo`, once in each direction."""
    monkeypatch.setattr(sonm_desktop.ui.words, "_translation", Pseudo)
    QApplication.setLayoutDirection(request.param)
    yield
    QApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.mark.parametrize("state", _STATES)
def test_nothing_is_cut_on_any_page(tongue: None, state: str) -> None:
    found: list[str] = []

    @staged(limit_s=60)
    async def look() -> None:
        async with opened(FakeAgent(sample_state(**_STATES[state]))) as stage:
            for size in _SIZES:
                stage.window.resize(*size)
                for place in PLACES:
                    await stage.go(place)
                    found.extend(f"{place} {size}: {cut}" for cut in _cut(stage))

    look()
    assert "\n".join(sorted(set(found))) == ""


def _cut(stage: Stage) -> Iterator[str]:
    for widget in stage.window.findChildren(QWidget):
        if not widget.isVisible():
            continue
        wanted = _wanted_width(widget)
        if wanted > widget.width():
            yield f"{_described(widget)} {widget.width()} < {wanted}"
        elif isinstance(widget, _WORDY) and (hidden := _hidden(widget)):
            yield f"{_described(widget)} reaches {hidden} px out of its parent"
        if isinstance(widget, QTableView):
            yield from _cut_headers(widget)


def _wanted_width(widget: QWidget) -> int:
    """The width below which words of *widget* are not to be read; 0 where it tells the rest."""
    if widget.toolTip():
        return 0
    if isinstance(widget, QLabel):
        if widget.pixmap() and not widget.pixmap().isNull():
            return 0
        metrics = QFontMetrics(widget.font())
        texts = widget.text().split() if widget.wordWrap() else widget.text().splitlines()
        return max((metrics.horizontalAdvance(text) for text in texts), default=0)
    if isinstance(widget, QComboBox | QAbstractButton) and not isinstance(widget, QRadioButton):
        return widget.minimumSizeHint().width()
    return 0


def _cut_headers(table: QTableView) -> Iterator[str]:
    header, model = table.horizontalHeader(), table.model()
    if not header.isVisible() or model is None:
        return
    metrics = QFontMetrics(header.font())
    for section in range(header.count()):
        if header.isSectionHidden(section):
            continue
        title = str(model.headerData(section, Qt.Orientation.Horizontal) or "")
        tip = model.headerData(section, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
        if not tip and metrics.horizontalAdvance(title) > header.sectionSize(section):
            yield f"header “{title}” of {_described(table)} {header.sectionSize(section)}"


def _hidden(widget: QWidget) -> int:
    """How far *widget* sticks out of the nearest parent that does not scroll, in width."""
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, QHeaderView):
        if isinstance(parent.parentWidget(), QScrollArea) or parent.isWindow():
            break
        if isinstance(parent, QAbstractButton | QComboBox | QLineEdit):
            return 0
        parent = parent.parentWidget()
    if parent is None:
        return 0
    inside = QRect(widget.mapTo(parent, QPoint(0, 0)), widget.size())
    return max(0, -inside.left(), inside.right() - parent.width())


def _described(widget: QWidget) -> str:
    return f"{type(widget).__name__} “{called(widget) or getattr(widget, 'text', str)()}”"
