"""In the inspector: why the supplier of an offer is blocked, and the buttons to change that."""

from __future__ import annotations

from functools import partial

import shiboken6
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from sonm_desktop.api.schema.blacklist import BlockVerdict
from sonm_desktop.api.schema.market import Offer
from sonm_desktop.ui.blocking.dialog import ask_to_block
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.market.payer import own_worker
from sonm_desktop.ui.theme.tokens import GAP_2
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words

_BLOCKED = "market.supplier_blocked"


def is_blocked(offer: Offer) -> bool:
    """Whether the person's lists refuse the supplier of *offer*."""
    return any(reason.code == _BLOCKED for reason in offer.mismatches)


class BlockedSupplier(QWidget):
    """Takes no room while nothing refuses the supplier. block: the button that does, which stands
    elsewhere. changed: lists are other ones now."""

    changed = Signal()

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._worker = ""
        self._why = label("", tone="warn", wrap=True)
        self._unblock = QPushButton(words("Unblock…"))
        self.block = QPushButton(words("Block this supplier…"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_2)
        column.addWidget(self._why)
        column.addWidget(self._unblock)
        for button in (self._unblock, self.block):
            button.clicked.connect(self._ask)

    def show_offer(self, offer: Offer) -> None:
        """Show what lists say of the supplier of *offer*, unless that is the person himself."""
        blocked = is_blocked(offer)
        self._worker = offer.worker
        self.setVisible(blocked)
        self.block.setVisible(not blocked and not self._is_own(offer))
        if not blocked:
            return
        self._why.setText(words("Your lists refuse this supplier."))
        self._face.actions.run(
            self._face.agent.blacklist.check(offer.worker),
            done=partial(self._explain, offer.worker),
            failed=self._stay,
        )

    def _explain(self, worker: str, verdict: BlockVerdict) -> None:
        if shiboken6.isValid(self) and worker == self._worker and verdict.because:
            self._why.setText("\n".join(because.said.text for because in verdict.because))

    def _stay(self, _sentence: str) -> None:
        """That the supplier is blocked is said already."""

    def _is_own(self, offer: Offer) -> bool:
        state = self._face.live.state
        return state is not None and own_worker(state, offer.worker) is not None

    def _ask(self) -> None:
        dialog = ask_to_block(self, self._face, self._worker, customer=False)
        dialog.changed.connect(self.changed)
