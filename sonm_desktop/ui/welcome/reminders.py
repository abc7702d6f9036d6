"""What the first run left for later, as Home reminds of it."""

from __future__ import annotations

from sonm_desktop.api.schema.state import State
from sonm_desktop.ui.home.attention import Attention
from sonm_desktop.ui.welcome.journey import Journey, Step, Way
from sonm_desktop.ui.words import words

WELCOME = "welcome"
"""The place that leads back into the first run; with ``:`` and a step, to that step alone."""


def reminders(journey: Journey, state: State) -> list[Attention]:
    """The most pressing first; nothing about what has been done elsewhere meanwhile."""
    found = []
    if not state.wallet.exists or not state.network.configured:
        found.append(Attention(_unready(state), words("Set up"), WELCOME))
    if Step.BACKUP in journey.later and state.wallet.exists and not state.network.practice:
        found.append(Attention(_backup(state), words("Check it now"), f"{WELCOME}:{Step.BACKUP}"))
    if Step.PRACTICE in journey.later and state.network.practice:
        found.append(Attention(words("The practice is not finished."), words("Go on"), WELCOME))
    if journey.way is Way.EARN and Step.ENGINE in journey.later and not _engine_works(state):
        found.append(
            Attention(
                words("This PC is not for rent: Docker is not set up yet."),
                words("Set it up"),
                f"{WELCOME}:{Step.ENGINE}",
            )
        )
    return found


def _unready(state: State) -> str:
    if not state.wallet.exists:
        return words("You can look around. To sell or to rent, you need a wallet.")
    return words("You are on no network: there are no offers to see and no deals to make.")


def _backup(state: State) -> str:
    if any(held.coin or held.token or held.vault for held in state.balances.values()):
        return words(
            "Money has arrived, and your recovery phrase was never checked. Without it the "
            "money is lost with this PC."
        )
    return words("Your recovery phrase was not checked yet. Do it before money arrives.")


def _engine_works(state: State) -> bool:
    return any(status.engine_ready for status in state.worker_status.values())
