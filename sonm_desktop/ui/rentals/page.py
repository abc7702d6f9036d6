"""The page of rentals: the list on one side, the chosen one on the other."""

from __future__ import annotations

from collections import defaultdict

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from sonm_desktop.api.schema.deals import Deal
from sonm_desktop.api.schema.state import State, Topic
from sonm_desktop.api.schema.tasks import Task
from sonm_desktop.ui.amendments.pile import waiting
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.rentals.detail import RentalDetail
from sonm_desktop.ui.rentals.listing import RentalList
from sonm_desktop.ui.rentals.rows import RentalRow
from sonm_desktop.ui.rentals.spans import is_open
from sonm_desktop.ui.rentals.titles import fetch_words, rental_title
from sonm_desktop.ui.shell.other_networks import OtherNetworks
from sonm_desktop.ui.shell.page import Page
from sonm_desktop.ui.theme.tokens import GAP_4, GAP_5
from sonm_desktop.ui.widgets.ghost import Ghost, Shape
from sonm_desktop.ui.words import words

_FOLLOWED = frozenset({Topic.RELOAD, Topic.DEALS, Topic.TASKS, Topic.AMENDMENTS})
_LIST_WIDTH = 280


class RentalsPage(Page):
    """Deals that my accounts pay, those that live first."""

    def __init__(self, face: Face) -> None:
        super().__init__(words("Rentals"))
        self._face = face
        self._list = RentalList(face)
        self._detail = RentalDetail(face)
        self._ghost = Ghost(
            words("No rentals yet"),
            words("Choose an offer on the market; it is yours a few seconds later."),
            words("To the market"),
            shape=Shape.RUNWAY,
        )
        self._middle = QStackedWidget()
        self._build()
        self._connect()

    def note(self) -> str:
        state = self._face.live.state
        running = sum(is_open(deal) for deal in state.deals.values()) if state else 0
        return words("{count} open", count=running) if running else ""

    def choose(self, deal: str) -> None:
        """Show *deal* in the detail."""
        self._list.choose(deal)

    def stop_following(self) -> None:
        """Let go of the log that is on the screen, and write down what is typed."""
        self._detail.stop_following()
        self._detail.keep_draft()

    def _follow(self, topic: str) -> None:
        state = self._face.live.state
        if topic not in _FOLLOWED or state is None:
            return
        self._middle.setCurrentIndex(1 if state.deals else 0)
        tasks = _by_deal(state)
        deals = sorted(state.deals.values(), key=_live_first)
        asked = waiting(state)
        rows = [
            RentalRow(
                deal,
                rental_title(deal, tasks[deal.id], state),
                words("Waits for your answer") if deal.id in asked else fetch_words(tasks[deal.id]),
            )
            for deal in deals
        ]
        self._list.show_rows(rows)

    def _show(self, deal: Deal) -> None:
        state = self._face.live.state
        if state is not None:
            self._detail.show_deal(deal, _by_deal(state)[deal.id])

    def _to_market(self) -> None:
        self.wanted.emit("market")

    def _build(self) -> None:
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_4)
        row.addWidget(self._list)
        row.addWidget(self._detail, 1)
        self._list.setFixedWidth(_LIST_WIDTH)
        self._middle.addWidget(self._ghost)
        self._middle.addWidget(both)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP_5, GAP_4, GAP_5, GAP_5)
        column.setSpacing(GAP_4)
        column.addWidget(OtherNetworks(self._face))
        column.addWidget(self._middle)

    def _connect(self) -> None:
        self._ghost.pressed.connect(self._to_market)
        self._list.chosen.connect(self._show)
        self._detail.wanted.connect(self.wanted)
        self._face.live.changed.connect(self._follow)


def _by_deal(state: State) -> defaultdict[str, list[Task]]:
    """Each deal's tasks, oldest first; one that has not begun is the newest."""
    found: defaultdict[str, list[Task]] = defaultdict(list)
    for task in state.tasks.values():
        found[task.deal].append(task)
    for tasks in found.values():
        tasks.sort(key=lambda task: task.started_ms or 2**62)
    return found


def _live_first(deal: Deal) -> tuple[bool, int]:
    """The open ones by how long they are paid, then those that ended, the last one first."""
    ended = deal.now if deal.ended is None else deal.ended
    return (False, -deal.lease_until) if is_open(deal) else (True, -ended)
