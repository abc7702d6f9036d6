"""One state, numbered events: resumed without gap, or told to reload."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

import pytest

from sonm_desktop.agent.state import EventLog, StateBoard
from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.state import Event, Topic
from sonm_desktop.api.schema.wallet import Balances
from sonm_desktop.core.paths import Profile
from tests.agent_parts import PASSWORD, agent_here


def balances(account: str, vault: int) -> Balances:
    return Balances(account=account, coin=0, token=0, vault=vault)


async def taken(log: EventLog, run: str, after: int, count: int) -> list[Event]:
    found = []
    async with asyncio.timeout(5), aclosing(log.after(run, after)) as events:
        async for event in events:
            found.append(event)
            if len(found) == count:
                break
    return found


async def test_events_resume_after_the_last_one_seen() -> None:
    log = EventLog("run")
    for number in range(5):
        log.append(Topic.BALANCES, str(number), None)
    assert [event.key for event in await taken(log, "run", 2, 3)] == ["2", "3", "4"]


async def test_a_reader_that_waits_gets_what_comes() -> None:
    log = EventLog("run")
    waiting = asyncio.create_task(taken(log, "run", 0, 2))
    await asyncio.sleep(0)
    log.append(Topic.DEALS, "a", None)
    log.append(Topic.DEALS, "b", None)
    assert [event.key for event in await waiting] == ["a", "b"]


@pytest.mark.parametrize(
    ("run", "after"),
    [("another", 3), ("run", 0), ("run", 99)],
    ids=["another run", "forgotten events", "events of the future"],
)
async def test_who_cannot_resume_is_told_to_reload(run: str, after: int) -> None:
    log = EventLog("run", kept=2)
    for number in range(5):
        log.append(Topic.BALANCES, str(number), None)
    events = await taken(log, run, after, 1)
    assert [event.topic for event in events] == [Topic.RELOAD]


async def test_a_reader_that_falls_behind_is_told_to_reload() -> None:
    log = EventLog("run", kept=3)
    log.append(Topic.BALANCES, "first", None)
    async with aclosing(log.after("run", 0)) as events:
        assert (await anext(events)).key == "first"
        for number in range(5):
            log.append(Topic.BALANCES, str(number), None)
        assert (await anext(events)).topic is Topic.RELOAD


def test_only_what_differs_is_an_event() -> None:
    log = EventLog("run")
    board = StateBoard(log)
    board.put(Topic.BALANCES, balances("a", 1), "a")
    board.put(Topic.BALANCES, balances("a", 1), "a")
    assert log.seq == 1
    board.put(Topic.BALANCES, balances("a", 2), "a")
    assert log.seq == 2


def test_what_follows_the_clock_alone_is_no_event_but_is_shown() -> None:
    log = EventLog("run")
    board = StateBoard(log)
    board.put(Topic.BALANCES, balances("a", 1), "a", drifting=("vault",))
    board.put(Topic.BALANCES, balances("a", 2), "a", drifting=("vault",))
    assert log.seq == 1
    assert board.shelf(Topic.BALANCES) == {"a": balances("a", 2)}


def test_what_is_gone_is_an_event_once() -> None:
    log = EventLog("run")
    board = StateBoard(log)
    board.put_all(Topic.BALANCES, {"a": balances("a", 1), "b": balances("b", 1)})
    board.put_all(Topic.BALANCES, {"b": balances("b", 1)})
    board.put_all(Topic.BALANCES, {"b": balances("b", 1)})
    assert log.seq == 3
    assert list(board.shelf(Topic.BALANCES)) == ["b"]


async def test_a_face_follows_the_wallet_by_events(profile: Profile) -> None:
    async with agent_here(profile) as agent:
        before = await agent.state.read()
        assert before.wallet.state.code == "wallet.none"
        await agent.wallet.create(PASSWORD)
        event = await next_event(agent, before.run, before.seq, Topic.WALLET)
        assert event.value is not None
        assert event.value["locked"] is False
        await agent.wallet.lock()
        event = await next_event(agent, event.run, event.seq, Topic.WALLET)
        assert event.value is not None
        assert event.value["state"]["code"] == "wallet.locked"


async def next_event(agent: AgentClient, run: str, after: int, topic: Topic) -> Event:
    async with asyncio.timeout(10), aclosing(agent.state.events(run=run, after=after)) as events:
        async for event in events:
            if event.topic is topic:
                return event
    raise AssertionError("the stream ended")


async def test_after_a_restart_a_face_is_told_to_reload(profile: Profile) -> None:
    async with agent_here(profile) as agent:
        seen = await agent.state.read()
    async with agent_here(profile) as agent:
        event = await next_event(agent, seen.run, seen.seq, Topic.RELOAD)
        assert event.run == (await agent.state.read()).run
