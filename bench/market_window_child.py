"""The window over a million offers, watched: scrolled, jumped through, filtered, sorted."""

from __future__ import annotations

import asyncio
import json
import sys

from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from bench.million_offers import PROFILE, wishes
from bench.window_child import Watchdog
from sonm_desktop.agent.shapes.market import filter_shape
from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.market import SortKey
from sonm_desktop.core.paths import Profile
from sonm_desktop.ui.market.order import Order
from sonm_desktop.ui.market.page import MarketPage
from sonm_desktop.ui.widgets.table import RecordView
from tests.fakes.agent import FakeAgent
from tests.ui.stage import opened

_STEP_S = 0.03
_FILTERS = 40


async def watched() -> dict[str, float]:
    """What a person does in a large market, and the longest block of the window for each."""
    async with AgentClient(Profile.named(PROFILE)) as real:
        agent = FakeAgent()
        agent.market = real.market
        async with opened(agent) as stage:
            await stage.go("market")
            await asyncio.sleep(1)
            page = stage.window.findChild(MarketPage)
            table = stage.seen(RecordView, "Offers")
            bar = table.verticalScrollBar()
            watchdog = Watchdog()
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
            return {what: round(longest, 1) for what, longest in watchdog.longest.items() if what}


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
