"""``python -m sonm_desktop.ui.tour.run FOLDER``: the tour in a home of its own, which it removes.

Needs no display. The pictures and a page with all of them come to FOLDER.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import shutil
import sys
import tempfile
from functools import partial
from pathlib import Path

import psutil
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop  # type: ignore[import-untyped]

from sonm_desktop.api.client import AgentClient, ensure_agent
from sonm_desktop.core.errors import CodedError
from sonm_desktop.core.jobs.own_image import own_image
from sonm_desktop.core.paths import HOME_VARIABLE, Profile
from sonm_desktop.ui.actions import ActionRunner
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.frame import Frame
from sonm_desktop.ui.live import LiveState
from sonm_desktop.ui.self_test import choose_screen
from sonm_desktop.ui.theme.theme import Look, Theme
from sonm_desktop.ui.tour.account import step, tell
from sonm_desktop.ui.tour.camera import Camera
from sonm_desktop.ui.tour.hands import Hands, Lost
from sonm_desktop.ui.tour.story import Story, end

logger = logging.getLogger(__name__)

_END_LIMIT_S = 20.0


def main() -> int:
    """Go through the day; 1 when something did not come, with what was there instead."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder.absolute()
    choose_screen()
    home = Path(tempfile.mkdtemp(prefix="sonm-"))
    os.environ[HOME_VARIABLE] = str(home)
    application = QApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    loop = QEventLoop(application)
    asyncio.set_event_loop(loop)
    try:
        with loop:
            sheet = loop.run_until_complete(_tour(application, folder))
    except (CodedError, Lost) as error:
        sys.stderr.write(f"The tour stopped: {error}\n")
        return 1
    finally:
        shutil.rmtree(home, ignore_errors=True)
    tell(f"Pictures of all of it: {sheet}")
    return 0


async def _tour(application: QApplication, folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    with step("The job's container image is here, made on this machine"):
        image = await own_image(folder.parent)
    profile = Profile.named("tour")
    with step("The agent runs: it holds the keys"):
        process = psutil.Process((await ensure_agent(profile)).pid)
    async with AgentClient(profile) as agent:
        try:
            return await _seen(application, agent, profile, folder, image)
        finally:
            await end(agent)
            await asyncio.to_thread(process.wait, _END_LIMIT_S)


async def _seen(
    application: QApplication, agent: AgentClient, profile: Profile, folder: Path, image: str
) -> Path:
    theme = Theme(application, Look.LIGHT)
    face = Face(agent, LiveState(agent), ActionRunner(), theme, profile)
    frame = Frame(face)
    frame.window.show()
    await frame.complete()
    camera = Camera(frame, face, folder)
    await camera.round("loading")
    frame.window.show_place("home")
    following = asyncio.ensure_future(face.live.follow(partial(ensure_agent, profile)))
    try:
        await face.live.reached()
        await Story(Hands(frame, face), camera, face, agent).tell(image, folder / "results")
    finally:
        sheet = camera.write_sheet()
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        frame.close()
        await face.actions.close()
    return sheet


if __name__ == "__main__":
    sys.exit(main())
