"""A window that dies by SIGKILL in a step of the first run: ``python -m tests.ui.dying_window``.

Walks to the step by clicks over an agent in memory, prints that it is there, and waits for the
parent's kill.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication, QLineEdit

from sonm_desktop.core.paths import Profile
from sonm_desktop.ui.welcome.journey import STEPS, Step, Way
from tests.fakes.agent import FakeAgent
from tests.fakes.sample_state import sample_state, worded
from tests.ui.stage import Stage, opened, staged

PASSWORD = "never to be written"
_CARDS = {Way.EARN: "Earn", Way.COMPUTE: "Compute", Way.PRACTISE: "Practise"}


def newcomer() -> FakeAgent:
    """An agent without wallet and network."""
    wallet = {"state": worded("wallet.none", "There is no wallet yet."), "exists": False}
    network = {"state": worded("chain.no_network", "No network."), "configured": False}
    return FakeAgent(
        sample_state(
            wallet={**wallet, "locked": True, "accounts": []}, network={**network, "ready": False}
        )
    )


async def walk(stage: Stage, way: Way, until: Step) -> None:
    """By clicks from the choice to the step *until* of *way*."""
    await stage.press(_CARDS[way])
    for step in STEPS[way]:
        await stage.until(lambda step=step: stage.frame.welcome.step is step, step)
        if step is Step.WALLET:
            await stage.write(QLineEdit, "Password", PASSWORD)
            await stage.write(QLineEdit, "Password again", PASSWORD)
        if step is until:
            return
        await stage.press(_forward(way, step))
        if way is not Way.PRACTISE:  # its lessons go on until the window dies
            await stage.calm()


def _forward(way: Way, step: Step) -> str:
    return {
        Step.WALLET: "Begin" if way is Way.PRACTISE else "Make the wallet",
        Step.BACKUP: "Check later",
        Step.NETWORK: "Connect",
        Step.ENGINE: "Continue",
        Step.MACHINE: "Review",
    }[step]


@staged(limit_s=60)
async def _die(folder: Path, way: Way, step: Step) -> None:
    async with opened(newcomer(), profile=Profile("dying", folder)) as stage:
        await walk(stage, way, step)
        sys.stdout.write("there\n")
        sys.stdout.flush()
        await asyncio.sleep(60)


if __name__ == "__main__":
    application = QApplication(sys.argv[:1])
    _die(Path(sys.argv[1]), Way(sys.argv[2]), Step(sys.argv[3]))
