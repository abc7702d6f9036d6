"""One's own profile: what everybody reads of an account, what is said of it, and writing it."""

from __future__ import annotations

from functools import partial

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QGridLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from sonm_desktop.api.schema.plans import Committed, WriteProfile
from sonm_desktop.api.schema.standing import Person, Reputation
from sonm_desktop.core.foreign_text import MOST_NAME
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.people.phrases import (
    Pairs,
    identity_facts,
    namesakes_words,
    score_facts,
)
from sonm_desktop.ui.plans.panel import PlanPanel
from sonm_desktop.ui.theme.tokens import CAPTION, GAP_2, GAP_3, GAP_5, STRONG
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.facts import Facts
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words

_TEXT_HEIGHT = 64


class ProfileForm(QWidget):
    """Asks the agent when it is looked at. What is typed stays until another account is chosen."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._account = ""
        self._written = ("", "")
        self._none = label("", tone="muted", wrap=True)
        self._identity, self._sold, self._bought = Facts(), Facts(), Facts()
        self._facts = QWidget()
        self._name = QLineEdit()
        self._about = QPlainTextEdit()
        self._review = BusyButton(words("Write…"), words("Asking…"))
        self._form = QWidget()
        self._panel = PlanPanel(face, words("Write for ever"))
        self._build()
        self._connect()

    def look(self, account: str) -> None:
        """Show what is known of *account* now."""
        if account != self._account:
            self._account = account
            self._panel.drop()
            self._name.clear()
            self._about.clear()
            self._written = ("", "")
        standing = self._face.agent.standing
        self._face.actions.run(
            standing.person(account),
            done=partial(self._show_person, account),
            failed=partial(self._fail, account),
        )
        self._face.actions.run(
            standing.reputation(account),
            done=partial(self._show_reputation, account),
            failed=partial(self._fail, account),
        )

    def _show_person(self, account: str, person: Person) -> None:
        if not self._still(account):
            return
        none = person.none
        self._none.setVisible(none is not None)
        self._none.setText(f"{none.text} {none.action}".strip() if none is not None else "")
        self._form.setVisible(none is None)
        self._facts.setVisible(none is None)
        pairs = identity_facts(person)
        if person.namesakes:
            pairs.append((words("Name"), namesakes_words(person.namesakes)))
        self._identity.show_pairs(pairs)
        if (self._name.text(), self._about.toPlainText()) == self._written:
            self._written = (person.name, person.metadata)
            self._name.setText(person.name)
            self._about.setPlainText(person.metadata)
        self._judge()

    def _show_reputation(self, account: str, found: Reputation) -> None:
        if not self._still(account):
            return
        self._sold.show_pairs(_said(found, as_supplier=True))
        self._bought.show_pairs(_said(found, as_supplier=False))

    def _fail(self, account: str, sentence: str) -> None:
        if self._still(account):
            self._none.setText(sentence)
            self._none.show()

    def _still(self, account: str) -> bool:
        return shiboken6.isValid(self) and account == self._account

    def _judge(self) -> None:
        typed = (self._name.text().strip(), self._about.toPlainText().strip())
        self._review.set_possible(bool(self._account) and typed != self._written)

    def _change(self) -> None:
        if self._panel.plan is not None:
            self._panel.drop()
        self._judge()

    def _ask_plan(self) -> None:
        request = WriteProfile(
            account=self._account,
            name=self._name.text().strip(),
            metadata=self._about.toPlainText().strip(),
        )
        self._panel.review(request, busy=self._review)

    def _wrote(self, _committed: Committed) -> None:
        self._written = (self._name.text().strip(), self._about.toPlainText().strip())
        self.look(self._account)

    def _build(self) -> None:
        self._name.setMaxLength(MOST_NAME)
        self._name.setAccessibleName(words("Name"))
        self._about.setAccessibleName(words("About"))
        self._about.setTabChangesFocus(True)
        self._about.setFixedHeight(_TEXT_HEIGHT)
        public = words(
            "Everybody can read it, and what was once written stays in the chain for ever. "
            "A name proves nothing: others may use the same."
        )
        form = QVBoxLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(GAP_2)
        self._review.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        typed: tuple[QWidget, ...] = (
            label(words("What you say"), STRONG),
            label(words("Name"), tone="muted"),
            self._name,
            label(words("About"), tone="muted"),
            self._about,
            label(public, CAPTION, tone="muted", wrap=True),
            self._review,
            self._panel,
        )
        for part in typed:
            form.addWidget(part)
        facts = QVBoxLayout(self._facts)
        facts.setContentsMargins(0, 0, 0, 0)
        facts.setSpacing(GAP_3)
        facts.addWidget(self._identity)
        both = QGridLayout()
        both.setHorizontalSpacing(GAP_5)
        both.setVerticalSpacing(GAP_2)
        for at, (title, said) in enumerate(
            (
                (words("What customers say"), self._sold),
                (words("What suppliers say"), self._bought),
            )
        ):
            both.addWidget(label(title, STRONG), 0, at)
            both.addWidget(said, 1, at, Qt.AlignmentFlag.AlignTop)
            both.setColumnStretch(at, 1)
        facts.addLayout(both)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_3)
        for part in (self._none, self._facts, self._form):
            column.addWidget(part)
        column.addStretch(1)
        for part in (self._none, self._form, self._facts):
            part.hide()

    def _connect(self) -> None:
        self._name.textChanged.connect(self._change)
        self._about.textChanged.connect(self._change)
        self._review.clicked.connect(self._ask_plan)
        self._panel.done.connect(self._wrote)


def _said(found: Reputation, *, as_supplier: bool) -> Pairs:
    if found.none is not None:
        return [(words("Ratings"), found.none.text)]
    said = found.as_supplier if as_supplier else found.as_customer
    closed = found.closed_as_supplier if as_supplier else found.closed_as_customer
    return [*score_facts(said.counted, said.apart), (words("Deals closed"), f"{closed:,}")]
