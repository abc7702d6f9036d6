"""The supplier of the chosen offer: his name beside his address, who vouches, what is said."""

from __future__ import annotations

from functools import partial

import shiboken6
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sonm_desktop.api.schema.standing import Person, Reputation, Supplier
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.people.marks import LevelMark
from sonm_desktop.ui.people.phrases import (
    Pairs,
    identity_facts,
    namesakes_words,
    supplier_facts,
)
from sonm_desktop.ui.theme.tokens import CAPTION, GAP_2, STRONG
from sonm_desktop.ui.widgets.address import AddressLabel
from sonm_desktop.ui.widgets.facts import Facts
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words


class SupplierPanel(QWidget):
    """Asks the agent for each supplier that it is shown, once."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._account = ""
        self._known: dict[str, Pairs] = {}
        self._name = label("", STRONG, wrap=True)
        self._level = LevelMark(face.theme)
        self._address = AddressLabel(face.theme)
        self._namesakes = label("", CAPTION, tone="warn", wrap=True)
        self._facts = Facts()
        self._build()

    def show_supplier(self, supplier: Supplier) -> None:
        """Show *supplier*; what is asked about another one is dropped."""
        same = supplier.account == self._account
        self._account = supplier.account
        self._name.setText(f"“{supplier.name}”" if supplier.name else words("No name given"))
        self._level.show_level(supplier.level)
        self._address.setVisible(bool(supplier.account))
        self._address.show_address(supplier.account)
        self._namesakes.setVisible(bool(supplier.namesakes))
        self._namesakes.setText(namesakes_words(supplier.namesakes) if supplier.namesakes else "")
        if not supplier.account:
            self._known = {}
            self._facts.show_pairs(
                [(words("Supplier"), words("This machine is bound to nobody now."))]
            )
        elif not same:
            self._known = {}
            self._facts.show_pairs([(words("Ratings"), words("looking…"))])
            self._ask(supplier.account)

    def _ask(self, account: str) -> None:
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
        self._learn(account, "person", identity_facts(person))

    def _show_reputation(self, account: str, found: Reputation) -> None:
        self._learn(account, "said", supplier_facts(found))

    def _fail(self, account: str, sentence: str) -> None:
        self._learn(account, "said", [(words("Ratings"), sentence)])

    def _learn(self, account: str, what: str, pairs: Pairs) -> None:
        if not shiboken6.isValid(self) or account != self._account:
            return
        self._known[what] = pairs
        self._facts.show_pairs([*self._known.get("person", []), *self._known.get("said", [])])

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(GAP_2)
        head.addWidget(self._level)
        head.addWidget(self._name, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_2)
        column.addLayout(head)
        for part in (self._address, self._namesakes, self._facts):
            column.addWidget(part)
