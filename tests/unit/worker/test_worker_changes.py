"""The master is told how his worker is when that changes, and not before."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from sonm_desktop.core.errors import UserError
from sonm_desktop.worker import changes
from sonm_desktop.worker.changes import Changes, mark_of


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setattr(changes, "LOOK_S", 0.001)
    monkeypatch.setattr(changes, "WAIT_S", 0.02)
    return {"deals": 0, "time": 1, "disk_free": 1 << 33}


def over(told: dict[str, Any]) -> Changes:
    async def status(_body: dict[str, Any]) -> dict[str, Any]:
        told["time"] += 1
        return {name: value for name, value in told.items() if name != "moment"}

    async def moment() -> object:
        return told.get("moment", told["deals"])

    return Changes(status, moment)


async def test_who_has_seen_nothing_is_told_at_once(told: dict[str, Any]) -> None:
    answer = await over(told).answer({"seen": ""})
    assert answer["status"]["deals"] == 0
    assert answer["seen"] == mark_of(told)


async def test_who_has_seen_it_waits_and_is_told_no_more(told: dict[str, Any]) -> None:
    asked = over(told)
    first = await asked.answer({"seen": ""})
    told["disk_free"] += 5
    assert await asked.answer({"seen": first["seen"]}) == {"seen": first["seen"]}


async def test_a_change_ends_the_wait(
    told: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "WAIT_S", 60.0)
    asked = over(told)
    first = await asked.answer({"seen": ""})
    waiting = asyncio.create_task(asked.answer({"seen": first["seen"]}))
    await asyncio.sleep(0.02)
    told["deals"] = 1
    assert (await waiting)["status"]["deals"] == 1


@pytest.mark.parametrize("seen", [None, 7, "x" * 100_000])
async def test_nonsense_is_refused(told: dict[str, Any], seen: Any) -> None:
    with pytest.raises(UserError):
        await over(told).answer({"seen": seen})


async def test_a_status_is_not_worked_out_while_nothing_happens(
    told: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = over(told)
    first = await asked.answer({"seen": ""})
    for _ in range(3):
        await asked.answer({"seen": first["seen"]})
    assert told["time"] <= 1 + 1 + 3

    monkeypatch.setattr(changes, "WAIT_S", 60.0)
    fresh = over(told)
    await fresh.answer({"seen": ""})
    worked_out = told["time"]
    waiting = asyncio.create_task(fresh.answer({"seen": first["seen"]}))
    for _ in range(20):
        await asyncio.sleep(0.001)
    assert told["time"] == worked_out
    waiting.cancel()


async def test_what_time_alone_brings_is_told_after_a_while(told: dict[str, Any]) -> None:
    told["moment"] = "nothing happened"
    asked = over(told)
    first = await asked.answer({"seen": ""})
    told["deals"] = 1
    assert (await asked.answer({"seen": first["seen"]}))["status"]["deals"] == 1


async def test_who_asks_with_a_mark_of_before_is_told_at_once(told: dict[str, Any]) -> None:
    asked = over(told)
    before = await asked.answer({"seen": ""})
    told["deals"] = 1
    await asked.answer({"seen": before["seen"]})
    assert (await asked.answer({"seen": before["seen"]}))["status"]["deals"] == 1
