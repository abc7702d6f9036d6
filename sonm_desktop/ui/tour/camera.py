"""Pictures of the window: each moment light and dark, and one page that shows them all."""

from __future__ import annotations

import asyncio
import html
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog

from sonm_desktop.core.program import module_command
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.frame import Frame
from sonm_desktop.ui.shell.places import PLACES
from sonm_desktop.ui.theme.theme import Look

LARGE, SMALL = QSize(1280, 800), QSize(1024, 640)
SMALL_PLACES = ("home", "market")
"""Places that are also shown small, and by a second program small at 200 %."""

_PAINT_S = 0.15
_SHEET = "sonm_desktop.ui.tour.sheet"
_PAGE = """<!doctype html><meta charset=utf-8><title>SONM: contact sheet</title>
<style>body{font:14px sans-serif;margin:24px}h2{margin:32px 0 12px}
section{display:grid;gap:24px;grid-template-columns:repeat(auto-fill,minmax(560px,1fr))}
figure{margin:0}img{width:100%;border:1px solid #ccc}</style>
"""


@dataclass(frozen=True, slots=True)
class Picture:
    """A file of the sheet. moment: the heading that it stands under."""

    moment: str
    file: str
    title: str


class Camera:
    """Takes pictures into *folder*, made if missing; the window is left as it was found."""

    def __init__(self, frame: Frame, face: Face, folder: Path) -> None:
        self._frame, self._face, self._folder = frame, face, folder
        self.pictures: list[Picture] = []
        folder.mkdir(parents=True, exist_ok=True)

    async def take(self, moment: str, title: str) -> None:
        """The window as it stands, light and dark."""
        for look in (Look.LIGHT, Look.DARK):
            self._face.theme.choose(look)
            await self._one(moment, title, look, LARGE)
        self._face.theme.choose(Look.LIGHT)

    async def round(self, moment: str, places: Sequence[str] = PLACES) -> None:
        """All *places*, light and dark."""
        await self._each(moment, places, LARGE)

    async def small(self, moment: str) -> None:
        """Home and market in a small window, light and dark."""
        await self._each(moment, SMALL_PLACES, SMALL)

    async def scaled(self, moment: str) -> None:
        """`small` at 200 %, by a program of its own over the same agent."""
        words = ("--profile", self._face.profile.name, "--small", "--moment", moment)
        begun = await asyncio.create_subprocess_exec(
            *module_command(_SHEET, *words, str(self._folder)),
            env={**os.environ, "QT_SCALE_FACTOR": "2"},
        )
        await begun.wait()
        known = {picture.file for picture in self.pictures}
        for file in sorted(self._folder.glob("*-2048.png")):
            if file.name not in known:
                self.pictures.append(Picture(moment, file.name, file.stem.replace("-", " ")))

    def write_sheet(self) -> Path:
        """The page with everything that was taken."""
        page = self._folder / "index.html"
        page.write_text(_PAGE + "".join(_sections(self.pictures)), encoding="utf-8")
        return page

    async def _each(self, moment: str, places: Sequence[str], size: QSize) -> None:
        for look in (Look.LIGHT, Look.DARK):
            self._face.theme.choose(look)
            for place in places:
                self._frame.window.show_place(place)
                await self._face.actions.idle()
                await self._one(moment, place, look, size)
        self._face.theme.choose(Look.LIGHT)

    async def _one(self, moment: str, title: str, look: Look, size: QSize) -> None:
        self._frame.window.resize(size)
        await asyncio.sleep(_PAINT_S)
        picture = self._picture()
        pixels = picture.size()
        file = f"{moment}-{title}-{look}-{pixels.width()}.png".replace(" ", "-")
        picture.save(str(self._folder / file))
        told = f"{title}, {look}, {pixels.width()} × {pixels.height()}"
        self.pictures.append(Picture(moment, file, told))
        self._frame.window.resize(LARGE)

    def _picture(self) -> QPixmap:
        """The window, and the dialog in front of it where a desktop would put it."""
        window = self._frame.window
        picture = window.grab()
        for dialog in QApplication.topLevelWidgets():
            if isinstance(dialog, QDialog) and dialog.isVisible():
                room = window.size() - dialog.size()
                painter = QPainter(picture)
                painter.drawPixmap(QPoint(room.width() // 2, room.height() // 2), dialog.grab())
                painter.end()
        return picture


def _sections(pictures: Sequence[Picture]) -> list[str]:
    moments = list(dict.fromkeys(picture.moment for picture in pictures))
    return [
        f"<h2>{html.escape(moment)}</h2>\n<section>\n"
        + "".join(_figure(picture) for picture in pictures if picture.moment == moment)
        + "</section>\n"
        for moment in moments
    ]


def _figure(picture: Picture) -> str:
    title = html.escape(picture.title)
    return (
        f'<figure><img loading="lazy" src="{html.escape(picture.file)}" alt="{title}">'
        f"<figcaption>{title}</figcaption></figure>\n"
    )
