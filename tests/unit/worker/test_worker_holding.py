"""The master's question is held back while no customer waits for his word."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from sonm_desktop.core.errors import UserError
from sonm_desktop.worker.desks import holding
from sonm_desktop.worker.desks.holding import Holding


def over(waiting: list[str]) -> Holding:
    async def answer(_body: dict[str, Any]) -> dict[str, Any]:
        return {"settlements": list(waiting)}

    return Holding(answer, lambda: bool(waiting))


async def test_a_master_who_does_not_want_to_wait_is_answered_at_once() -> None:
    assert await over([]).answer({}) == {"settlements": []}


async def test_a_customer_who_waits_ends_the_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holding, "LOOK_S", 0.001)
    monkeypatch.setattr(holding, "WAIT_S", 600.0)
    waiting: list[str] = []
    asked = asyncio.create_task(over(waiting).answer({"wait": 600}))
    await asyncio.sleep(0.01)
    assert not asked.done()
    waiting.append("one")
    assert await asked == {"settlements": ["one"]}


async def test_the_wait_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holding, "LOOK_S", 0.001)
    monkeypatch.setattr(holding, "WAIT_S", 0.005)
    assert await over([]).answer({"wait": 600}) == {"settlements": []}


async def test_nonsense_is_refused() -> None:
    with pytest.raises(UserError):
        await over([]).answer({"wait": "long"})
