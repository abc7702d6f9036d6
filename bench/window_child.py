"""Our window as bench/window.py watches it; what watches is here, not in the product.

``launch``: says “painted” after the first picture and “usable” once Home shows the state.
``tray``: the same, hidden as in a tray. ``tour``: every place twice, light and dark, small and
large, over a market of a thousand offers; says the longest silence of the event loop for each.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from sonm_desktop.core.paths import Profile
from sonm_desktop.ui import run
from sonm_desktop.ui.shell.window import MainWindow
from sonm_desktop.ui.theme.theme import Look

TICK_MS = 2
OFFERS = 1000
SIZES = ((1280, 800), (1024, 640))


class SayingWindow(MainWindow):
    """Says when Home has had the time to show the first state, which names the network."""

    def __init__(self, *args: object) -> None:
        self._said = False
        super().__init__(*args)

    def refresh_header(self) -> None:
        super().refresh_header()
        if not self._said and not self.ribbon.isHidden():
            self._said = True
            QTimer.singleShot(0, lambda: print("usable", flush=True))


class FirstPicture(QObject):
    """Says when the first window has been painted."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt's name)
        if event.type() == QEvent.Type.UpdateRequest:
            QApplication.instance().removeEventFilter(self)
            QTimer.singleShot(0, lambda: print("painted", flush=True))
        return False


class SayingApplication(QApplication):
    """An application whose first picture is watched."""

    def __init__(self, *args: object) -> None:
        super().__init__(*args)
        self._first = FirstPicture()
        self.installEventFilter(self._first)


class AlwaysTray:
    """Offscreen there is no tray."""

    @staticmethod
    def isSystemTrayAvailable() -> bool:  # noqa: N802 (Qt's name)
        return True


class Watchdog:
    """The longest time in which the event loop did not come round, for what was done then."""

    def __init__(self) -> None:
        self.longest: dict[str, float] = {}
        self._doing = ""
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start(TICK_MS)

    def doing(self, what: str) -> None:
        self._doing = what

    def _tick(self) -> None:
        now = time.perf_counter()
        silence = (now - self._last) * 1000 - TICK_MS
        self.longest[self._doing] = max(self.longest.get(self._doing, 0.0), silence)
        self._last = now


def main(mode: str, name: str) -> int:
    if mode == "tour":
        application = QApplication([])
        application.setQuitOnLastWindowClosed(False)
        loop = QEventLoop(application)
        asyncio.set_event_loop(loop)
        with loop:
            print(json.dumps(loop.run_until_complete(tour())), flush=True)
        return 0
    run.MainWindow = SayingWindow
    run.QApplication = SayingApplication
    if mode == "tray":
        run.QSystemTrayIcon = AlwaysTray
    return run.run(run.Launch(Profile.named(name), hidden=mode == "tray"))


async def tour() -> dict[str, float]:
    """A person who looks at everything, over an agent that answers at once."""
    from sonm_desktop.ui.shell.places import PLACES
    from tests.fakes.agent import FakeAgent
    from tests.fakes.sample_state import sample_offers
    from tests.ui.stage import opened

    async with opened(FakeAgent(offers=sample_offers(OFFERS)), whole=True) as stage:
        await asyncio.sleep(0.5)
        watchdog = Watchdog()
        for look in (Look.LIGHT, Look.DARK):
            watchdog.doing(f"wearing {look}")
            stage.face.theme.choose(look)
            await asyncio.sleep(0.2)
            for size in SIZES:
                watchdog.doing(f"resizing to {size[0]}")
                stage.window.resize(*size)
                await asyncio.sleep(0.2)
                for place in PLACES:
                    watchdog.doing(f"going to {place}, {look}, {size[0]}")
                    await stage.go(place)
                    await asyncio.sleep(0.15)
        watchdog.doing("leaving")
        return {what: round(longest, 1) for what, longest in watchdog.longest.items()}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
