"""Who pays for an offer: accounts with what they have ready, and why one cannot pay."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from sonm_desktop.api.schema.market import Offer
from sonm_desktop.api.schema.state import State
from sonm_desktop.ui.market.columns import priced
from sonm_desktop.ui.theme.tokens import CAPTION, GAP_1
from sonm_desktop.ui.widgets.identicon import short_address
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import amount, words


@dataclass(frozen=True, slots=True)
class Candidate:
    """An account. problem: why it cannot pay for the offer; empty when it can."""

    address: str
    words: str
    problem: str


def own_worker(state: State, worker: str) -> str | None:
    """The account that *worker* serves, when it is one of ours."""
    for known in state.workers.values():
        if known.worker.lower() == worker.lower():
            return known.master
    return None


def candidates(state: State, offer: Offer) -> list[Candidate]:
    """Every account in the wallet's order, judged for *offer*.

    What the vault lacks comes from the wallet, as an effect of the plan.
    """
    master = own_worker(state, offer.worker)
    found = []
    for account in state.wallet.accounts:
        held = state.balances.get(account.address)
        has = held.vault + held.token if held else 0
        ready = words("{amount} SNM", amount=amount(has)) if held else "…"
        name = account.label or short_address(account.address)
        problem = ""
        if master and master.lower() == account.address.lower():
            problem = words("This machine is this account's own. Let another account pay.")
        elif offer.total is None:
            why = state.usd.state.text if state.usd and not state.usd.usable else ""
            problem = words("Its price in USD cannot be converted now. {why}", why=why).strip()
        elif held is not None and has < offer.total:
            problem = words(
                "This account has {ready} SNM, and the rental takes {total} SNM.",
                ready=amount(has),
                total=priced(offer.total),
            )
        found.append(Candidate(account.address, f"{name} · {ready}", problem))
    return found


class Payer(QWidget):
    """The chooser. changed: another account, or the same with other means."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._candidates: list[Candidate] = []
        self._chosen_by_person = ""
        self._acting = ""
        self._box = QComboBox()
        self._box.setAccessibleName(words("Account that pays"))
        self._box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._problem = label("", CAPTION, tone="warn", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_1)
        column.addWidget(self._box)
        column.addWidget(self._problem)
        self._box.activated.connect(self._remember)
        self._box.currentIndexChanged.connect(self._judge)

    @property
    def account(self) -> str:
        """The account that pays; empty while none can."""
        at = self._box.currentIndex()
        able = 0 <= at < len(self._candidates) and not self._candidates[at].problem
        return self._candidates[at].address if able else ""

    def show_candidates(self, found: list[Candidate], acting: str = "") -> None:
        """The person's own choice stays; otherwise *acting* or the first that can pay is chosen."""
        self._acting = acting
        self._box.blockSignals(True)
        self._candidates = found
        self._box.clear()
        for candidate in found:
            self._box.addItem(candidate.words, candidate.address)
        self._box.setCurrentIndex(self._best())
        self._box.blockSignals(False)
        self._judge()

    def _best(self) -> int:
        for at, candidate in enumerate(self._candidates):
            if candidate.address == self._chosen_by_person:
                return at
        able = [at for at, candidate in enumerate(self._candidates) if not candidate.problem]
        for at in able:
            if self._candidates[at].address == self._acting:
                return at
        return able[0] if able else min(0, len(self._candidates) - 1)

    def _remember(self) -> None:
        self._chosen_by_person = self._box.currentData()

    def _judge(self) -> None:
        at = self._box.currentIndex()
        none = words("There is no account yet. Make one on the page of the wallet.")
        problem = self._candidates[at].problem if self._candidates and at >= 0 else none
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self._box.setToolTip(self._box.currentText())
        self.changed.emit()
