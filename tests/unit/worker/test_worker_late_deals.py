"""Deals that were taken while the worker slept: found whenever it wakes, or passed over."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from sonm_desktop.core.amounts import WeiPerSecond
from sonm_desktop.wallet.signer import KeySigner
from sonm_desktop.worker.runtime.docker_runtime import DockerRuntime
from tests.fakes.worker_chain import WorkerChain
from tests.unit.worker.business_fixtures import RATE, SNM, Shop, open_shop

THREE_HOURS_S = 3 * 3600


async def test_a_deal_taken_while_the_worker_slept_for_hours_is_found(
    tmp_path: Path, chain: WorkerChain, shop_runtime: DockerRuntime, worker_key: KeySigner
) -> None:
    async with open_shop(tmp_path, chain, shop_runtime, worker_key) as first:
        await first.list()
        quote = await first.quote()
    deal = chain.take(quote, escrow=100 * SNM, lease=2 * THREE_HOURS_S)
    chain.now += THREE_HOURS_S
    async with open_shop(tmp_path, chain, shop_runtime, worker_key) as second:
        assert (await second.until(deal, "active"))["deal"] == deal


async def test_a_deal_whose_quote_is_forgotten_does_not_end_all_sales(shop: Shop) -> None:
    await shop.list()
    quote = await shop.quote()
    deal = shop.chain.take(quote, escrow=SNM)
    shop.chain.deals[deal] = replace(shop.chain.deals[deal], rate=WeiPerSecond(1))
    shop.business.keeper.look()
    async with asyncio.timeout(100):
        while (await shop.quote()).deal_id == deal:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_a_deal_that_was_amended_before_it_was_first_seen_is_served(
    tmp_path: Path, chain: WorkerChain, shop_runtime: DockerRuntime, worker_key: KeySigner
) -> None:
    async with open_shop(tmp_path, chain, shop_runtime, worker_key) as first:
        await first.list(notice=60)
        quote = await first.quote()
        await first.list(notice=60, cpu_percent=50, rate=RATE // 2)
    deal = chain.take(quote, escrow=100 * SNM)
    taken = chain.deals[deal]
    chain.deals[deal] = replace(taken, rate=WeiPerSecond(RATE // 4), notice=30, seq=1)
    async with open_shop(tmp_path, chain, shop_runtime, worker_key) as second:
        assert (await second.until(deal, "active"))["consumer"] == quote.consumer
