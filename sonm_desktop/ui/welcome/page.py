"""The first run: three ways in, one step on the screen at a time, taken up where it was left."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from sonm_desktop.api.schema.network import NetworkStatus
from sonm_desktop.core.secret import Secret
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.shell.page import scrolling
from sonm_desktop.ui.theme.tokens import CAPTION, GAP_3, GAP_5, GAP_6, STRONG
from sonm_desktop.ui.welcome.backup_step import BackupStep
from sonm_desktop.ui.welcome.choice import ChoicePage
from sonm_desktop.ui.welcome.engine_step import EngineStep
from sonm_desktop.ui.welcome.funds_step import FundsStep
from sonm_desktop.ui.welcome.journey import STEPS, JourneyLog, Step, Way
from sonm_desktop.ui.welcome.machine_step import MachineStep
from sonm_desktop.ui.welcome.network_step import NetworkStep
from sonm_desktop.ui.welcome.practice_step import PracticeStep
from sonm_desktop.ui.welcome.review_step import ReviewStep
from sonm_desktop.ui.welcome.step_page import StepPage
from sonm_desktop.ui.welcome.wallet_step import WalletStep
from sonm_desktop.ui.widgets.pile import Pile
from sonm_desktop.ui.widgets.text import label, set_tone
from sonm_desktop.ui.words import words

_WIDE = 920
_NARROW = 640


class WelcomePage(QWidget):
    """Covers the places until the journey has ended. finished: the key of the place to go to."""

    finished = Signal(str)

    def __init__(self, face: Face, log: JourneyLog) -> None:
        super().__init__()
        self.setObjectName("page")
        self._face, self._log = face, log
        self._choice = ChoicePage(face.theme)
        self._wallet = WalletStep(face)
        self._backup = BackupStep(face)
        self._practice = PracticeStep(face, log)
        self._steps: dict[Step, StepPage] = {
            Step.WALLET: self._wallet,
            Step.BACKUP: self._backup,
            Step.NETWORK: NetworkStep(face),
            Step.ENGINE: EngineStep(face),
            Step.MACHINE: MachineStep(face, log),
            Step.FUNDS: FundsStep(face),
            Step.REVIEW: ReviewStep(face, log),
            Step.PRACTICE: self._practice,
        }
        self._front: StepPage | None = None
        self._alone: Step | None = None
        self._trail = _Trail()
        self._leave = QPushButton(words("Look around first"))
        self._parts = Pile()
        self._middle = QWidget()
        self._scroll: QScrollArea
        self._build()
        self._connect()

    def open(self) -> None:
        """Show the step that the journey stands at."""
        self._catch_up()
        journey = self._log.now
        if journey.step is None:
            self._show_choice()
        else:
            self._show(journey.step)

    def open_step(self, step: Step, phrase: Secret[str] | None = None) -> None:
        """Show *step* by itself, as Home asks for what was put off; *phrase* if it is at hand."""
        self._alone = step
        self._backup.hold(phrase)
        self._show(step)

    def close_secrets(self) -> None:
        """Let go of everything that was typed or shown."""
        for step in self._steps.values():
            step.leave()

    def _choose(self, way: str) -> None:
        self._log.keep(self._log.now.begun(Way(way)))
        self._skip_done()
        self.open()

    def _catch_up(self) -> None:
        """A wallet that was made just before the window was killed is not made again."""
        state, journey = self._face.live.state, self._log.now
        if journey.step is Step.WALLET and state is not None and state.wallet.exists:
            journey = journey.after(Step.WALLET)
            if journey.way is Way.PRACTISE:
                journey = journey.put_off(Step.BACKUP)
            self._log.keep(journey)

    def _skip_done(self) -> None:
        """A wallet that exists is not made again, and a network that is chosen stays."""
        state = self._face.live.state
        journey = self._log.now
        if state is None or journey.way is None:
            return
        while (step := journey.step) is not None and not journey.ended:
            have_wallet = step in (Step.WALLET, Step.BACKUP) and state.wallet.exists
            have_network = step is Step.NETWORK and _usable(state.network)
            if not have_wallet and not have_network:
                break
            journey = journey.after(step, later=step in journey.later)
        self._log.keep(journey)

    def _done(self) -> None:
        self._move(later=False)

    def _later(self) -> None:
        self._move(later=True)

    def _move(self, *, later: bool) -> None:
        step = self.step
        if step is None:
            return
        phrase = self._wallet.take_phrase() if step is Step.WALLET else None
        if self._alone is not None:
            self._finish_alone(step, later=later)
            return
        journey = self._log.now.after(step, later=later)
        if step is Step.WALLET and journey.step is Step.BACKUP and phrase is None:
            # Restored, imported or put off: there is no new phrase to be written down.
            journey = journey.after(Step.BACKUP)
        if phrase is not None and journey.way is Way.PRACTISE:
            journey = journey.put_off(Step.BACKUP)
        self._log.keep(journey)
        self._backup.hold(phrase)
        if journey.ended:
            self._finish(_destination(journey.way, step))
            return
        self._skip_done_network()
        self.open()

    def _skip_done_network(self) -> None:
        if self._log.now.step is Step.NETWORK:
            self._skip_done()
            if self._log.now.ended:
                self._finish(_destination(self._log.now.way, Step.NETWORK))

    def _finish_alone(self, step: Step, *, later: bool) -> None:
        self._alone = None
        journey = self._log.now
        self._log.keep(journey.put_off(step) if later else journey.caught_up(step))
        self._finish("home")

    def _back(self) -> None:
        step = self.step
        if self._alone is not None:
            self._finish_alone(self._alone, later=True)
            return
        if step is not None:
            journey = self._log.now.before(step)
            state = self._face.live.state
            if journey.step in (Step.WALLET, Step.BACKUP) and state and state.wallet.exists:
                journey = journey.before(STEPS[journey.way][0]) if journey.way else journey
            self._log.keep(journey)
            self.open()

    def _look_around(self) -> None:
        journey = self._log.now
        if self._alone is None and journey.step is not None:
            journey = journey.put_off(journey.step)
        self._alone = None
        self._log.keep(journey.left())
        self._finish("home")

    def _finish(self, place: str) -> None:
        self.close_secrets()
        self._front = None
        self.finished.emit(place)

    @property
    def step(self) -> Step | None:
        """The one in front; None at the choice."""
        for step, page in self._steps.items():
            if page is self._front:
                return step
        return None

    def _show_choice(self) -> None:
        self._swap(None)
        self._trail.hide()
        self._leave.hide()
        self._front_part(self._choice, _WIDE)
        self._choice.first().setFocus()

    def _show(self, step: Step) -> None:
        page = self._steps[step]
        self._swap(page)
        way = self._log.now.way
        steps = STEPS[way] if way and self._alone is None else ()
        self._trail.show_steps(steps, step)
        self._leave.setVisible(step is not Step.PRACTICE)
        if step is Step.WALLET:
            self._wallet.for_practice(way is Way.PRACTISE)
        self._front_part(page, _NARROW)
        page.enter()

    def _swap(self, page: StepPage | None) -> None:
        if self._front is not None and self._front is not page:
            self._front.leave()
        self._front = page

    def _front_part(self, part: QWidget, width: int) -> None:
        self._parts.show_widget(part)
        self._middle.setMaximumWidth(width)
        self._scroll.verticalScrollBar().setValue(0)

    def _widen(self) -> None:
        self._middle.setMaximumWidth(_WIDE)

    def _build(self) -> None:
        self._leave.setProperty("kind", "quiet")
        top = QHBoxLayout()
        top.setContentsMargins(GAP_5, GAP_3, GAP_5, 0)
        top.addWidget(label("SONM", STRONG, tone="accent"))
        top.addSpacing(GAP_5)
        top.addWidget(self._trail, 1)
        top.addStretch(1)
        top.addWidget(self._leave)
        for part in (self._choice, *self._steps.values()):
            self._parts.add(part)
        inside = QVBoxLayout(self._middle)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addStretch(1)
        inside.addWidget(self._parts)
        inside.addStretch(2)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(GAP_6, GAP_3, GAP_6, GAP_5)
        row.addStretch(1)
        row.addWidget(self._middle, 100)
        row.addStretch(1)
        self._scroll = scrolling(holder)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(top)
        whole.addWidget(self._scroll, 1)

    def _connect(self) -> None:
        self._choice.chosen.connect(self._choose)
        self._choice.skipped.connect(self._look_around)
        self._leave.clicked.connect(self._look_around)
        self._practice.widened.connect(self._widen)
        for page in self._steps.values():
            page.done.connect(self._done)
            page.later.connect(self._later)
            page.back.connect(self._back)


def _usable(network: NetworkStatus) -> bool:
    """One that is not believed has to be chosen anew."""
    return network.configured and not network.refused


class _Trail(QWidget):
    """The steps in a row: behind, here, ahead."""

    def __init__(self) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(GAP_5)
        self._row.addStretch(1)
        self._labels: list[QLabel] = []

    def show_steps(self, steps: tuple[Step, ...], here: Step) -> None:
        """Mark *here* among *steps*."""
        while len(self._labels) < len(steps):
            made = label("", CAPTION)
            self._row.insertWidget(len(self._labels), made)
            self._labels.append(made)
        reached = False
        for at, text in enumerate(self._labels):
            text.setVisible(at < len(steps))
            if at >= len(steps):
                continue
            mine = steps[at] is here
            reached = reached or mine
            text.setText(_step_name(steps[at]))
            set_tone(text, "accent" if mine else ("muted" if reached else ""))
        self.setVisible(bool(steps))
        self.setAccessibleName(words("Step: {name}", name=_step_name(here)))


def _destination(way: Way | None, last: Step) -> str:
    """Where one goes on after the last step of *way*."""
    if way is Way.COMPUTE and last is Step.FUNDS:
        return "market"
    return "machine" if way is Way.EARN else "home"


def _step_name(step: Step) -> str:
    return {
        Step.WALLET: words("Wallet"),
        Step.BACKUP: words("Phrase"),
        Step.NETWORK: words("Network"),
        Step.ENGINE: words("Docker"),
        Step.MACHINE: words("Machine and price"),
        Step.FUNDS: words("Money"),
        Step.REVIEW: words("Review"),
        Step.PRACTICE: words("Practice"),
    }[step]
