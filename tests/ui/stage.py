"""The real window over some agent, on a loop of its own, and hands to press its buttons."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import wraps
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from qasync import QEventLoop

from sonm_desktop.core.paths import Profile
from sonm_desktop.ui.actions import ActionRunner
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.frame import Frame
from sonm_desktop.ui.live import LiveState, Revive
from sonm_desktop.ui.theme.theme import Look, Theme

W = TypeVar("W", bound=QWidget)


def staged(
    limit_s: float = 60.0,
) -> Callable[[Callable[..., Awaitable[None]]], Callable[..., None]]:
    """Runs an async test on Qt's own loop."""

    def around(test: Callable[..., Awaitable[None]]) -> Callable[..., None]:
        @wraps(test)
        def run(*args: Any, **kwargs: Any) -> None:
            QApplication.setQuitOnLastWindowClosed(False)
            loop = QEventLoop(QApplication.instance())
            asyncio.set_event_loop(loop)
            try:
                loop.run_until_complete(asyncio.wait_for(test(*args, **kwargs), limit_s))
            finally:
                asyncio.set_event_loop(None)
                loop.close()
                del loop
                gc.collect()  # here: a thread of a later test must not destroy Qt's objects

        return run

    return around


class Stage:
    """A window that is open, and what a person does to it."""

    def __init__(self, frame: Frame, face: Face) -> None:
        self.frame, self.face = frame, face
        self.window = frame.window
        self.clicks = 0

    async def go(self, place: str) -> None:
        """Press *place* in the rail."""
        buttons = self.window.rail.findChildren(QAbstractButton)
        button = next(b for b in buttons if b.property("place") == place)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        await self.calm()

    def in_front(self) -> bool:
        """Whether the window takes the keys; it is asked to."""
        self.window.activateWindow()
        return self.window.isActiveWindow()

    async def calm(self) -> None:
        """Until no action runs and Qt has nothing to do."""
        await asyncio.sleep(0.02)
        await self.face.actions.idle()
        await asyncio.sleep(0.02)

    def seen(self, kind: type[W], words: str) -> W:
        """The one widget of *kind* on the screen that is called *words*."""
        found = [w for w in self.window.findChildren(kind) if w.isVisible() and called(w) == words]
        assert found, f"{kind.__name__} “{words}” is not on the screen: {self.screen()}"
        return found[0]

    async def press(self, words: str) -> None:
        """Click the button called *words*."""
        button = await self.until(lambda: self._button(words), f"the button “{words}”")
        self.clicks += 1
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        await asyncio.sleep(0.01)

    async def write(self, kind: type[W], field: str, text: str) -> None:
        """Type *text* into *field*, in place of what stands there."""
        widget = self.seen(kind, field)
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
        QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(widget, text)

    async def until(self, true: Callable[[], Any], what: str, limit_s: float = 30.0) -> Any:
        """Wait until *true* is, and what it is then; the longer it takes, the less one looks."""
        deadline = time.monotonic() + limit_s
        look_s = 0.01
        while not (found := true()):
            assert time.monotonic() < deadline, f"{what} did not come: {self.screen()}"
            await asyncio.sleep(look_s)
            look_s = min(1.3 * look_s, 0.2)
        return found

    def reads(self, part: str) -> bool:
        """Whether *part* stands somewhere on the screen."""
        return part in self.screen()

    def screen(self) -> str:
        """Every word on the screen."""
        texts = []
        for widget in self.window.findChildren(QWidget):
            if widget.isVisible():
                for name in ("text", "toPlainText", "currentText"):
                    if hasattr(widget, name):
                        texts.append(str(getattr(widget, name)()))
        return " | ".join(text for text in texts if text)

    def _button(self, words: str) -> QAbstractButton | None:
        for button in self.window.findChildren(QAbstractButton):
            if button.isVisible() and button.isEnabled() and called(button) == words:
                return button
        return None


def called(widget: QWidget) -> str:
    """What a screen reader says for *widget*."""
    name = widget.accessibleName()
    return name or (str(widget.text()).strip() if hasattr(widget, "text") else "")


@asynccontextmanager
async def opened(
    agent: Any,
    look: Look = Look.LIGHT,
    revive: Revive | None = None,
    profile: Profile | None = None,
    *,
    whole: bool = False,
    calmly: bool = True,
) -> AsyncIterator[Stage]:
    """The window over *agent*, following it.

    whole: with every place built, as it is a moment after the start; else each is when it is gone
    to. calmly: only once no action runs, which a practice under way does not come to.
    """
    theme = Theme(QApplication.instance(), look)
    nowhere = TemporaryDirectory()
    profile = profile or Profile("nowhere", Path(nowhere.name))
    face = Face(agent, LiveState(agent), ActionRunner(), theme, profile)
    frame = Frame(face)
    frame.window.show()
    if whole:
        await frame.complete()
    following = asyncio.ensure_future(face.live.follow(revive))
    stage = Stage(frame, face)
    try:
        await asyncio.wait_for(face.live.reached(), 60)
        await stage.until(stage.in_front, "the window in front")
        if calmly:
            await stage.calm()
        yield stage
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        frame.close()
        await face.actions.close()
        frame.window.deleteLater()
        theme.deleteLater()
        nowhere.cleanup()
        await asyncio.sleep(0.02)
