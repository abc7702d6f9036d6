"""A bell for a loop that looks now and then."""

import asyncio

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
