"""A hint quotes a stranger's words as they stand: no markup of his becomes ours."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument

from sonm_desktop.ui.models.table import Column, RecordTable
from sonm_desktop.ui.theme.theme import Theme
from sonm_desktop.ui.widgets.pill import PillKind, StatePill
from sonm_desktop.ui.widgets.tips import plain_tip

pytestmark = pytest.mark.usefixtures("qapp")

_FORGED = r"The supplier says: <b>Paid</b> <img src='\\there\picture.png'>"


def seen(tip: str) -> str:
    """What Qt shows of *tip*."""
    if "<" not in tip:
        return tip
    document = QTextDocument()
    document.setHtml(tip)
    return document.toPlainText()


@pytest.mark.parametrize("text", [_FORGED, "a < b", "one\n<i>two</i>", ""])
def test_what_stands_in_a_hint_is_what_is_shown(text: str) -> None:
    assert seen(plain_tip(text)) == text


def test_states_and_tables_quote_what_looks_like_markup(theme: Theme) -> None:
    pill = StatePill(theme)
    pill.show_state(PillKind.TROUBLE, "Trouble", _FORGED)
    columns: list[Column[str]] = [Column("Reason", text=str, tip=str)]
    table = RecordTable(columns)
    table.show([_FORGED])
    tips = [pill.toolTip(), table.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)]
    assert [seen(tip) for tip in tips] == [_FORGED, _FORGED]
