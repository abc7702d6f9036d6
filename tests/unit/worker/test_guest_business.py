"""A worker that gets out of its owner's way: on the real engine, with senses that a test sets."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import docker
import pytest

from sonm_desktop.agent.shapes.workers import status_shape
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import DealId
from sonm_desktop.wallet.signer import KeySigner
from sonm_desktop.worker.guest.senses import Refused, Senses
from sonm_desktop.worker.runtime.docker_runtime import DockerRuntime
from tests.fakes.senses import SetSenses
from tests.fakes.worker_chain import WorkerChain
from tests.unit.worker.business_fixtures import MASTER, Shop, open_shop
from tests.worker_fixtures import ENGINE_URL

WORK = "sleep 600"


@pytest.fixture
def senses() -> SetSenses:
    return SetSenses()


@pytest.fixture
async def guest_shop(
    tmp_path: Path,
    chain: WorkerChain,
    shop_runtime: DockerRuntime,
    worker_key: KeySigner,
    senses: SetSenses,
) -> AsyncIterator[Shop]:
    opened = open_shop(tmp_path, chain, shop_runtime, worker_key, find_senses=senses.find)
    async with opened as shop:
        yield shop


async def rules(shop: Shop, **wanted: Any) -> dict[str, Any]:
    return (await shop.ask(MASTER, "worker.guest", {"guest": wanted}))["guest"]


async def held(shop: Shop) -> list[str]:
    return [one["code"] for one in (await shop.ask(MASTER, "worker.status"))["holds"]]


async def sandbox(runtime: DockerRuntime, wanted: Callable[[dict[str, Any]], bool]) -> None:
    """Return once the engine says that the only sandbox is as *wanted*."""
    engine = docker.APIClient(base_url=ENGINE_URL)
    try:
        async with asyncio.timeout(60):
            while True:
                found = [one.id for one in await runtime.sandboxes()]
                if len(found) == 1 and wanted(
                    await asyncio.to_thread(engine.inspect_container, found[0])
                ):
                    return
                await asyncio.sleep(0.05)
    finally:
        engine.close()


async def until_rate(runtime: DockerRuntime, deal: DealId, rate: str) -> None:
    """Return once what the deal sends is shaped to *rate*, as its meter's namespace has it."""
    engine = docker.APIClient(base_url=ENGINE_URL)
    try:
        async with asyncio.timeout(60):
            while rate not in await asyncio.to_thread(shaped, engine, deal):
                assert await runtime.line(deal) is not None
                await asyncio.sleep(0.1)
    finally:
        engine.close()


def shaped(engine: docker.APIClient, deal: DealId) -> str:
    """Empty while the meter is not there."""
    marks = [f"sonm.deal={deal}", "sonm.role=meter"]
    for meter in engine.containers(filters={"label": marks}):
        asked = engine.exec_create(meter["Id"], ["tc", "qdisc", "show", "dev", "eth0"])
        return bytes(engine.exec_start(asked["Id"])).decode()
    return ""


def cores(percent: int) -> Callable[[dict[str, Any]], bool]:
    return lambda found: found["HostConfig"]["NanoCpus"] == percent * 10_000_000


