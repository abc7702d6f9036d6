"""Reasons and failures as the window says them: where the terminal has a command, we have a place.

The catalogue's remedies serve the terminal too. One that names a command is replaced by ours.
"""

from __future__ import annotations

from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.core.errors import CodedError
from sonm_desktop.ui.words import words

_COMMAND = "“sonm"

_OURS = {
    "agent.look_alike": "Compare every digit, and say that it is the one that you mean.",
    "agent.operator_expired": "It is renewed as soon as the wallet is unlocked.",
    "agent.operator_missing": "Unlock the wallet to go on.",
    "agent.unreachable": "Trying again by itself.",
    "agent.worker_idle": "Set a price on the page of this PC.",
    "agent.worker_none": "Start it on the page of this PC.",
    "chain.bad_network_file": "Get it again from where it came from, or reset the practice network "
    "in the settings.",
    "chain.foreign_practice": "Reset the practice network in the settings; play money and deals "
    "of the old one are given up.",
    "chain.no_network": "Choose one in the settings.",
    "chain.practice_failed": "Try again, or reset the practice network in the settings.",
    "state.listed_unmeasured": "Measure it on the page of this PC.",
    "state.no_network": "Choose one in the settings.",
    "state.no_plan": "Set a price on the page of this PC.",
    "state.not_enrolled": "Start it on the page of this PC.",
    "state.not_measured": "Measure it and set a price on the page of this PC.",
    "wallet.locked": "Unlock it on the page of the wallet.",
    "wallet.none": "Make one, or bring yours.",
}


def remedy(reason: Worded | CodedError) -> str:
    """What to do here about *reason*; empty where nothing can be done in the window."""
    if _COMMAND not in reason.action:
        return reason.action
    ours = _OURS.get(reason.code)
    return words(ours) if ours else ""


def said(reason: Worded | CodedError) -> str:
    """What happened, and what to do about it here."""
    return f"{reason.text} {remedy(reason)}".strip()
