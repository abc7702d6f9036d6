"""A bell for a loop that looks now and then."""

import asyncio

import pytest

from sonm_desktop.core.wake import Wake


async def test_a_wait_ends_when_it_is_rung() -> None:
    wake = Wake()
    waiting = asyncio.create_task(wake.within(None))
    await asyncio.sleep(0)

    wake.ring()
    await waiting

    assert not wake.rung


async def test_a_ring_before_the_wait_is_not_lost_and_counts_once() -> None:
    wake = Wake()
    wake.ring()
    wake.ring()

    await wake.within(None)
    again = asyncio.create_task(wake.within(None))
    for _ in range(3):
        await asyncio.sleep(0)

    assert not again.done()
    again.cancel()


async def test_a_wait_that_nobody_ends_is_as_long_as_was_said() -> None:
    wake = Wake()

    await wake.within(0.01)

    assert not wake.rung


async def test_a_loop_that_is_cancelled_in_its_wait_ends() -> None:
    wake = Wake()
    waiting = asyncio.create_task(wake.within(60.0))
    await asyncio.sleep(0)

    waiting.cancel()
    done = await asyncio.gather(waiting, return_exceptions=True)

    assert isinstance(done[0], asyncio.CancelledError)


async def test_work_that_ends_before_the_ring_is_answered() -> None:
    async def work() -> int:
        return 7

    assert await Wake().unless_rung(work()) == 7


async def test_a_ring_ends_the_work_and_stays_for_the_next_wait() -> None:
    wake = Wake()
    ended = asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    waiting = asyncio.create_task(wake.unless_rung(work()))
    for _ in range(3):
        await asyncio.sleep(0)
    wake.ring()

    assert await waiting is None
    assert ended.is_set()
    assert wake.rung


async def test_what_goes_wrong_in_the_work_is_raised() -> None:
    async def work() -> None:
        raise KeyError("wrong")

    with pytest.raises(KeyError):
        await Wake().unless_rung(work())


async def test_a_loop_that_is_cancelled_ends_its_work() -> None:
    wake = Wake()
    ended = asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    waiting = asyncio.create_task(wake.unless_rung(work()))
    for _ in range(3):
        await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)

    assert ended.is_set()
