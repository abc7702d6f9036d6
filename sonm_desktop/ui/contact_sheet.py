"""Pictures of every place over a living agent, on one page: what a customer would see.

``python -m sonm_desktop.ui.contact_sheet --profile NAME FOLDER``; works without a display.
"""

from __future__ import annotations

import argparse
import asyncio
import html
import sys
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QApplication
from qasync import QEventLoop  # type: ignore[import-untyped]

from sonm_desktop.api.client import AgentClient, ensure_agent
from sonm_desktop.api.schema.state import Topic
from sonm_desktop.core.errors import CodedError, RemoteError
from sonm_desktop.core.paths import Profile
from sonm_desktop.ui.actions import ActionRunner
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.frame import Frame
from sonm_desktop.ui.live import LiveState
from sonm_desktop.ui.shell.places import PLACES
from sonm_desktop.ui.theme.theme import Look, Theme

LARGE = (1280, 800)
SMALL = (1024, 640)
_SMALL_PLACES = ("home", "market")
_READY_S = 20.0
_PAINT_S = 0.3


@dataclass(frozen=True, slots=True)
class Picture:
    """A file of the sheet and what it shows."""

    file: str
    title: str


def main() -> int:
    """Take the pictures; 1 when the agent does not answer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profile", required=True)
    parser.add_argument("folder", type=Path)
    chosen = parser.parse_args()
    application = QApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    loop = QEventLoop(application)
    asyncio.set_event_loop(loop)
    chosen.folder.mkdir(parents=True, exist_ok=True)
    try:
        with loop:
            pictures = loop.run_until_complete(
                _take(application, Profile.named(chosen.profile), chosen.folder)
            )
    except (CodedError, TimeoutError) as error:
        print(f"No pictures: {error}", file=sys.stderr)
        return 1
    (chosen.folder / "index.html").write_text(_page(pictures), encoding="utf-8")
    return 0


async def _take(application: QApplication, profile: Profile, folder: Path) -> list[Picture]:
    async with AgentClient(profile) as agent:
        ours = not await _answers(agent)
        await ensure_agent(profile)
        theme = Theme(application, Look.LIGHT)
        face = Face(agent, LiveState(agent), ActionRunner(), theme, profile)
        frame = Frame(face)
        frame.window.show()
        following = asyncio.ensure_future(face.live.follow())
        try:
            async with asyncio.timeout(_READY_S):
                await face.live.reached()
            return await _all(frame, face, folder)
        finally:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)
            frame.close()
            await face.actions.close()
            if ours:
                await agent.shut_down()


async def _answers(agent: AgentClient) -> bool:
    try:
        await agent.health()
    except RemoteError:
        return False
    return True


async def _all(frame: Frame, face: Face, folder: Path) -> list[Picture]:
    pictures = []
    for look in (Look.LIGHT, Look.DARK):
        face.theme.choose(look)
        for size in (LARGE, SMALL):
            frame.window.resize(*size)
            for place in PLACES:
                if size == SMALL and place not in _SMALL_PLACES:
                    continue
                frame.window.show_place(place)
                await face.actions.idle()
                await asyncio.sleep(_PAINT_S)
                file = f"{place}-{look}-{size[0]}.png"
                frame.window.grab().save(str(folder / file))
                pictures.append(Picture(file, f"{place}, {look}, {size[0]} × {size[1]}"))
        pictures.append(await _lost(frame, face, folder))
    return pictures


async def _lost(frame: Frame, face: Face, folder: Path) -> Picture:
    """Home as it looks while nobody answers."""
    frame.window.resize(*LARGE)
    frame.window.show_place("home")
    face.live.connected.emit(False)
    await asyncio.sleep(_PAINT_S)
    file = f"lost-{face.theme.look}-{LARGE[0]}.png"
    frame.window.grab().save(str(folder / file))
    face.live.connected.emit(True)
    face.live.changed.emit(Topic.RELOAD)
    return Picture(file, f"the background program is lost, {face.theme.look}")


def _page(pictures: list[Picture]) -> str:
    figures = "\n".join(
        f'<figure><img src="{html.escape(picture.file)}" alt="{html.escape(picture.title)}">'
        f"<figcaption>{html.escape(picture.title)}</figcaption></figure>"
        for picture in pictures
    )
    return (
        "<!doctype html><meta charset=utf-8><title>SONM: contact sheet</title>"
        "<style>body{font:14px sans-serif;margin:24px;display:grid;gap:24px;"
        "grid-template-columns:repeat(auto-fill,minmax(560px,1fr))}"
        "figure{margin:0}img{width:100%;border:1px solid #ccc}</style>\n" + figures + "\n"
    )


if __name__ == "__main__":
    sys.exit(main())
