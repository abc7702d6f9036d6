"""Own transactions that wait for a block: hurried for more, or called back."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sonm_desktop.api.schema.wallet import Replacement, TransactionRecord
from sonm_desktop.core.amounts import format_amount
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.theme.tokens import GAP_2
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.emptying import empty
from sonm_desktop.ui.widgets.text import label, set_tone
from sonm_desktop.ui.words import moment, words

_SHOWN = 3


class WaitingPanel(QWidget):
    """Takes no room while nothing waits."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._account = ""
        self._asked: Replacement | None = None
        self._rows = QVBoxLayout()
        self._question = label("", tone="warn", wrap=True)
        self._yes = BusyButton(words("Do it"), words("Sending…"), kind="primary")
        self._no = QPushButton(words("Leave it"))
        self._asking = QWidget()
        self._said = label("", wrap=True)
        self._build()
        self._yes.clicked.connect(self._do)
        self._no.clicked.connect(self._leave)

    def look(self, account: str) -> None:
        """Ask what waits of *account*."""
        if account != self._account:
            self._leave()
            self._said.hide()
        self._account = account
        work = self._face.agent.wallet.transactions(account, limit=50)
        self._face.actions.run(work, done=partial(self._show, account), failed=self._stay)

    def _show(self, account: str, records: list[TransactionRecord]) -> None:
        if account != self._account:
            return
        empty(self._rows)
        waiting = [record for record in records if record.state == "signed"][:_SHOWN]
        for record in waiting:
            self._rows.addWidget(self._row(record))
        self.setVisible(bool(waiting) or not self._said.isHidden())

    def _row(self, record: TransactionRecord) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_2)
        sentence = words(
            "Waits for a block since {time}: {what}",
            time=moment(record.created),
            what=record.what.text,
        )
        if record.most is not None:
            limit = words(
                "Its fee does not rise above the {most} coin that you have agreed to.",
                most=format_amount(record.most),
            )
            sentence = f"{sentence} {limit}"
        row.addWidget(label(sentence, tone="warn", wrap=True), 1)
        for title, cancel in ((words("Speed up"), False), (words("Cancel it"), True)):
            button = QPushButton(title)
            button.clicked.connect(partial(self._ask, record.intent, cancel))
            row.addWidget(button)
        return made

    def _ask(self, intent: str, cancel: bool) -> None:
        work = self._face.agent.wallet.replace(self._account, intent, cancel=cancel)
        self._face.actions.run(work, done=self._offer, failed=self._say_failure)

    def _offer(self, asked: Replacement) -> None:
        self._asked = asked
        fee = format_amount(asked.fee)
        if asked.cancel:
            question = words(
                "A transaction that does nothing takes its place, for {fee} coin at most. It is "
                "too late when the first one is in a block sooner.",
                fee=fee,
            )
        else:
            question = words(
                "It is sent again, for {fee} coin at most, its limit from now on. Only one of both "
                "counts.",
                fee=fee,
            )
        self._question.setText(question)
        self._asking.show()
        self._yes.setFocus()

    def _do(self) -> None:
        asked = self._asked
        if asked is None:
            return
        work = partial(
            self._face.agent.wallet.replace,
            self._account,
            asked.intent,
            cancel=asked.cancel,
            most=asked.fee,
        )
        self._face.actions.run(work, busy=self._yes, done=self._done, failed=self._say_failure)

    def _done(self, _replacement: Replacement) -> None:
        self._leave()
        self._say(words("It was sent; the history tells what becomes of it."), "good")

    def _leave(self) -> None:
        self._asked = None
        self._asking.hide()

    def _say_failure(self, sentence: str) -> None:
        self._leave()
        self._say(sentence, "bad")

    def _say(self, sentence: str, tone: str) -> None:
        self._said.setText(sentence)
        self._said.show()
        set_tone(self._said, tone)

    def _stay(self, _sentence: str) -> None:
        """Without an answer the last one stays."""

    def _build(self) -> None:
        row = QHBoxLayout(self._asking)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_2)
        row.addWidget(self._question, 1)
        row.addWidget(self._yes)
        row.addWidget(self._no)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_2)
        column.addLayout(self._rows)
        column.addWidget(self._asking)
        column.addWidget(self._said)
        self._asking.hide()
        self._said.hide()
        self.hide()
