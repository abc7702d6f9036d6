"""The window over a million offers, watched: scrolled, jumped through, filtered, sorted."""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import time

from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from bench.million_offers import PROFILE, wishes
from bench.window_child import Watchdog
from sonm_desktop.agent.shapes.market import filter_shape
from sonm_desktop.api.client import AgentClient
from sonm_desktop.core.offer_order import SortKey
from sonm_desktop.core.paths import Profile
from sonm_desktop.ui.market.order import Order
from sonm_desktop.ui.market.page import MarketPage
from sonm_desktop.ui.widgets.table import RecordView
from tests.fakes.agent import FakeAgent
from tests.ui.stage import opened

_STEP_S = 0.03
_FILTERS = 40
_WATCHED = ("scrolling", "jumping", "filtering", "sorting")


class WorkWatchdog(Watchdog):
    """Besides the longest silence, the most work of the window's own thread between two rounds:
    what the machine does for others meanwhile is not in it."""

    def __init__(self) -> None:
        self.most_work: dict[str, float] = {}
        self._worked = time.thread_time()
        super().__init__()

    def _tick(self) -> None:
        worked = time.thread_time()
        spent = (worked - self._worked) * 1000
        self.most_work[self._doing] = max(self.most_work.get(self._doing, 0.0), spent)
        self._worked = worked
        super()._tick()


async def watched() -> dict[str, dict[str, float]]:
    """What a person does in a large market: ms of the longest block and of the most work."""
    async with AgentClient(Profile.named(PROFILE)) as real:
        agent = FakeAgent()
        agent.market = real.market
        async with opened(agent, whole=True) as stage:
            await stage.go("market")
            await asyncio.sleep(1)
            gc.freeze()  # as ui/attend.py does
            page = stage.window.findChild(MarketPage)
            table = stage.seen(RecordView, "Offers")
            bar = table.verticalScrollBar()
            watchdog = WorkWatchdog()
            watchdog.doing("scrolling")
            for _ in range(100):
                bar.setValue(bar.value() + 37 * 32)
                await asyncio.sleep(_STEP_S)
            watchdog.doing("jumping")
            for share in range(40):
                bar.setValue(bar.maximum() * ((share * 17) % 40) // 40)
                await asyncio.sleep(_STEP_S)
            watchdog.doing("filtering")
            for wanted, _, _ in wishes(_FILTERS):
                page._filters.ask_for(filter_shape(wanted))
                await asyncio.sleep(_STEP_S)
            await stage.calm()
            watchdog.doing("sorting")
            for key in SortKey:
                page._filters.sort_by(Order(key))
                await asyncio.sleep(_STEP_S)
            await stage.calm()
            watchdog.doing("leaving")
            kinds = {"block": watchdog.longest, "work": watchdog.most_work}
            return {
                kind: {what: round(ms, 1) for what, ms in found.items() if what in _WATCHED}
                for kind, found in kinds.items()
            }


def main() -> int:
    """Prints one line of JSON."""
    application = QApplication([])
    application.setQuitOnLastWindowClosed(False)
    loop = QEventLoop(application)
    asyncio.set_event_loop(loop)
    with loop:
        print(json.dumps(loop.run_until_complete(watched())), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
