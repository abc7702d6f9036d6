"""Asks the suppliers of the offers in sight for life, some moments after one stops scrolling."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from sonm_desktop.api.schema.market import Offer, Presences
from sonm_desktop.ui.face import Face

_SETTLE_MS = 400
_AGAIN_S = 60.0
_BUDGET_S = 5
_MOST = 100


class Prober(QObject):
    """*in_sight* tells the offers on the screen. told: what their suppliers answered."""

    told = Signal(object)

    def __init__(
        self, parent: QObject, face: Face, in_sight: Callable[[], Sequence[Offer]]
    ) -> None:
        super().__init__(parent)
        self._face = face
        self._in_sight = in_sight
        self._asked: dict[str, float] = {}
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._ask)

    def soon(self) -> None:
        """What is in sight has changed."""
        self._settle.start()

    def _ask(self) -> None:
        now = time.monotonic()
        due = [
            offer.id
            for offer in self._in_sight()
            if now - self._asked.get(offer.id, -_AGAIN_S) >= _AGAIN_S
        ][:_MOST]
        if not due:
            return
        self._asked.update(dict.fromkeys(due, now))
        self._face.actions.run(
            self._face.agent.market.probe(due, budget_s=_BUDGET_S),
            done=self._tell,
            failed=self._forget,
        )

    def _tell(self, presences: Presences) -> None:
        self.told.emit(presences.presence)

    def _forget(self, _sentence: str) -> None:
        """Nobody was asked: the next look asks again."""
        self._asked.clear()
