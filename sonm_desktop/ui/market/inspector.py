"""One offer in full, and the two clicks that rent it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QKeySequence, QShortcut, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sonm_desktop.api.schema.market import Offer, SupplierFacts
from sonm_desktop.api.schema.plans import BuyOffer, Committed
from sonm_desktop.ui.dollars import told
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.market.blocked import BlockedSupplier, is_blocked
from sonm_desktop.ui.market.columns import shown_total
from sonm_desktop.ui.market.delegates import shares
from sonm_desktop.ui.market.facts import (
    benchmark_facts,
    compared,
    explained,
    offer_facts,
    supplier_facts,
)
from sonm_desktop.ui.market.payer import Candidate, Payer, candidates
from sonm_desktop.ui.market.slippage import Slippage
from sonm_desktop.ui.people.supplier import SupplierPanel
from sonm_desktop.ui.plans.panel import PlanPanel
from sonm_desktop.ui.shell.page import scrolling
from sonm_desktop.ui.theme.icons import icon
from sonm_desktop.ui.theme.tokens import (
    CAPTION,
    FIGURE,
    GAP_2,
    GAP_3,
    GAP_4,
    INSPECTOR_WIDTH,
    STRONG,
)
from sonm_desktop.ui.widgets.address import AddressLabel
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.facts import Facts
from sonm_desktop.ui.widgets.fingerprint import Fingerprint
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import span, words


class OfferInspector(QFrame):
    """First click: the plan, exactly what will be signed. Second click: do it.

    rented: the id of the new deal. dismissed: the person put an overlay away. blocks_changed:
    lists are other ones now.
    """

    rented = Signal(str)
    dismissed = Signal()
    blocks_changed = Signal()

    def __init__(self, face: Face) -> None:
        super().__init__()
        self.setObjectName("inspector")
        self.setFixedWidth(INSPECTOR_WIDTH)
        self._face = face
        self._offer: Offer | None = None
        self._duration = 0
        self._medians: Mapping[int, int] = {}
        self._total = label("", FIGURE)
        self._for = label("", tone="muted")
        self._supplier = AddressLabel(face.theme)
        self._fingerprint = Fingerprint(face.theme)
        self._person = SupplierPanel(face)
        self._facts, self._results, self._rentals = Facts(), Facts(), Facts()
        self._practice = label(
            words("For practice: it came with this network, and nobody real offers it."),
            CAPTION,
            tone="warn",
            wrap=True,
        )
        self._own = label(
            words("This is your own PC: you would pay yourself and the gas."),
            CAPTION,
            tone="warn",
            wrap=True,
        )
        self._explained = label("", CAPTION, tone="muted", wrap=True)
        self._payer = Payer()
        self._slippage = Slippage()
        self._blocked = BlockedSupplier(face)
        self._away = QPushButton()
        self._review = BusyButton(words("Review and rent"), words("Asking…"), kind="primary")
        self._panel = PlanPanel(face, words("Rent now"))
        self._paid_by = label(words("Paid by"), tone="muted")
        self._inside = QWidget()
        self._scroll = scrolling(self._inside)
        self._build()
        self._connect()

    def show_offer(self, offer: Offer, duration: int) -> None:
        """Show *offer* for *duration* seconds; a plan of another offer is dropped."""
        self._offer, self._duration = offer, duration
        self._panel.drop()
        self._begin_at_top()
        self._review.show()
        self._payer.show_candidates(self._judged(), self._face.live.account)
        self._slippage.setVisible(bool(offer.usd_rate) and offer.total is not None)
        self._show_total(offer)
        self._for.setText(words("for {span}", span=span(duration)))
        self._supplier.show_address(offer.worker)
        self._person.show_supplier(offer.supplier)
        self._practice.setVisible(offer.seeded)
        self._own.setVisible(offer.mine)
        self._explained.setText(explained(offer))
        self._blocked.show_offer(offer)
        self._show_facts(offer)
        self._rentals.show_pairs([(words("Rentals"), words("looking…"))])
        self._face.actions.run(
            self._face.agent.market.supplier(offer.worker),
            done=partial(self._show_supplier, offer.worker),
            failed=partial(self._show_no_supplier, offer.worker),
        )

    def renew(self, offer: Offer) -> None:
        """*offer* is the same one with newer facts; a plan on the screen stays."""
        self._offer = offer
        self._show_total(offer)
        self._show_facts(offer)
        self._person.show_supplier(offer.supplier)
        self.refresh_payers()

    def compare_with(self, medians: Mapping[int, int]) -> None:
        """The market's medians, by number."""
        self._medians = medians
        if self._offer is not None:
            self._show_facts(self._offer)

    def refresh_payers(self) -> None:
        """Balances or accounts have changed."""
        if self._offer is not None and self._panel.plan is None:
            self._payer.show_candidates(self._judged(), self._face.live.account)

    def set_overlay(self, over: bool) -> None:
        """Over the offers it can be put away; beside them it stays."""
        self._away.setVisible(over)

    def _now(self) -> int:
        state = self._face.live.state
        return state.network.time or 0 if state is not None else 0

    def _show_total(self, offer: Offer) -> None:
        total = "—" if offer.total is None else f"{shown_total(offer)} SNM"
        self._total.setText(total)
        state = self._face.live.state
        self._total.setToolTip("" if offer.total is None else told(offer.total, state))

    def _show_facts(self, offer: Offer) -> None:
        self._facts.show_pairs(offer_facts(offer, self._now()))
        results = benchmark_facts(offer, self._medians)
        self._results.show_pairs(results or [(words("Results"), words("none claimed"))])
        self._fingerprint.show_shares(shares(offer, self._medians), compared(offer, self._medians))

    def _show_supplier(self, worker: str, facts: SupplierFacts) -> None:
        if self._offer is not None and self._offer.worker == worker:
            self._rentals.show_pairs(supplier_facts(facts, self._now()))

    def _show_no_supplier(self, worker: str, sentence: str) -> None:
        if self._offer is not None and self._offer.worker == worker:
            self._rentals.show_pairs([(words("Rentals"), sentence)])

    def _judged(self) -> list[Candidate]:
        state = self._face.live.state
        if state is None or self._offer is None:
            return []
        return candidates(state, self._offer)

    def _judge_payer(self) -> None:
        if self._panel.plan is not None:
            self._panel.drop()
        blocked = self._offer is not None and is_blocked(self._offer)
        self._review.set_possible(bool(self._payer.account) and not blocked)

    def _ask_plan(self) -> None:
        if self._offer is None or self._offer.total is None:
            return
        total, in_usd = self._offer.total, bool(self._offer.usd_rate)
        request = BuyOffer(
            account=self._payer.account,
            offer=self._offer.id,
            duration=self._duration,
            max_total=self._slippage.most(total) if in_usd else total,
            slippage=self._slippage.parts,
        )
        self._panel.review(request, busy=self._review)

    def _take_back(self) -> None:
        self._review.show()
        self._begin_at_top()
        if self._panel.holds_focus:
            self._review.setFocus()

    def _begin_at_top(self) -> None:
        self._scroll.verticalScrollBar().setValue(0)

    def _show_rented(self, committed: Committed) -> None:
        self.rented.emit(committed.deal)

    def _build(self) -> None:
        self._away.setProperty("kind", "quiet")
        self._away.setFixedSize(28, 28)
        self._away.setIconSize(QSize(16, 16))
        self._away.setAccessibleName(words("Close"))
        self._away.setToolTip(words("Close"))
        self._dress()
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(GAP_4, GAP_4, GAP_4, GAP_4)
        column.setSpacing(GAP_3)
        top = QHBoxLayout()
        top.addWidget(self._total, 1)
        top.addWidget(self._away)
        machine = QHBoxLayout()
        machine.setSpacing(GAP_2)
        machine.addWidget(self._supplier, 1)
        machine.addWidget(self._fingerprint)
        column.addLayout(top)
        column.addWidget(self._for)
        column.addLayout(machine)
        parts: tuple[QWidget, ...] = (
            self._practice,
            self._own,
            self._blocked,
            self._paid_by,
            self._payer,
            self._slippage,
            self._panel,
            self._explained,
            self._facts,
            _heading(words("The supplier")),
            self._person,
            _heading(words("Measured")),
            self._results,
            _heading(words("This machine's rentals")),
            self._rentals,
            self._blocked.block,
        )
        for part in parts:
            column.addWidget(part)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._scroll, 1)
        whole.addWidget(self._acts())

    def _acts(self) -> QWidget:
        """What is pressed is in sight, however far one has scrolled."""
        acts = QFrame()
        acts.setObjectName("acts")
        column = QVBoxLayout(acts)
        column.setContentsMargins(GAP_4, GAP_3, GAP_4, GAP_3)
        column.addWidget(self._review)
        column.addWidget(self._panel.foot)
        return acts

    def _dress(self) -> None:
        self._away.setIcon(icon("x", self._face.theme.colours.muted, 16))

    def _connect(self) -> None:
        self._review.clicked.connect(self._ask_plan)
        self._panel.opened.connect(self._review.hide)
        self._panel.closed.connect(self._take_back)
        self._panel.done.connect(self._show_rented)
        self._payer.changed.connect(self._judge_payer)
        self._slippage.changed.connect(self._judge_payer)
        self._blocked.changed.connect(self.blocks_changed)
        self._away.clicked.connect(self.dismissed)
        self._face.theme.changed.connect(self._dress)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.dismissed)


def _heading(text: str) -> QLabel:
    return label(text, STRONG)
