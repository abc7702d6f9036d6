"""The board is filled by looking: often enough, and never so often that nothing else runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from sonm_desktop.agent.publishing import DEAL_LOOKS, STILL_LOOKS, Publisher
from sonm_desktop.agent.state import EventLog, StateBoard
from sonm_desktop.api.schema.deals import Deal
from sonm_desktop.api.schema.network import NetworkStatus
from sonm_desktop.api.schema.state import Topic
from sonm_desktop.core.supervise import Supervisor

_FAR_TOO_OFTEN = 100


@dataclass
class _Service:
    """Whatever tells that something has changed."""

    listeners: list[Callable[..., None]] = field(default_factory=list)

    def subscribe(self, listener: Callable[..., None]) -> None:
        self.listeners.append(listener)

    async def all_tasks(self) -> list[Any]:
        return []


@dataclass
class _Session:
    rental: _Service = field(default_factory=_Service)
    tasks: _Service = field(default_factory=_Service)
    supplier: _Service = field(default_factory=_Service)


@dataclass
class _Networking:
    session: _Session | None

    def held(self) -> _Session | None:
        return self.session


@dataclass
class _Nobody:
    """A wallet without accounts, deals and workers; counts how often it was looked at."""

    looks: int = 0

    def publish(self) -> None:
        self.looks += 1
        if self.looks > _FAR_TOO_OFTEN:
            raise AssertionError("the publisher keeps everything else from running")

    def accounts(self) -> list[Any]:
        return []

    async def look(self, _session: Any) -> None:
        return

    async def all(self, _account: str | None) -> list[Any]:
        return []


async def test_news_of_a_network_that_is_being_left_does_not_stop_the_agent() -> None:
    session, nobody = _Session(), _Nobody()
    networking = _Networking(session)
    anything = cast(Any, nobody)
    publisher = Publisher(
        networking=cast(Any, networking),
        wallet=anything,
        board=StateBoard(EventLog("run")),
        wallet_answers=anything,
        money=anything,
        deals=anything,
        workers=anything,
        income=anything,
        amendments=anything,
        dollars=anything,
    )
    supervisor = Supervisor()
    supervisor.keep("state", publisher.run)
    while not session.supplier.listeners:  # noqa: ASYNC110 (the publisher's first look)
        await asyncio.sleep(0.01)
    networking.session = None
    session.supplier.listeners[0]("worker")
    await asyncio.sleep(0.2)
    await supervisor.close()
    assert nobody.looks < 5


class _Counted(_Nobody):
    """Deals, as *shown*; counts how often they were asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0
        self.shown: list[Any] = []

    def publish(self) -> None:
        """As often as the test wants."""

    async def today(self) -> None:
        return

    async def all(self, _account: str | None) -> list[Any]:
        self.asked += 1
        return self.shown


async def _asked(publisher: Publisher, deals: _Counted, looks: int) -> int:
    before = deals.asked
    for _ in range(looks):
        await publisher.look()
    return deals.asked - before


async def test_deals_are_looked_at_often_only_while_one_runs() -> None:
    session, nobody, deals = _Session(), _Counted(), _Counted()
    anything = cast(Any, nobody)
    publisher = Publisher(
        networking=cast(Any, _Networking(session)),
        wallet=anything,
        board=(board := StateBoard(EventLog("run"))),
        wallet_answers=anything,
        money=anything,
        deals=cast(Any, deals),
        workers=anything,
        income=anything,
        amendments=anything,
        dollars=anything,
    )
    await publisher.look()
    assert await _asked(publisher, deals, STILL_LOOKS) == 1

    session.rental.listeners[0]("deal")
    assert await _asked(publisher, deals, 1) == 1

    for head, indexed, asked in ((7, 6, 1), (7, 7, 1), (7, 7, 0)):
        board.put(Topic.NETWORK, NetworkStatus.model_construct(head=head, indexed=indexed))
        assert await _asked(publisher, deals, 1) == asked

    for phase, often in (("closed", STILL_LOOKS), ("running", DEAL_LOOKS)):
        board.put(Topic.DEALS, Deal.model_construct(id="1", phase=phase, mine=False), "1")
        deals.shown = list(board.shelf(Topic.DEALS).values())
        assert await _asked(publisher, deals, STILL_LOOKS) == STILL_LOOKS // often
