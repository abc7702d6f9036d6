"""``python -m sonm_desktop.ui.tour.sheet --profile NAME FOLDER``: pictures over a living agent.

Of every place, light and dark; with ``--small`` of Home and the market in the smallest usual
window. Qt reads the scale of a screen when it starts, so that pictures at 200 % need a program of
their own: ``QT_SCALE_FACTOR=2``.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication
from qasync import QEventLoop  # type: ignore[import-untyped]

from sonm_desktop.api.client import AgentClient, wait_for_agent
from sonm_desktop.core.errors import CodedError
from sonm_desktop.core.paths import Profile
from sonm_desktop.ui.actions import ActionRunner
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.frame import Frame
from sonm_desktop.ui.live import LiveState
from sonm_desktop.ui.self_test import choose_screen
from sonm_desktop.ui.theme.theme import Look, Theme
from sonm_desktop.ui.tour.camera import Camera

_READY_S = 20.0


def main() -> int:
    """Take the pictures; 1 when the agent does not answer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profile", required=True)
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--moment", default="now", help="the heading on the sheet")
    parser.add_argument("folder", type=Path)
    chosen = parser.parse_args()
    choose_screen()
    application = QApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    loop = QEventLoop(application)
    asyncio.set_event_loop(loop)
    try:
        with loop:
            loop.run_until_complete(_take(application, chosen))
    except (CodedError, TimeoutError) as error:
        sys.stderr.write(f"No pictures: {error}\n")
        return 1
    return 0


async def _take(application: QApplication, chosen: argparse.Namespace) -> None:
    profile = Profile.named(chosen.profile)
    await wait_for_agent(profile)
    async with AgentClient(profile) as agent:
        theme = Theme(application, Look.LIGHT)
        face = Face(agent, LiveState(agent), ActionRunner(), theme, profile)
        frame = Frame(face)
        frame.window.show()
        await frame.complete()
        following = asyncio.ensure_future(face.live.follow())
        try:
            async with asyncio.timeout(_READY_S):
                await face.live.reached()
            camera = Camera(frame, face, chosen.folder)
            await (camera.small(chosen.moment) if chosen.small else camera.round(chosen.moment))
            camera.write_sheet()
        finally:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)
            frame.close()
            await face.actions.close()


if __name__ == "__main__":
    sys.exit(main())
