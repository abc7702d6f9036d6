"""The window tries itself: it opens, paints every place and closes, without any agent."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path

from PySide6.QtGui import QFontDatabase, QPixmap
from PySide6.QtWidgets import QApplication

from sonm_desktop.api.client import AgentClient
from sonm_desktop.core.paths import Profile
from sonm_desktop.ui.actions import ActionRunner
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.frame import Frame
from sonm_desktop.ui.live import LiveState
from sonm_desktop.ui.shell.places import PLACES
from sonm_desktop.ui.theme.icons import pixmap
from sonm_desktop.ui.theme.theme import Look, Theme
from sonm_desktop.ui.theme.tokens import BODY

_LEAST_COLOURS = 8
"""A window without fonts and widgets has fewer."""

_STEP = 7
_PAINT_S = 0.05


def choose_screen() -> None:
    """Where there is no display, paint unseen; before the application is made."""
    has_display = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    if sys.platform == "linux" and not has_display:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


async def try_window(application: QApplication) -> list[str]:
    """What is wrong, nothing when all is well."""
    with tempfile.TemporaryDirectory(prefix="sonm-") as folder:
        profile = Profile(name="self-test", folder=Path(folder))
        theme = Theme(application, Look.LIGHT)
        async with AgentClient(profile) as agent:
            frame = Frame(Face(agent, LiveState(agent), ActionRunner(), theme, profile))
            try:
                return [*_missing(), *await _unpainted(frame)]
            finally:
                frame.close()


def _missing() -> list[str]:
    families = QFontDatabase.families()
    wrong = [] if BODY.family in families else [f"the font {BODY.family} is missing"]
    return wrong if _colours(pixmap("house", "#000000")) > 1 else [*wrong, "icons are not painted"]


async def _unpainted(frame: Frame) -> list[str]:
    frame.window.show()
    wrong = []
    for place in PLACES:
        frame.window.show_place(place)
        await asyncio.sleep(_PAINT_S)
        if _colours(frame.window.grab()) < _LEAST_COLOURS:
            wrong.append(f"{place} stays blank")
    return wrong


def _colours(picture: QPixmap) -> int:
    image = picture.toImage()
    return len(
        {
            image.pixel(x, y)
            for x in range(0, image.width(), _STEP)
            for y in range(0, image.height(), _STEP)
        }
    )