async def test_the_owner_comes_and_goes_and_a_running_job_follows_the_limits(
    guest_shop: Shop, shop_runtime: DockerRuntime, senses: SetSenses, busybox_image: str
) -> None:
    shop = guest_shop
    deal = await shop.rent()
    await shop.run(deal, busybox_image, WORK)
    await sandbox(shop_runtime, cores(100))
    status = await shop.ask(MASTER, "worker.status")
    machine = status["hardware"]["processor"]["cores"] * 100
    share = 10
    told = await rules(
        shop,
        user_active=True,
        idle_after_s=300,
        in_use={**_ceiling(), "cpu_percent": share, "ram_percent": 5},
        idle=_ceiling(),
    )
    assert not told["in_use"]
    senses.idle.value = 0.0
    await shop.business.guest.look()
    await sandbox(shop_runtime, cores(min(100, machine * share // 100)))
    assert await held(shop) == ["user_active"]
    assert not (await shop.ask(MASTER, "worker.status"))["accepting"]
    senses.idle.value = 301.0
    await shop.business.guest.look()
    await sandbox(shop_runtime, cores(100))
    assert await held(shop) == []


async def test_a_job_stands_still_while_a_program_fills_the_screen_also_over_a_restart(
    tmp_path: Path,
    chain: WorkerChain,
    shop_runtime: DockerRuntime,
    worker_key: KeySigner,
    senses: SetSenses,
    busybox_image: str,
) -> None:
    places = (tmp_path, chain, shop_runtime, worker_key)
    async with open_shop(*places, find_senses=senses.find) as shop:
        deal = await shop.rent()
        await shop.run(deal, busybox_image, WORK)
        senses.fullscreen.value = True
        told = await rules(shop, fullscreen=True, running="hold")
        assert told["frozen"]
        await sandbox(shop_runtime, lambda found: found["State"]["Paused"])
        (said,) = (await shop.deal(deal))["holds"]
        assert said["reason"] == "worker.held_by_owner"
        status = await shop.ask(MASTER, "worker.status")
        assert status["running"] == 0, "a job that stands still does not run"
        (still,) = status_shape(shop.worker.address, status).held
        assert still.state is not None
        assert still.state.code == "worker.still_for_owner"
    senses.fullscreen.value = False
    async with open_shop(*places, find_senses=senses.find) as shop:
        await sandbox(shop_runtime, lambda found: not found["State"]["Paused"])
        kept = (await shop.ask(MASTER, "worker.status"))["guest"]["rules"]
        assert (kept["fullscreen"], kept["running"]) == (True, "hold")


async def test_the_line_of_a_running_deal_is_narrowed_and_given_back(
    guest_shop: Shop, chain: WorkerChain, shop_runtime: DockerRuntime
) -> None:
    shop = guest_shop
    await shop.list(network="outgoing", ingress_bps=8_000_000, egress_bps=8_000_000)
    deal = chain.take(await shop.quote(), escrow=10**19, lease=3600)
    await shop.until(deal, "active", ready=True)
    await rules(shop, idle={**_ceiling(), "egress_bps": 1_000_000})
    await until_rate(shop_runtime, deal, "1Mbit")
    await rules(shop)
    await until_rate(shop_runtime, deal, "8Mbit")


async def test_a_drained_worker_quotes_nothing_and_quits_after_its_last_deal(
    guest_shop: Shop, chain: WorkerChain
) -> None:
    shop = guest_shop
    await shop.list()
    offer = await shop.quote()
    await shop.ask(MASTER, "worker.drain", {"then": "pause"})
    assert (await shop.ask(MASTER, "worker.status"))["holds"][0]["code"] == "drain"
    assert (await shop.ask(MASTER, "asks"))["asks"] == []
    await shop.ask(MASTER, "worker.drain", {"then": ""})
    deal = chain.take(offer, escrow=10**19, lease=3600)
    await shop.until(deal, "active")
    await shop.ask(MASTER, "worker.drain", {"then": "quit"})
    await shop.business.guest.look()
    assert not shop.stopped.is_set()
    await shop.business.keeper.end(await shop.business.keeper.get(deal), "worker.deal_over")
    await shop.business.guest.look()
    assert shop.stopped.is_set()


async def test_no_quote_reaches_into_maintenance_and_the_ask_says_so(guest_shop: Shop) -> None:
    shop = guest_shop
    await shop.list(duration=7200)
    begin = int(time.time()) + 1000
    await rules(shop, maintenance_once=[{"begin": begin, "end": begin + 3600}])
    assert 900 <= (await shop.offer()).max_duration <= 1000
    with pytest.raises(UserError) as refused:
        await shop.quote(duration=1100)
    assert refused.value.code == "market.duration_too_long"
    assert (await shop.quote(duration=600)).duration == 600


async def test_an_offer_that_stays_listed_is_not_quoted_and_limits_are_for_sale_too(
    guest_shop: Shop, senses: SetSenses
) -> None:
    shop = guest_shop
    await shop.list()
    senses.battery.value = True
    await rules(shop, battery=True, listed=True)
    await shop.offer()
    with pytest.raises(UserError, match="owner takes no new deals"):
        await shop.quote()
    senses.battery.value = False
    await rules(
        shop, in_use={**_ceiling(), "cpu_percent": 1}, idle={**_ceiling(), "cpu_percent": 1}
    )
    assert (await shop.ask(MASTER, "asks"))["asks"] == []
    assert not (await shop.ask(MASTER, "worker.status"))["accepting"]


async def test_a_rule_that_this_machine_cannot_feel_is_refused_with_the_reason(
    tmp_path: Path,
    chain: WorkerChain,
    shop_runtime: DockerRuntime,
    worker_key: KeySigner,
    senses: SetSenses,
) -> None:
    def wayland() -> Senses:
        return replace(senses.find(), fullscreen=Refused("worker.no_fullscreen_wayland"))

    opened = open_shop(tmp_path, chain, shop_runtime, worker_key, find_senses=wayland)
    async with opened as shop:
        with pytest.raises(UserError, match="Wayland"):
            await rules(shop, fullscreen=True)
        told = await rules(shop, battery=True)
        assert told["senses"]["fullscreen"]["code"] == "worker.no_fullscreen_wayland"
        assert told["senses"]["idle"]["source"] == "test"


def _ceiling() -> dict[str, int]:
    return {
        "cpu_percent": 100,
        "ram_percent": 100,
        "io_weight": 10,
        "ingress_bps": 0,
        "egress_bps": 0,
    }
