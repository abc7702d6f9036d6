"""The list of accounts; the chosen one is what the rest of the page is about."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListView, QMenu, QToolButton

from sonm_desktop.api.schema.wallet import Account
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.models.table import Column, RecordTable
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.icons import icon
from sonm_desktop.ui.theme.tokens import GAP_2, GAP_3, SECTION
from sonm_desktop.ui.wallet.account_rows import AccountDelegate, total_text
from sonm_desktop.ui.wallet.held import HeldAccount
from sonm_desktop.ui.wallet.importing import ImportDialog, Kind
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words

WIDTH = 292


class AccountsPanel(Panel):
    """chosen: the address of the account in the selected row."""

    chosen = Signal(str)

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._address = ""
        self._said = label("", tone="bad", wrap=True)
        self._add = QToolButton()
        self._model: RecordTable[HeldAccount] = RecordTable([_column()])
        self._list = QListView()
        self._build()
        self._connect()

    def show_accounts(self, accounts: list[HeldAccount]) -> None:
        """Replace the rows; the same account stays chosen."""
        selection = self._list.selectionModel()
        selection.blockSignals(True)
        self._model.show(accounts)
        addresses = [held.account.address for held in accounts]
        row = addresses.index(self._address) if self._address in addresses else 0
        self._list.setCurrentIndex(self._model.index(row, 0))
        selection.blockSignals(False)
        if addresses and addresses[row] != self._address:
            self._address = addresses[row]
            self.chosen.emit(self._address)

    def choose(self, address: str) -> None:
        """Choose the account *address*, if it is in the list."""
        for row in range(self._model.rowCount()):
            if self._model.record(row).account.address == address:
                self._list.setCurrentIndex(self._model.index(row, 0))

    def _make(self) -> None:
        self._said.hide()
        work = self._face.agent.wallet.new_account
        self._face.actions.run(work, done=self._take, failed=self._say)

    def _import(self, kind: Kind) -> None:
        dialog = ImportDialog(self.window(), self._face, kind)
        dialog.imported.connect(self._take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take(self, account: Account) -> None:
        """The new account is the chosen one as soon as the state has it."""
        self._address = account.address
        self.chosen.emit(account.address)

    def _say(self, sentence: str) -> None:
        self._said.setText(sentence)
        self._said.show()

    def _announce(self, current: QModelIndex) -> None:
        if current.isValid():
            self._address = self._model.record(current.row()).account.address
            self.chosen.emit(self._address)

    def _build(self) -> None:
        self.body.setContentsMargins(0, GAP_3, 0, 0)
        top = QHBoxLayout()
        top.setContentsMargins(GAP_3, 0, GAP_3, 0)
        top.setSpacing(GAP_2)
        top.addWidget(label(words("Accounts"), SECTION))
        top.addStretch(1)
        top.addWidget(self._add)
        self._add.setText(words("Add"))
        self._add.setAccessibleName(words("Add an account"))
        self._add.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._add.setMenu(self._menu())
        self._dress()
        self._list.setModel(self._model)
        self._list.setItemDelegate(AccountDelegate(self._list, self._face.theme))
        self._list.setAccessibleName(words("Accounts"))
        self._list.setObjectName("plain")
        self._list.setMouseTracking(True)
        self._list.setUniformItemSizes(True)
        self._list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._said.setContentsMargins(GAP_3, 0, GAP_3, GAP_3)
        self._said.hide()
        self.body.addLayout(top)
        self.body.addWidget(self._list, 1)
        self.body.addWidget(self._said)
        self.setFixedWidth(WIDTH)

    def _menu(self) -> QMenu:
        menu = QMenu(self._add)
        deeds = (
            (words("New account"), self._make),
            (words("Import a keystore file…"), partial(self._import, Kind.KEYSTORE)),
            (words("Import a private key…"), partial(self._import, Kind.KEY)),
        )
        for title, deed in deeds:
            action = QAction(title, menu)
            action.triggered.connect(deed)
            menu.addAction(action)
        return menu

    def _connect(self) -> None:
        self._list.selectionModel().currentChanged.connect(self._announce)
        self._face.theme.changed.connect(self._dress)

    def _dress(self) -> None:
        self._add.setIcon(icon("plus", self._face.theme.colours.text, 16))


def _column() -> Column[HeldAccount]:
    """What a screen reader says for a row."""
    return Column(
        words("Account"),
        text=lambda held: f"{held.name}, {total_text(held)} SNM",
        tip=lambda held: held.account.address,
    )
