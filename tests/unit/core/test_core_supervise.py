"""Background tasks that are kept alive and ended together."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import AsyncIterator

import pytest

from sonm_desktop.core import supervise
from sonm_desktop.core.supervise import Supervisor


@pytest.fixture
async def supervisor(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Supervisor]:
    monkeypatch.setattr(supervise, "FIRST_DELAY_S", 0.001)
    monkeypatch.setattr(supervise, "LONGEST_DELAY_S", 0.004)
    supervisor = Supervisor()
    yield supervisor
    await supervisor.close()


async def test_a_failing_task_is_started_again_until_it_returns(
    supervisor: Supervisor, caplog: pytest.LogCaptureFixture
) -> None:
    left = 5

    async def run() -> None:
        nonlocal left
        left -= 1
        if left:
            raise RuntimeError("again")

    await asyncio.wait_for(supervisor.keep("index", run), 5)
    assert left == 0
    assert sum("index failed" in line for line in caplog.messages) == 4


async def test_a_single_task_that_fails_is_logged_and_not_repeated(
    supervisor: Supervisor, caplog: pytest.LogCaptureFixture
) -> None:
    async def work() -> None:
        raise RuntimeError("once")

    await asyncio.wait_for(supervisor.once("payment", work()), 5)
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert record.exc_info is not None


async def test_closing_waits_for_the_clean_up_of_every_task(supervisor: Supervisor) -> None:
    cleaned = []
    started = asyncio.Event()

    async def run() -> None:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            cleaned.append("index")

    supervisor.keep("index", run)
    await started.wait()
    await supervisor.close()
    assert cleaned == ["index"]


async def test_a_task_has_its_name(supervisor: Supervisor) -> None:
    task = supervisor.keep("index", asyncio.Event().wait)  # type: ignore[arg-type]
    assert task.get_name() == "index"


async def test_work_that_is_cancelled_before_it_begins_leaves_no_warning(
    supervisor: Supervisor,
) -> None:
    began = False

    async def work() -> None:
        nonlocal began
        began = True

    supervisor.once("too late", work())  # a coroutine left alone fails this test as a warning
    await supervisor.close()
    gc.collect()

    assert not began


async def test_closing_ends_what_a_clean_up_began(supervisor: Supervisor) -> None:
    ended = asyncio.Event()

    async def last_words() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async def run() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            supervisor.once("last words", last_words())
            await asyncio.sleep(0)

    supervisor.once("with a clean-up", run())
    await asyncio.sleep(0)
    await supervisor.close()

    assert ended.is_set()
