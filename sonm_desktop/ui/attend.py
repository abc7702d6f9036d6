"""What stands behind the window from its first picture to its end: the agent, the places, the tray.

Loaded once the window is on the screen, because the models of the API take longer than Qt.
"""

from __future__ import annotations

import asyncio
import gc
from contextlib import suppress
from functools import partial

from sonm_desktop.api.client import AgentClient, ensure_agent
from sonm_desktop.core.errors import CodedError
from sonm_desktop.core.paths import Profile
from sonm_desktop.ui.actions import ActionRunner
from sonm_desktop.ui.desk import Desk
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.frame import Frame
from sonm_desktop.ui.live import LiveState
from sonm_desktop.ui.memory import Memory
from sonm_desktop.ui.remedies import said
from sonm_desktop.ui.shell.window import MainWindow
from sonm_desktop.ui.single import FirstWindow
from sonm_desktop.ui.theme.theme import Theme


async def attend(
    window: MainWindow, theme: Theme, profile: Profile, first: FirstWindow, *, tray: bool
) -> None:
    """Fill *window* and keep it true until the person leaves; the agent lives on."""
    async with AgentClient(profile) as agent:
        face = Face(agent, LiveState(agent), ActionRunner(), theme, profile)
        frame = Frame(face, window)
        desk = Desk(face, frame, tray=tray)
        first.raised.connect(desk.raise_window)
        work = [
            asyncio.ensure_future(_follow(face, frame, profile)),
            asyncio.ensure_future(_complete(face, frame)),
        ]
        await desk.left()
        _remember(window, profile)
        desk.close()
        frame.close()
        for task in work:
            task.cancel()
        await asyncio.gather(*work, return_exceptions=True)
        await face.actions.close()


def _remember(window: MainWindow, profile: Profile) -> None:
    """For the next launch."""
    with suppress(OSError):
        Memory(profile).keep_window(place=window.place, shape=bytes(window.saveGeometry().data()))


async def _follow(face: Face, frame: Frame, profile: Profile) -> None:
    try:
        await ensure_agent(profile)
    except CodedError as error:
        frame.say_trouble(said(error))
    await face.live.follow(partial(ensure_agent, profile))


async def _complete(face: Face, frame: Frame) -> None:
    """The other places, once Home says what there is to say.

    What is there then stays: the collector would walk over all of it each time, and hold up the
    window for 40 ms.
    """
    await face.live.reached()
    await frame.complete()
    gc.freeze()
