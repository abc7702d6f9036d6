"""Goes to another network; where something is at stake on this one, asks before."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

import shiboken6
from PySide6.QtWidgets import QWidget

from sonm_desktop.api.schema.network import Leaving, NetworkStatus
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.remedies import said
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.confirm import ConfirmDialog
from sonm_desktop.ui.words import amount, moment, plural, words

Going = Callable[[], Coroutine[Any, Any, NetworkStatus]]
Done = Callable[[NetworkStatus], None]
Failed = Callable[[str], None]


class Leaver:
    """Of one *place* of the window, which the question stands before."""

    def __init__(self, place: QWidget, face: Face) -> None:
        self._place = place
        self._face = face

    def go(
        self,
        going: Going,
        *,
        busy: BusyButton | None = None,
        done: Done | None = None,
        failed: Failed | None = None,
    ) -> None:
        """Do *going*, at once where nothing is at stake. The rest is as of `ActionRunner.run`."""
        run = self._face.actions.run
        go = partial(run, going, busy=busy, done=done, failed=failed)
        run(
            partial(self._unless_asked, going),
            busy=busy,
            done=partial(self._reached, go, done),
            failed=failed,
        )

    async def _unless_asked(self, going: Going) -> NetworkStatus | Leaving:
        """The other network, or what has to be asked before."""
        leaving = await self._face.agent.network.leaving()
        return leaving if leaving.costs else await going()

    def _reached(
        self, go: Callable[[], None], done: Done | None, found: NetworkStatus | Leaving
    ) -> None:
        if isinstance(found, Leaving):
            self._ask(go, found)
        elif done is not None:
            done(found)

    def _ask(self, go: Callable[[], None], leaving: Leaving) -> None:
        if not shiboken6.isValid(self._place):
            return
        dialog = ConfirmDialog(
            self._place,
            question=words("Leave “{name}”?", name=leaving.name),
            lost=stakes(leaving),
            action=words("Leave this network"),
        )
        dialog.confirmed.connect(go)
        dialog.open()


def stakes(leaving: Leaving) -> str:
    """What is at stake, a paragraph each."""
    told = [_selling(leaving), _serving(leaving), _renting(leaving), _unknown(leaving)]
    return "\n\n".join(each for each in told if each)


def _selling(leaving: Leaving) -> str:
    if not leaving.selling:
        return ""
    deals = plural(
        "{count} open deal here pays you.", "{count} open deals here pay you.", leaving.selling
    )
    if not leaving.owed:
        return deals
    owed = words("{amount} SNM are earned and not claimed yet.", amount=amount(leaving.owed))
    return " ".join([deals, owed, _claims(leaving)])


def _claims(leaving: Leaving) -> str:
    if leaving.trouble is None:
        return words("They are claimed from there while you are away.")
    late = (
        words("After {time} they may be lost.", time=moment(leaving.claim_by))
        if leaving.claim_by
        else ""
    )
    why = words("They cannot be claimed while the wallet is locked: claim them before you go.")
    return " ".join(each for each in (why, said(leaving.trouble), late) if each)


def _serving(leaving: Leaving) -> str:
    if not leaving.serving:
        return ""
    return plural(
        "The job of {count} customer on this PC ends at once.",
        "The jobs of {count} customers on this PC end at once.",
        leaving.serving,
    )


def _renting(leaving: Leaving) -> str:
    if not leaving.renting:
        return ""
    rentals = plural(
        "You have {count} open rental here, and nobody promises it more time.",
        "You have {count} open rentals here, and nobody promises them more time.",
        leaving.renting,
    )
    until = (
        words("The last job stands still at {time}.", time=moment(leaving.paid_until))
        if leaving.paid_until
        else ""
    )
    back = (
        words("{amount} SNM wait in escrow until a rental ends.", amount=amount(leaving.escrow))
        if leaving.escrow
        else ""
    )
    return " ".join(each for each in (rentals, until, back) if each)


def _unknown(leaving: Leaving) -> str:
    if leaving.known:
        return ""
    return words("The node does not answer, so the amounts are not known.")
