"""Opens the window: the composition root of the face."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QApplication
from qasync import QEventLoop  # type: ignore[import-untyped]

from sonm_desktop.api.client import AgentClient, ensure_agent
from sonm_desktop.core.errors import CodedError
from sonm_desktop.core.paths import DEFAULT_PROFILE, Profile
from sonm_desktop.core.program import forget_bundle_libraries
from sonm_desktop.core.version import own_version
from sonm_desktop.ui.actions import ActionRunner
from sonm_desktop.ui.desk import Desk
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.frame import Frame
from sonm_desktop.ui.live import LiveState
from sonm_desktop.ui.memory import Memory
from sonm_desktop.ui.remedies import said
from sonm_desktop.ui.self_test import choose_screen, try_window
from sonm_desktop.ui.single import FirstWindow, raise_first
from sonm_desktop.ui.theme.theme import Look, Theme
from sonm_desktop.ui.tray.tray import Tray


@dataclass(frozen=True, slots=True)
class Launch:
    """How the window is opened. look: None as remembered. hidden: in the tray, if there is one."""

    profile: Profile
    look: Look | None = None
    hidden: bool = False


def main() -> int:
    """The window of the profile that the arguments name; the exit status."""
    parser = argparse.ArgumentParser(prog="sonm-desktop", description="The market's window.")
    parser.add_argument("--profile", default=DEFAULT_PROFILE, help="whose wallet and deals")
    parser.add_argument("--look", choices=[*Look], help="light or dark, this once")
    parser.add_argument("--tray", action="store_true", help="start in the tray, if there is one")
    parser.add_argument("--version", action="version", version=f"sonm-desktop {own_version()}")
    parser.add_argument(
        "--self-test", action="store_true", help="open, paint every place, close; unseen if need be"
    )
    chosen = parser.parse_args()
    forget_bundle_libraries(os.environ)
    if chosen.self_test:
        return _self_test()
    return run(
        Launch(
            Profile.named(chosen.profile), Look(chosen.look) if chosen.look else None, chosen.tray
        )
    )


def run(launch: Launch) -> int:
    """Show the window until the person leaves; the agent lives on. Returns the exit status."""
    application = QApplication(sys.argv[:1])
    application.setApplicationName("SONM")
    application.setDesktopFileName("sonm-desktop")
    application.setQuitOnLastWindowClosed(False)
    if raise_first(launch.profile):
        return 0
    loop = QEventLoop(application)
    asyncio.set_event_loop(loop)
    with loop:
        loop.run_until_complete(_show(application, launch))
    return 0


def _self_test() -> int:
    choose_screen()
    application = QApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    loop = QEventLoop(application)
    asyncio.set_event_loop(loop)
    with loop:
        wrong = loop.run_until_complete(try_window(application))
    sys.stdout.write(
        "\n".join(wrong) + "\n" if wrong else f"painted on {application.platformName()}\n"
    )
    return 1 if wrong else 0


async def _show(application: QApplication, launch: Launch) -> None:
    theme = Theme(application, launch.look or Memory(launch.profile).look())
    async with AgentClient(launch.profile) as agent:
        face = Face(agent, LiveState(agent), ActionRunner(), theme, launch.profile)
        frame = Frame(face)
        desk = Desk(face, frame, tray=Tray.exists())
        first = FirstWindow(launch.profile)
        first.raised.connect(desk.raise_window)
        if not (launch.hidden and desk.tray):
            frame.window.show()
        following = asyncio.ensure_future(_follow(face, frame, launch.profile))
        completing = asyncio.ensure_future(_complete(face, frame))
        await desk.left()
        first.close()
        desk.close()
        frame.close()
        following.cancel()
        completing.cancel()
        await asyncio.gather(following, completing, return_exceptions=True)
        await face.actions.close()


async def _follow(face: Face, frame: Frame, profile: Profile) -> None:
    try:
        await ensure_agent(profile)
    except CodedError as error:
        frame.say_trouble(said(error))
    await face.live.follow(partial(ensure_agent, profile))


async def _complete(face: Face, frame: Frame) -> None:
    """The other places, once Home says what there is to say."""
    await face.live.reached()
    await frame.complete()


if __name__ == "__main__":
    sys.exit(main())
