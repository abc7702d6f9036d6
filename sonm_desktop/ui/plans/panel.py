"""The one way from a wish to an act: ask for the plan, show it, commit it, say what came of it.

A form owns a `PlanPanel` and keeps only its fields::

    self._panel = PlanPanel(face, words("Pay in"))           # what the committing button says
    self._panel.opened.connect(self._freeze)                  # a Plan is on the screen
    self._panel.closed.connect(self._thaw)                    # none is any more
    self._panel.done.connect(self._finished)                  # Committed; the panel has said it
    self._panel.review(TopUpDeal(...), busy=self._button)     # the person wants to see the plan
    self._panel.say(words("Type how much."))                  # a problem of the form's own
    self._panel.drop()                                        # another deal or account is chosen

Where the form scrolls, `foot` (the buttons, the password, what was said) may be given a place
outside of what scrolls; it shows and hides itself with the panel.

A locked wallet is opened in place (`ActionRunner`), and the commit goes on. A plan that has run
out offers to look again; one whose end is not known can be committed again, which is harmless.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget

from sonm_desktop.api.schema.plans import Committed, Plan, PlanRequest
from sonm_desktop.core.errors import RemoteError, UserError
from sonm_desktop.core.secret import Secret
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.plans.sheet import PlanSheet
from sonm_desktop.ui.plans.summary import is_expiry
from sonm_desktop.ui.theme.tokens import GAP_2, GAP_3, SECTION
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.flow import FlowLayout
from sonm_desktop.ui.widgets.reveal import reveal
from sonm_desktop.ui.widgets.text import label, set_tone
from sonm_desktop.ui.words import words


class PlanPanel(QWidget):
    """Takes no room until there is something to say.

    opened: the Plan that came. closed: it goes now; where `holds_focus`, the form takes it back.
    done: the Committed that came of it.
    """

    opened = Signal(object)
    closed = Signal()
    done = Signal(object)

    def __init__(self, face: Face, action: str, *, danger: bool = False) -> None:
        super().__init__()
        self._face = face
        self._request: PlanRequest | None = None
        self._plan: Plan | None = None
        self._turn = 0
        self._committing = False
        self._may_be_done = False
        self._sheet = PlanSheet()
        self._password = QLineEdit()
        kind = "danger" if danger else "primary"
        self._commit = BusyButton(action, words("Working…"), kind=kind)
        self._again = BusyButton(words("Look again"), words("Asking…"), kind="primary")
        self._back = QPushButton(words("Back"))
        self._agreement = QWidget()
        self._acts = QWidget()
        self.foot = QWidget()
        self._said = label("", wrap=True)
        self._build()
        self._connect()

    @property
    def plan(self) -> Plan | None:
        """The plan on the screen."""
        return self._plan

    @property
    def committing(self) -> bool:
        """Whether the plan on the screen is being done now."""
        return self._committing

    @property
    def holds_focus(self) -> bool:
        """Whether the keys go to one of its widgets."""
        focused = QApplication.focusWidget()
        return focused is not None and (
            self.isAncestorOf(focused) or self.foot.isAncestorOf(focused)
        )

    def review(self, request: PlanRequest, *, busy: BusyButton | None = None) -> None:
        """Ask for the plan of *request* and show it in place of the one that is shown."""
        self._request = request
        self._turn += 1
        self.say("")
        self._face.actions.run(
            partial(self._face.agent.plans.make, request),
            busy=busy,
            done=partial(self._show, self._turn),
            failed=partial(self._fail, self._turn),
        )

    def say(self, sentence: str, tone: str = "bad") -> None:
        """One sentence below the plan, or alone; empty takes it away."""
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))
        set_tone(self._said, tone)
        self.setVisible(bool(sentence) or self._plan is not None)
        self.foot.setVisible(bool(sentence) or self._plan is not None)

    def drop(self) -> None:
        """Forget the plan, the question that is under way, and what was said."""
        self._turn += 1
        self._request = None
        self._close()
        self.say("")

    def _show(self, turn: int, plan: Plan) -> None:
        if turn != self._turn:
            return
        self._plan, self._committing, self._may_be_done = plan, False, False
        self._password.clear()
        self._password.setVisible(plan.password)
        self._offer(again=False)
        self._agreement.show()
        self._acts.show()
        self.say("")
        (self._password if plan.password else self._commit).setFocus()
        self.opened.emit(plan)
        self._sheet.show_plan(plan)
        reveal(self)

    def _do(self) -> None:
        if self._plan is None or self._committing or self._commit.isHidden():
            return
        if self._plan.password and not self._password.text():
            self.say(words("Type the wallet's password."))
            self._password.setFocus()
            return
        password = Secret(self._password.text()) if self._plan.password else None
        self._password.clear()
        self.say("")
        self._committing = True
        self._back.setEnabled(False)
        self._face.actions.run(
            partial(self._commit_plan, self._turn, self._plan, password),
            busy=self._commit,
            done=partial(self._finish, self._turn),
            failed=partial(self._fail, self._turn),
        )

    async def _commit_plan(self, turn: int, plan: Plan, password: Secret[str] | None) -> Committed:
        try:
            return await self._face.agent.plans.commit(plan.id, password=password)
        except UserError as error:
            if turn == self._turn and is_expiry(error):
                self._offer_again()
            raise
        except RemoteError:
            self._may_be_done = True
            raise

    def _finish(self, turn: int, committed: Committed) -> None:
        if turn == self._turn:
            self._close()
            self.say(committed.outcome.text, "good")
        self.done.emit(committed)

    def _fail(self, turn: int, sentence: str) -> None:
        if turn == self._turn:
            self._committing = False
            self._back.setEnabled(True)
            self.say(sentence)

    def _time_is_up(self) -> None:
        """What was begun, or may have been, is not called off by the clock."""
        if self._committing or self._may_be_done:
            self._sheet.hide_time()
            return
        self._offer_again()

    def _offer_again(self) -> None:
        self._sheet.show_run_out()
        self._password.hide()
        self._offer(again=True)

    def _offer(self, *, again: bool) -> None:
        self._commit.setVisible(not again)
        self._again.setVisible(again)

    def _look_again(self) -> None:
        if self._request is not None:
            self.review(self._request, busy=self._again)

    def _close(self) -> None:
        was_open = self._plan is not None
        self._plan, self._committing = None, False
        self._sheet.hide_time()
        self._password.clear()
        self._back.setEnabled(True)
        if was_open:
            self.closed.emit()
        self._agreement.hide()
        self._acts.hide()

    def _build(self) -> None:
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._password.setAccessibleName(words("Password to sign"))
        self._password.setPlaceholderText(words("Password of the wallet"))
        buttons = QWidget()
        row = FlowLayout(buttons)
        for button in (self._commit, self._again, self._back):
            row.addWidget(button)
        _stack(self._agreement, GAP_3, label(words("This is what happens"), SECTION), self._sheet)
        _stack(self._acts, GAP_3, self._password, buttons)
        _stack(self.foot, GAP_2, self._acts, self._said)
        _stack(self, GAP_3, self._agreement, self.foot)
        for part in (self._agreement, self._acts, self._said, self.foot, self):
            part.hide()

    def _connect(self) -> None:
        self._commit.clicked.connect(self._do)
        self._password.returnPressed.connect(self._do)
        self._again.clicked.connect(self._look_again)
        self._back.clicked.connect(self.drop)
        self._sheet.countdown.over.connect(self._time_is_up)


def _stack(holder: QWidget, gap: int, *parts: QWidget) -> None:
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(gap)
    for part in parts:
        column.addWidget(part)
