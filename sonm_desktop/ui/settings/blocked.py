"""Whom this person deals with no more, and whose lists he follows."""

from __future__ import annotations

import re
from functools import partial

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from sonm_desktop.api.schema.blacklist import Blacklist, BlockedAccount, FollowedList
from sonm_desktop.api.schema.plans import Committed, FollowList
from sonm_desktop.ui.blocking.dialog import ask_to_block
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.plans.panel import PlanPanel
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.tokens import CAPTION, GAP_1, GAP_2, STRONG
from sonm_desktop.ui.widgets.address import AddressLabel
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.emptying import empty
from sonm_desktop.ui.widgets.identicon import short_address
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import moment, plural, words

_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}", re.ASCII)
_MOST_ROWS = 50


class BlockedPanel(Panel):
    """Looks when it is shown; a list that everybody can read is changed by a plan."""

    def __init__(self, face: Face) -> None:
        super().__init__(words("Blocked accounts"))
        self._face = face
        self._rows = QVBoxLayout()
        self._followed = QVBoxLayout()
        self._none = label(words("You have blocked nobody."), tone="muted")
        self._more = label("", CAPTION, tone="muted", wrap=True)
        self._public = label("", CAPTION, tone="warn", wrap=True)
        self._address = QLineEdit()
        self._block = QPushButton(words("Block…"))
        self._follow = BusyButton(words("Follow its list…"), words("Asking…"))
        self._panel = PlanPanel(face, words("Sign and publish"))
        self._said = label("", tone="bad", wrap=True)
        self._build()
        self._block.clicked.connect(self._ask_to_block)
        self._follow.clicked.connect(self._ask_to_follow)
        self._panel.done.connect(self._changed)

    def look(self) -> None:
        """Ask for the lists as they are now."""
        work = self._face.agent.blacklist.show()
        self._face.actions.run(work, done=self._show, failed=self._fail)

    def _show(self, found: Blacklist) -> None:
        if not shiboken6.isValid(self):
            return
        self._said.hide()
        empty(self._rows)
        empty(self._followed)
        for entry in found.blocked[:_MOST_ROWS]:
            self._rows.addWidget(self._blocked_row(entry))
        for followed in found.followed:
            self._followed.addWidget(self._followed_row(followed))
        if not found.followed:
            self._followed.addWidget(label(words("You follow no list."), tone="muted"))
        self._none.setVisible(not found.blocked)
        rest = len(found.blocked) - _MOST_ROWS
        self._more.setText(words("The newest of them; all: sonm blacklist show"))
        self._more.setVisible(rest > 0)
        self._public.setText(found.public.text if found.public else "")
        self._public.setVisible(found.public is not None)
        self._follow.set_possible(found.public is None)

    def _blocked_row(self, entry: BlockedAccount) -> QWidget:
        where = (
            words("only on this PC")
            if entry.because.where == "private"
            else words("public, as {account}", account=self._named(entry.because.owner))
        )
        said = [where, entry.because.reason and f"“{entry.because.reason}”"]
        if entry.because.since is not None:
            said.append(moment(entry.because.since))
        button = QPushButton(words("Unblock…"))
        name = short_address(entry.account)
        button.setAccessibleName(words("Unblock {account}…", account=name))
        button.clicked.connect(partial(self._open, entry.account))
        return self._row(entry.account, " · ".join(part for part in said if part), button)

    def _followed_row(self, followed: FollowedList) -> QWidget:
        entries = plural("{count} account", "{count} accounts", followed.entries)
        said = words(
            "{entries}, followed as {account}",
            entries=entries,
            account=self._named(followed.reader),
        )
        button = QPushButton(words("Unfollow…"))
        name = short_address(followed.owner)
        button.setAccessibleName(words("Unfollow {account}…", account=name))
        button.clicked.connect(partial(self._unfollow, followed))
        return self._row(followed.owner, said, button)

    def _row(self, account: str, said: str, button: QPushButton) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_2)
        address = AddressLabel(self._face.theme)
        address.show_address(account)
        row.addWidget(address)
        row.addWidget(label(said, tone="muted", wrap=True), 1)
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        return made

    def _ask_to_block(self) -> None:
        account = self._typed()
        if account:
            self._open(account)

    def _open(self, account: str) -> None:
        dialog = ask_to_block(self, self._face, account, customer=False)
        dialog.changed.connect(self.look)

    def _ask_to_follow(self) -> None:
        owner = self._typed()
        if owner:
            request = FollowList(account=self._face.live.account, owner=owner)
            self._panel.review(request, busy=self._follow)

    def _unfollow(self, followed: FollowedList) -> None:
        request = FollowList(account=followed.reader, owner=followed.owner, on=False)
        self._panel.review(request)

    def _typed(self) -> str:
        """The address in the field; empty, with a sentence, where it is none."""
        text = self._address.text().strip()
        if _ADDRESS.fullmatch(text):
            self._said.hide()
            return text
        self._fail(words("An address is 0x and 40 hex digits."))
        return ""

    def _changed(self, _committed: Committed) -> None:
        self._address.clear()
        self.look()

    def _fail(self, sentence: str) -> None:
        if shiboken6.isValid(self):
            self._said.setText(sentence)
            self._said.show()

    def _named(self, account: str) -> str:
        state = self._face.live.state
        for known in state.wallet.accounts if state is not None else ():
            if known.address == account and known.label:
                return known.label
        return short_address(account)

    def _build(self) -> None:
        self._address.setAccessibleName(words("Address to block or to follow"))
        self._address.setPlaceholderText(words("Address of an account or a machine"))
        row = QHBoxLayout()
        row.setSpacing(GAP_2)
        row.addWidget(self._address, 1)
        row.addWidget(self._block)
        row.addWidget(self._follow)
        explained = words(
            "Offers of blocked suppliers are hidden and not bought; your machines sell nothing to "
            "blocked customers. A list that you follow counts like your own."
        )
        self._rows.setSpacing(GAP_1)
        self._followed.setSpacing(GAP_1)
        self.body.addWidget(label(explained, tone="muted", wrap=True))
        self.body.addWidget(self._none)
        self.body.addLayout(self._rows)
        self.body.addWidget(self._more)
        self.body.addWidget(label(words("Lists that you follow"), STRONG))
        self.body.addLayout(self._followed)
        self.body.addLayout(row)
        for part in (self._public, self._panel, self._said):
            self.body.addWidget(part)
        for part in (self._more, self._public, self._said):
            part.hide()
