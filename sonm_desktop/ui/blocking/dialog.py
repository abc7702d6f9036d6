"""Blocking one account: why it is blocked already, or where to write it and what that means."""

from __future__ import annotations

from functools import partial

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from sonm_desktop.api.schema.blacklist import BlockVerdict, ListReason
from sonm_desktop.api.schema.plans import BlockAccounts, Committed, FollowList
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.plans.panel import PlanPanel
from sonm_desktop.ui.theme.tokens import CAPTION, GAP_1, GAP_2, GAP_3, GAP_5, SECTION
from sonm_desktop.ui.widgets.address import AddressLabel
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.emptying import empty
from sonm_desktop.ui.widgets.identicon import short_address
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words

_WIDTH = 460
_INDENT = 22
PUBLIC_BYTES, PRIVATE_LETTERS = 32, 80


class BlockDialog(QDialog):
    """Opened, never executed. *customer*: how the account is called; else a supplier.

    changed: lists are other ones now.
    """

    changed = Signal()

    def __init__(self, parent: QWidget, face: Face, account: str, *, customer: bool) -> None:
        super().__init__(parent)
        self._face = face
        self._account = account
        self._customer = customer
        self._title = label("", SECTION, wrap=True)
        self._address = AddressLabel(face.theme)
        self._owner = label("", CAPTION, tone="muted", wrap=True)
        self._reasons = QVBoxLayout()
        self._choice = QWidget()
        self._private = QRadioButton(words("Only on this PC"))
        self._public = QRadioButton(words("On your public list"))
        self._why_not = label("", CAPTION, tone="warn", wrap=True)
        self._as = QComboBox()
        self._reason = QLineEdit()
        self._block = BusyButton(words("Block"), words("Blocking…"), kind="primary")
        self._panel = PlanPanel(face, words("Sign and publish"))
        self._said = label("", tone="bad", wrap=True)
        self._cancel = QPushButton(words("Close"))
        self._build()
        self._connect()
        self._look()

    def _look(self) -> None:
        work = self._face.agent.blacklist.check(self._account)
        self._face.actions.run(work, done=self._show, failed=self._fail)

    def _show(self, verdict: BlockVerdict) -> None:
        if not shiboken6.isValid(self):
            return
        self._account = verdict.account
        self._title.setText(self._titled(blocked=verdict.refused))
        self._address.show_address(verdict.account)
        self._owner.setVisible(verdict.asked != verdict.account)
        empty(self._reasons)
        for because in verdict.because:
            self._reasons.addWidget(self._row(because))
        self._why_not.setText(verdict.public.text if verdict.public else "")
        self._why_not.setVisible(verdict.public is not None)
        self._public.setEnabled(verdict.public is None)
        self._choice.setVisible(not verdict.refused)
        self._block.setVisible(not verdict.refused)
        (self._cancel if verdict.refused else self._reason).setFocus()
        self.adjustSize()

    def _titled(self, *, blocked: bool) -> str:
        if self._customer:
            return words("This customer is blocked") if blocked else words("Block this customer?")
        return words("This supplier is blocked") if blocked else words("Block this supplier?")

    def _row(self, because: ListReason) -> QWidget:
        """One list that names the account, and the way off it."""
        texts = {
            "private": words("Unblock"),
            "own": words("Take off your list…"),
            "followed": words("Stop following…"),
        }
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_2)
        button = QPushButton(texts[because.where])
        button.clicked.connect(partial(self._undo, because))
        row.addWidget(label(because.said.text, wrap=True), 1)
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return made

    def _undo(self, because: ListReason) -> None:
        if because.where == "private":
            work = self._face.agent.blacklist.forget(self._account)
            self._face.actions.run(work, done=self._undone, failed=self._fail)
        elif because.where == "own":
            self._panel.review(
                BlockAccounts(account=because.reader, accounts=(self._account,), on=False)
            )
        else:
            self._panel.review(FollowList(account=because.reader, owner=because.owner, on=False))

    def _undone(self, verdict: BlockVerdict) -> None:
        self.changed.emit()
        self._show(verdict)

    def _do(self) -> None:
        self._said.hide()
        reason = self._reason.text().strip()
        if self._private.isChecked():
            work = self._face.agent.blacklist.keep(self._account, reason)
            self._face.actions.run(work, busy=self._block, done=self._blocked, failed=self._fail)
            return
        if len(reason.encode()) > PUBLIC_BYTES:
            self._fail(words("A public reason has {most} bytes at most.", most=PUBLIC_BYTES))
            return
        request = BlockAccounts(
            account=self._as.currentData(), accounts=(self._account,), reason=reason
        )
        self._panel.review(request, busy=self._block)

    def _blocked(self, _verdict: BlockVerdict) -> None:
        if shiboken6.isValid(self):
            self.accept()
            self.changed.emit()

    def _published(self, _committed: Committed) -> None:
        self.changed.emit()
        if shiboken6.isValid(self):
            self._look()

    def _freeze(self) -> None:
        self._choice.hide()
        self._block.hide()
        self.adjustSize()

    def _fail(self, sentence: str) -> None:
        if shiboken6.isValid(self):
            self._said.setText(sentence)
            self._said.show()

    def _turn(self) -> None:
        public = self._public.isChecked()
        self._as.setVisible(public and self._as.count() > 1)
        self._reason.setPlaceholderText(
            words("Why: everybody can read it") if public else words("Why, for yourself")
        )
        self._block.reword(words("See what it costs") if public else words("Block"))

    def _build(self) -> None:
        self.setWindowTitle(words("Block"))
        self.setMinimumWidth(_WIDTH)
        self._reason.setAccessibleName(words("Reason"))
        self._reason.setMaxLength(PRIVATE_LETTERS)
        self._as.setAccessibleName(words("Account whose list it is"))
        state = self._face.live.state
        for account in state.wallet.accounts if state is not None else ():
            name = account.label or short_address(account.address)
            self._as.addItem(words("List of {account}", account=name), account.address)
        at = self._as.findData(self._face.live.account)
        self._as.setCurrentIndex(max(0, at))
        self._private.setChecked(True)
        self._owner.setText(words("The owner of that machine; it counts for all of them."))
        both = QButtonGroup(self)
        both.addButton(self._private)
        both.addButton(self._public)
        self._fill_choice()
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP_5, GAP_5, GAP_5, GAP_5)
        column.setSpacing(GAP_3)
        column.addWidget(self._title)
        column.addWidget(self._address)
        column.addWidget(self._owner)
        column.addLayout(self._reasons)
        for part in (self._choice, self._panel, self._said):
            column.addWidget(part)
        foot = QHBoxLayout()
        foot.setSpacing(GAP_2)
        foot.addStretch(1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._block)
        column.addLayout(foot)
        for part in (self._owner, self._choice, self._block, self._said):
            part.hide()
        self._turn()

    def _fill_choice(self) -> None:
        column = QVBoxLayout(self._choice)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_1)
        meant = words(
            "Free. This PC and your machines refuse the account; nobody else learns of it."
        )
        known = words(
            "Costs a network fee. Everybody can read it for ever, and who follows your list "
            "refuses the account, too."
        )
        for button, text in ((self._private, meant), (self._public, known)):
            column.addWidget(button)
            explained = label(text, CAPTION, tone="muted", wrap=True)
            explained.setContentsMargins(_INDENT, 0, 0, GAP_1)
            column.addWidget(explained)
        column.addWidget(self._why_not)
        column.addSpacing(GAP_1)
        column.addWidget(self._as)
        column.addSpacing(GAP_1)
        column.addWidget(self._reason)
        column.addSpacing(GAP_1)
        runs = words("Rentals that run now go on; no new ones begin.")
        column.addWidget(label(runs, CAPTION, tone="muted", wrap=True))

    def _connect(self) -> None:
        self._private.toggled.connect(self._turn)
        self._block.clicked.connect(self._do)
        self._reason.returnPressed.connect(self._do)
        self._cancel.clicked.connect(self.reject)
        self._panel.opened.connect(self._freeze)
        self._panel.closed.connect(self._look)
        self._panel.done.connect(self._published)


def ask_to_block(parent: QWidget, face: Face, account: str, *, customer: bool) -> BlockDialog:
    """Show the dialog about *account*; it goes away by itself."""
    dialog = BlockDialog(parent.window(), face, account, customer=customer)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
