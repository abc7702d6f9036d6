"""Opens the window: the composition root of the face."""

from __future__ import annotations

import argparse
import asyncio
import sys
from functools import partial

from PySide6.QtWidgets import QApplication
from qasync import QEventLoop  # type: ignore[import-untyped]

from sonm_desktop.api.client import AgentClient, ensure_agent
from sonm_desktop.core.errors import CodedError
from sonm_desktop.core.paths import DEFAULT_PROFILE, Profile
from sonm_desktop.ui.actions import ActionRunner
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.frame import Frame
from sonm_desktop.ui.live import LiveState
from sonm_desktop.ui.remedies import said
from sonm_desktop.ui.theme.theme import Look, Theme


def main() -> int:
    """The window of the profile that the arguments name; the exit status."""
    parser = argparse.ArgumentParser(prog="sonm-desktop", description="The market's window.")
    parser.add_argument("--profile", default=DEFAULT_PROFILE, help="whose wallet and deals")
    parser.add_argument("--look", choices=[*Look], default=Look.SYSTEM, help="light or dark")
    chosen = parser.parse_args()
    return run(Profile.named(chosen.profile), look=Look(chosen.look))


def run(profile: Profile, *, look: Look = Look.SYSTEM) -> int:
    """Show the window until it is closed; the agent lives on. Returns the exit status."""
    application = QApplication(sys.argv[:1])
    application.setApplicationName("SONM")
    application.setDesktopFileName("sonm-desktop")
    application.setQuitOnLastWindowClosed(False)
    loop = QEventLoop(application)
    asyncio.set_event_loop(loop)
    with loop:
        status: int = loop.run_until_complete(_show(application, profile, look))
    return status


async def _show(application: QApplication, profile: Profile, look: Look) -> int:
    theme = Theme(application, look)
    async with AgentClient(profile) as agent:
        face = Face(agent, LiveState(agent), ActionRunner(), theme)
        frame = Frame(face)
        frame.window.show()
        following = asyncio.ensure_future(_follow(face, frame, profile))
        await frame.closed()
        frame.close()
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        await face.actions.close()
    return 0


async def _follow(face: Face, frame: Frame, profile: Profile) -> None:
    try:
        await ensure_agent(profile)
    except CodedError as error:
        frame.say_trouble(said(error))
    await face.live.follow(partial(ensure_agent, profile))
