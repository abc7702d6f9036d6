"""One offer in full, and the two clicks that rent it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from sonm_desktop.api.schema.market import Offer
from sonm_desktop.api.schema.plans import BuyOffer, Committed, Plan
from sonm_desktop.ui.confirmation import plan_lines
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.market.columns import PRESENCE, terms
from sonm_desktop.ui.market.payer import Candidate, Payer, candidates
from sonm_desktop.ui.theme.icons import icon
from sonm_desktop.ui.theme.tokens import (
    CAPTION,
    FIGURE,
    GAP_2,
    GAP_3,
    GAP_4,
    INSPECTOR_WIDTH,
    SECTION,
)
from sonm_desktop.ui.widgets.address import AddressLabel
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.facts import Facts
from sonm_desktop.ui.widgets.text import label, set_tone
from sonm_desktop.ui.words import amount, cores, exact, size, span, words


class OfferInspector(QFrame):
    """First click: the plan, exactly what will be signed. Second click: do it.

    rented: the id of the new deal. dismissed: the person put an overlay away.
    """

    rented = Signal(str)
    dismissed = Signal()

    def __init__(self, face: Face) -> None:
        super().__init__()
        self.setObjectName("inspector")
        self.setFixedWidth(INSPECTOR_WIDTH)
        self._face = face
        self._offer: Offer | None = None
        self._duration = 0
        self._plan: Plan | None = None
        self._total = label("", FIGURE)
        self._for = label("", tone="muted")
        self._supplier = AddressLabel(face.theme)
        self._facts = Facts()
        self._explained = label("", CAPTION, tone="muted", wrap=True)
        self._payer = Payer()
        self._away = QPushButton()
        self._review = BusyButton(words("Review and rent"), words("Asking…"), kind="primary")
        self._effects = label("", wrap=True)
        self._commit = BusyButton(words("Rent now"), words("Renting…"), kind="primary")
        self._back = QPushButton(words("Back"))
        self._said = label("", wrap=True)
        self._confirmation = QWidget()
        self._build()
        self._connect()

    def show_offer(self, offer: Offer, duration: int) -> None:
        """Show *offer* for *duration* seconds; a plan of another offer is dropped."""
        self._offer, self._duration = offer, duration
        self._drop_plan()
        self._payer.show_candidates(self._judged())
        self._total.setText("—" if offer.total is None else f"{amount(offer.total)} SNM")
        self._for.setText(words("for {span}", span=span(duration)))
        self._supplier.show_address(offer.worker)
        self._facts.show_pairs(_facts(offer))
        self._explained.setText(_explained(offer))

    def renew(self, offer: Offer) -> None:
        """*offer* is the same one with newer facts; a plan on the screen stays."""
        self._offer = offer
        self._facts.show_pairs(_facts(offer))
        self.refresh_payers()

    def refresh_payers(self) -> None:
        """Balances or accounts have changed."""
        if self._offer is not None and self._plan is None:
            self._payer.show_candidates(self._judged())

    def set_overlay(self, over: bool) -> None:
        """Over the offers it can be put away; beside them it stays."""
        self._away.setVisible(over)

    def _judged(self) -> list[Candidate]:
        state = self._face.live.state
        if state is None or self._offer is None:
            return []
        return candidates(state, self._offer)

    def _judge_payer(self) -> None:
        if self._plan is not None:
            self._drop_plan()
        self._review.set_possible(bool(self._payer.account))

    def _ask_plan(self) -> None:
        if self._offer is None or self._offer.total is None:
            return
        request = BuyOffer(
            account=self._payer.account,
            offer=self._offer.id,
            duration=self._duration,
            max_total=self._offer.total,
        )
        self._say("")
        self._face.actions.run(
            partial(self._face.agent.plans.make, request),
            busy=self._review,
            done=self._show_plan,
            failed=self._say_failure,
        )

    def _show_plan(self, plan: Plan) -> None:
        self._plan = plan
        self._effects.setText(plan_lines(plan))
        self._commit.setText(words("Rent now"))
        self._commit.setToolTip(exact(plan.total))
        self._review.hide()
        self._confirmation.show()
        self._commit.setFocus()

    def _do_plan(self) -> None:
        if self._plan is None:
            return
        self._face.actions.run(
            partial(self._face.agent.plans.commit, self._plan.id),
            busy=self._commit,
            done=self._show_rented,
            failed=self._say_failure,
        )

    def _show_rented(self, committed: Committed) -> None:
        self._drop_plan()
        self._say(committed.outcome.text, "good")
        self.rented.emit(committed.deal)

    def _drop_plan(self) -> None:
        self._plan = None
        self._say("")
        self._confirmation.hide()
        self._review.show()

    def _say_failure(self, sentence: str) -> None:
        self._say(sentence, "bad")

    def _say(self, sentence: str, tone: str = "") -> None:
        self._said.setText(sentence)
        set_tone(self._said, tone)
        self._said.setVisible(bool(sentence))

    def _build(self) -> None:
        self._away.setProperty("kind", "quiet")
        self._away.setFixedSize(28, 28)
        self._away.setIconSize(QSize(16, 16))
        self._away.setAccessibleName(words("Close"))
        self._away.setToolTip(words("Close"))
        self._dress()
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP_2)
        buttons.addWidget(self._commit, 1)
        buttons.addWidget(self._back)
        inner = QVBoxLayout(self._confirmation)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(GAP_3)
        inner.addWidget(label(words("This is what happens"), SECTION))
        inner.addWidget(self._effects)
        inner.addLayout(buttons)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(GAP_4, GAP_4, GAP_4, GAP_4)
        column.setSpacing(GAP_3)
        top = QHBoxLayout()
        top.addWidget(self._total, 1)
        top.addWidget(self._away)
        column.addLayout(top)
        parts: tuple[QWidget, ...] = (
            self._for,
            self._supplier,
            self._facts,
            self._explained,
            label(words("Paid by"), tone="muted"),
            self._payer,
            self._review,
            self._confirmation,
            self._said,
        )
        for part in parts:
            column.addWidget(part)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 0, 0, 0)
        whole.addWidget(scroll)
        self._confirmation.hide()
        self._said.hide()

    def _dress(self) -> None:
        self._away.setIcon(icon("x", self._face.theme.colours.muted, 16))

    def _connect(self) -> None:
        self._review.clicked.connect(self._ask_plan)
        self._commit.clicked.connect(self._do_plan)
        self._back.clicked.connect(self._drop_plan)
        self._payer.changed.connect(self._judge_payer)
        self._away.clicked.connect(self.dismissed)
        self._face.theme.changed.connect(self._dress)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.dismissed)


def _facts(offer: Offer) -> list[tuple[str, str]]:
    facts = [
        (words("Terms"), terms(offer)),
        (
            words("CPU"),
            words("{cores} × {arch}", cores=cores(offer.cpu_percent), arch=offer.architecture),
        ),
        (words("RAM"), size(offer.ram_bytes)),
        (words("Storage"), size(offer.storage_bytes)),
        (words("GPUs"), str(offer.gpus) if offer.gpus else words("none")),
        (words("Network"), words("none for jobs") if not offer.netflags else words("sold")),
        (words("Sandbox"), words("strict") if offer.strict else words("compatible")),
        (words("Reach"), words("this network only") if offer.lan_only else words("everywhere")),
        (words("Liveness"), words(PRESENCE[offer.presence])),
    ]
    if offer.per_hour is not None:
        facts.insert(0, (words("Per hour"), exact(offer.per_hour)))
    return facts


def _explained(offer: Offer) -> str:
    if offer.max_duration == 0:
        return words(
            "Spot: pay by the second, close any time. The supplier may end it too, "
            "and you pay only up to then."
        )
    return words(
        "Fixed: the price and the time are agreed. Closing early costs the notice that the "
        "supplier's quote names; you see it before you sign."
    )
