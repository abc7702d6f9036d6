"""What is left on networks of before, and the way back there; takes no room when nothing is."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from sonm_desktop.api.schema.network import KnownNetwork, NetworkStatus
from sonm_desktop.api.schema.state import Topic
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.remedies import said
from sonm_desktop.ui.shell.leaving import Leaver
from sonm_desktop.ui.theme.tokens import GAP_2, GAP_3, GAP_4
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.emptying import empty
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import amount, moment, plural, words

_FOLLOWED = frozenset({Topic.RELOAD, Topic.NETWORK})


class OtherNetworks(QFrame):
    """Shows the one where most is left; the next comes when that is done.

    *all_of_them*: every network, also those where nothing is left, to choose one.
    """

    def __init__(self, face: Face, *, all_of_them: bool = False) -> None:
        super().__init__()
        self._face = face
        self._all = all_of_them
        self._leaver = Leaver(self, face)
        self._shown: tuple[KnownNetwork, ...] = ()
        self._rows = QVBoxLayout(self)
        self._rows.setSpacing(GAP_2)
        if all_of_them:
            self._rows.setContentsMargins(0, 0, 0, 0)
        else:
            self.setObjectName("panel")
            self._rows.setContentsMargins(GAP_4, GAP_3, GAP_4, GAP_3)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.hide()
        face.live.changed.connect(self._follow)

    def show_network(self, network: NetworkStatus) -> None:
        """Show the networks beside *network*."""
        chosen = network.others if self._all else _foremost(network.others)
        if chosen == self._shown:
            return
        self._shown = chosen
        empty(self._rows)
        for one in chosen:
            self._rows.addWidget(self._row(one))
        self.setVisible(bool(chosen))

    def _follow(self, topic: str) -> None:
        state = self._face.live.state
        if topic in _FOLLOWED and state is not None:
            self.show_network(state.network)

    def _row(self, one: KnownNetwork) -> QWidget:
        made = QWidget()
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_3)
        left = bool(one.deals or one.held)
        tone = "bad" if one.owed and one.trouble else "warn" if left else "muted"
        sentence = label(_left(one) if left else _nothing(one), tone=tone)
        sentence.setWordWrap(True)
        sentence.setToolTip(words("Market contract: {market}", market=one.market))
        row.addWidget(sentence, 1)
        button = BusyButton(words("Go there"), words("Connecting…"))
        button.setAccessibleName(words("Go to {name}", name=one.name))
        button.clicked.connect(partial(self._go, one.identity, button))
        row.addWidget(button)
        return made

    def _go(self, identity: str, button: BusyButton) -> None:
        self._leaver.go(partial(self._face.agent.network.use_known, identity), busy=button)


def _foremost(others: tuple[KnownNetwork, ...]) -> tuple[KnownNetwork, ...]:
    left = [one for one in others if one.deals or one.held]
    return tuple(sorted(left, key=_urgency)[:1])


def _urgency(one: KnownNetwork) -> tuple[bool, int, int]:
    return not (one.owed and one.trouble), -one.held, -one.deals


def _left(one: KnownNetwork) -> str:
    where = words("On the contracts of “{name}” you still have", name=one.name)
    deals = plural("{count} open deal", "{count} open deals", one.deals) if one.deals else ""
    held = words("{amount} SNM", amount=amount(one.held)) if one.held else ""
    what = words("{one} and {other}", one=deals, other=held) if deals and held else deals or held
    hint = words("Go there to close, claim and withdraw; you can come back at any time.")
    told = words("{where} {what}. {hint}", where=where, what=what, hint=hint)
    return f"{told} {_hurry(one)}" if one.owed else told


def _hurry(one: KnownNetwork) -> str:
    owed = amount(one.owed)
    if one.trouble is None:
        return words("Of it {amount} SNM are being claimed for you.", amount=owed)
    why = words("{amount} SNM of it cannot be claimed from here:", amount=owed)
    late = ""
    if one.claim_by:
        late = words("After {time} they may be lost.", time=moment(one.claim_by))
    return " ".join(each for each in (why, said(one.trouble), late) if each)


def _nothing(one: KnownNetwork) -> str:
    if not one.answers:
        return words("“{name}”: its node does not answer now.", name=one.name)
    return words("“{name}”: nothing of yours is left there.", name=one.name)
