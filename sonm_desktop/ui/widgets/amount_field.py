"""A field for money: exact to the last of 18 decimals, with “all” beside it where that is known."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from sonm_desktop.core.amounts import Wei, format_amount
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.typed_amount import typed_amount
from sonm_desktop.ui.theme.tokens import GAP_2
from sonm_desktop.ui.words import words


class AmountField(QWidget):
    """changed: the text is another. submitted: return was pressed.

    The amount goes from text to integer without a float anywhere.
    """

    changed = Signal()
    submitted = Signal()

    def __init__(self, name: str, *, has_all: bool = True) -> None:
        super().__init__()
        self._most = Wei(0)
        self._text = QLineEdit()
        self._text.setAccessibleName(name)
        self._text.setPlaceholderText("0.0")
        self._all = QPushButton(words("All"))
        self._all.setAccessibleName(words("All: {what}", what=name))
        self._all.setEnabled(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_2)
        row.addWidget(self._text, 1)
        row.addWidget(self._all)
        self._all.setVisible(has_all)
        self.setFocusProxy(self._text)
        self._text.textChanged.connect(self._tell)
        self._text.returnPressed.connect(self.submitted)
        self._all.clicked.connect(self._fill)

    def wei(self) -> Wei:
        """The amount. Raises UserError with what is unclear; an amount of nothing is none."""
        amount = typed_amount(self._text.text())
        if not amount:
            raise UserError("core.amount_missing")
        return amount

    def amount(self) -> Wei | None:
        """The amount; None while there is none that is clear."""
        try:
            return self.wei()
        except UserError:
            return None

    def set_most(self, most: int) -> None:
        """“All” is *most* from now on."""
        self._most = Wei(most)
        self._all.setEnabled(most > 0 and self._text.isEnabled())

    def set_open(self, is_open: bool) -> None:
        """Whether it can be changed."""
        self._text.setEnabled(is_open)
        self._all.setEnabled(is_open and self._most > 0)

    def is_all(self) -> bool:
        """Whether all of it stands there."""
        return bool(self._most) and self.amount() == self._most

    def clear(self) -> None:
        self._text.clear()

    def _fill(self) -> None:
        self._text.setText(format_amount(self._most))

    def _tell(self, _text: str) -> None:
        self.changed.emit()
