"""What one does with an account's money: the vault, sending, receiving; one at a time."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QStackedWidget

from sonm_desktop.ui.face import Face
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.tokens import GAP_1
from sonm_desktop.ui.wallet.receive import ReceivePanel
from sonm_desktop.ui.wallet.send import SendForm
from sonm_desktop.ui.wallet.vault import VaultForm
from sonm_desktop.ui.words import words


class MovesPanel(Panel):
    """Three tabs for the chosen account."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._vault, self._send, self._receive = VaultForm(face), SendForm(face), ReceivePanel(face)
        self._tabs = QButtonGroup(self)
        self._parts = QStackedWidget()
        row = QHBoxLayout()
        row.setSpacing(GAP_1)
        titles = (words("Market vault"), words("Send"), words("Receive"))
        for at, title in enumerate(titles):
            tab = QPushButton(title)
            tab.setProperty("kind", "tab")
            tab.setCheckable(True)
            tab.setChecked(at == 0)
            self._tabs.addButton(tab, at)
            row.addWidget(tab)
        row.addStretch(1)
        for part in (self._vault, self._send, self._receive):
            self._parts.addWidget(part)
        self.body.addLayout(row)
        self.body.addWidget(self._parts)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._tabs.idClicked.connect(self._show)
        self._show(0)

    def for_account(self, account: str) -> None:
        """Whatever is done next concerns *account*."""
        for part in (self._vault, self._send, self._receive):
            part.for_account(account)

    def _show(self, chosen: int) -> None:
        """The panel is as high as the part that is shown."""
        self._parts.setCurrentIndex(chosen)
        kept, ignored = QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored
        for at, part in enumerate((self._vault, self._send, self._receive)):
            part.setSizePolicy(kept, kept if at == chosen else ignored)
        self._parts.updateGeometry()
