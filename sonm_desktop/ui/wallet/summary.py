"""The chosen account: who it is, and what it holds, as figures."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sonm_desktop.api.schema.state import Topic
from sonm_desktop.ui.dollars import beside, source
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.icons import icon
from sonm_desktop.ui.theme.tokens import (
    CAPTION,
    CODE,
    FIGURE,
    GAP_1,
    GAP_2,
    GAP_3,
    GAP_4,
    SECTION,
    TITLE,
    TypeStyle,
)
from sonm_desktop.ui.wallet.held import HeldAccount
from sonm_desktop.ui.widgets.address import Identicon
from sonm_desktop.ui.widgets.flow import FlowLayout
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import amount, exact, words

_SIDE = 40


class AccountSummary(Panel):
    """Name, whole address, total, and its parts; exact amounts when pointed at."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._address = ""
        self._held: HeldAccount | None = None
        self._source = label("", CAPTION, tone="muted", wrap=True)
        self._picture = Identicon(face.theme, _SIDE)
        self._name = label("", SECTION)
        self._whole = label("", CODE, tone="muted")
        self._copy = QPushButton()
        self._said = label("", CAPTION, tone="good")
        self._figures = {
            "total": _Figure(words("In all"), words("SNM"), FIGURE),
            "vault": _Figure(words("Market vault"), words("SNM"), TITLE),
            "token": _Figure(words("Wallet"), words("SNM"), TITLE),
            "coin": _Figure(words("For fees"), words("coin"), TITLE),
        }
        self._build()
        self._copy.clicked.connect(self._copy_whole)
        face.live.changed.connect(self._follow_price)
        face.theme.changed.connect(self._dress)

    def show_account(self, held: HeldAccount) -> None:
        """Show *held*."""
        if held.account.address != self._address:
            self._said.clear()
        self._held = held
        self._address = held.account.address
        self._picture.show_address(self._address)
        self._name.setText(held.name)
        self._whole.setText(self._address)
        balances = held.balances
        self._figures["total"].show_wei(held.total, 4)
        self._figures["vault"].show_wei(balances.vault if balances else None, 4)
        self._figures["token"].show_wei(balances.token if balances else None, 4)
        self._figures["coin"].show_wei(balances.coin if balances else None, 6)
        self._show_worth(held)

    def _show_worth(self, held: HeldAccount) -> None:
        """What it is worth in USD, by which price, and how old that is."""
        state = self._face.live.state
        parts = {
            "total": held.total,
            "vault": held.balances.vault if held.balances else None,
            "token": held.balances.token if held.balances else None,
        }
        for name, wei in parts.items():
            self._figures[name].show_worth("" if wei is None else beside(wei, state))
        feed = state.usd if state is not None else None
        shown = feed is not None and feed.feed is not None
        self._source.setVisible(shown)
        if feed is not None and state is not None:
            self._source.setText(source(feed, practice=state.network.practice))

    def _follow_price(self, topic: str) -> None:
        if topic == Topic.USD and self._held is not None:
            self._show_worth(self._held)

    def _copy_whole(self) -> None:
        QGuiApplication.clipboard().setText(self._address)
        self._said.setText(words("Copied."))

    def _build(self) -> None:
        self._whole.setAccessibleName(words("Address of the account"))
        self._whole.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._copy.setProperty("kind", "quiet")
        self._copy.setAccessibleName(words("Copy the address"))
        self._copy.setToolTip(words("Copy the address"))
        self._dress()
        address = QHBoxLayout()
        address.setSpacing(GAP_1)
        for part in (self._whole, self._copy, self._said):
            address.addWidget(part)
        address.addStretch(1)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._name)
        names.addLayout(address)
        who = QHBoxLayout()
        who.setSpacing(GAP_3)
        who.addWidget(self._picture)
        who.addLayout(names, 1)
        figures = QWidget()
        row = FlowLayout(figures, GAP_4, line_gap=GAP_2)
        for figure in self._figures.values():
            row.addWidget(figure)
        self.body.addLayout(who)
        self.body.addWidget(figures)
        self.body.addWidget(self._source)

    def _dress(self) -> None:
        self._copy.setIcon(icon("copy", self._face.theme.colours.muted, 16))


class _Figure(QWidget):
    """An amount under its name."""

    def __init__(self, name: str, unit: str, style: TypeStyle) -> None:
        super().__init__()
        self._name, self._unit = name, unit
        self._value = label("…", style)
        self._value.setMinimumHeight(FIGURE.line)
        self._described: QLabel = label(unit, CAPTION, tone="muted")
        self._worth = label("", CAPTION, tone="muted")
        row = QHBoxLayout()
        row.setSpacing(GAP_1)
        row.addWidget(self._value, 0, Qt.AlignmentFlag.AlignBaseline)
        row.addWidget(self._described, 0, Qt.AlignmentFlag.AlignBaseline)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(label(name, CAPTION, tone="muted"))
        column.addStretch(1)
        column.addLayout(row)
        column.addWidget(self._worth)

    def show_wei(self, wei: int | None, places: int) -> None:
        """*wei*, None while it is not known."""
        self._value.setText("…" if wei is None else amount(wei, places))
        self.setToolTip("" if wei is None else exact(wei).replace("SNM", self._unit))
        self.setAccessibleName(f"{self._name}: {self._value.text()} {self._unit}")
        self.updateGeometry()

    def show_worth(self, text: str) -> None:
        """What that is in another currency; an empty text where nobody knows."""
        self._worth.setText(text)
        self._worth.setVisible(bool(text))
        self.updateGeometry()
