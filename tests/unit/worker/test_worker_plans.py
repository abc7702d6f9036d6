"""Several plans on one machine: sold apart, never oversold, spot making room for fixed."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import DealId
from sonm_desktop.store.database import Database
from sonm_desktop.store.worker_plans import WorkerPlans
from sonm_desktop.wallet.messages import Ask, Quote, Stop, deal_id
from sonm_desktop.wallet.signer import KeySigner, require_signature
from sonm_desktop.worker.runtime.docker_runtime import DockerRuntime
from sonm_desktop.worker.runtime.port import EngineState
from sonm_desktop.worker.selling.plan import plan_from_wire, require_confinement
from tests.fakes.worker_chain import WorkerChain
from tests.unit.worker.business_fixtures import (
    CONSUMER,
    DOMAIN,
    MASTER,
    PLAN,
    RATE,
    SNM,
    STRANGER,
    Shop,
    open_shop,
)

WHOLE = len(psutil.Process().cpu_affinity()) * 100
HALF = WHOLE // 2


def put(name: str, **changes: Any) -> dict[str, Any]:
    return {"name": name, "plan": {**PLAN, **changes}}


async def change(shop: Shop, **body: Any) -> dict[str, dict[str, Any]]:
    """The plans afterwards, by name."""
    status = await shop.ask(MASTER, "worker.plans", body)
    return {plan["name"]: plan for plan in status["plans"]}


async def standings(shop: Shop) -> dict[str, str]:
    return {name: plan["standing"] for name, plan in (await change(shop)).items()}


async def offers(shop: Shop) -> dict[str, Ask]:
    """By slice."""
    entries = (await shop.ask(STRANGER, "asks"))["asks"]
    return {ask.slice: ask for ask in (Ask.from_wire(entry["ask"]) for entry in entries)}


async def quote(shop: Shop, slice_id: str, duration: int = 0) -> Quote:
    body = {
        "slice": slice_id,
        "consumer": CONSUMER.address,
        "duration": duration,
        "max_rate": 9 * RATE,
    }
    return Quote.from_wire((await shop.ask(CONSUMER, "quote", body))["quote"])


async def rent(shop: Shop, slice_id: str, duration: int = 0) -> DealId:
    deal = shop.chain.take(await quote(shop, slice_id, duration), escrow=10 * SNM, lease=3600)
    await shop.until(deal, "active")
    return deal


async def test_each_plan_has_its_ask_and_is_rented_by_itself(shop: Shop) -> None:
    plans = await change(
        shop,
        put=[put("day", cpu_percent=HALF), put("night", cpu_percent=WHOLE - HALF, rate=2 * RATE)],
    )
    on_sale = await offers(shop)
    assert {on_sale[plans[name]["slice"]].rate for name in plans} == {RATE, 2 * RATE}
    deal = await rent(shop, plans["day"]["slice"])
    plans = await change(shop)
    assert (plans["day"]["standing"], plans["day"]["deal"]) == ("rented", deal)
    assert list(await offers(shop)) == [plans["night"]["slice"]]
    shop.chain.close(deal)
    await shop.until(deal, "ended")
    assert (await standings(shop)) == {"day": "listed", "night": "listed"}
    assert deal_id(shop.worker.address, (await quote(shop, plans["day"]["slice"])).nonce) != deal


async def test_fixed_plans_that_exceed_the_machine_together_are_refused_whole(shop: Shop) -> None:
    await change(shop, put=[put("one", cpu_percent=HALF, duration=600)])
    with pytest.raises(UserError) as caught:
        await change(
            shop, put=[put("two", cpu_percent=WHOLE, duration=600), put("spot", cpu_percent=1)]
        )
    assert caught.value.code == "worker.plans_conflict"
    assert (caught.value.params["plan"], caught.value.params["there"]) == ("two", WHOLE - HALF)
    assert list(await change(shop)) == ["one"]
    assert list(await change(shop, put=[put("spot", cpu_percent=WHOLE)])) == ["one", "spot"]


def test_a_gpu_is_sold_only_where_jobs_can_have_it_and_only_once() -> None:
    plan = plan_from_wire({**PLAN, "gpus": ["GPU-1"]})
    for gpus, engine in ((("GPU-1",), False), (("pci:0",), True)):
        with pytest.raises(UserError) as caught:
            require_confinement(replace(plan, gpus=gpus), EngineState(ok=True, gpus=engine))
        assert caught.value.code == "worker.gpu_not_passed"
    require_confinement(plan, EngineState(ok=True, gpus=True))
    for gpus in (["a", "a"], "GPU-1", [7], [""]):
        with pytest.raises(UserError) as caught:
            plan_from_wire({**PLAN, "gpus": gpus})
        assert caught.value.code == "worker.bad_plan"


async def test_a_plan_is_paused_repriced_and_removed_by_its_name(shop: Shop) -> None:
    await change(shop, put=[put("a", cpu_percent=1), put("b", cpu_percent=1)])
    plans = await change(shop, pause=["a"], reprice=[{"name": "b", "rate": 7}])
    assert [plans[name]["standing"] for name in "ab"] == ["paused", "listed"]
    assert [ask.rate for ask in (await offers(shop)).values()] == [7]
    plans = await change(shop, resume=["a"], remove=["b"])
    assert {name: plan["standing"] for name, plan in plans.items()} == {"a": "listed"}
    for body in ({"pause": ["b"]}, {"remove": ["b"]}, {"reprice": [{"name": "b", "rate": 1}]}):
        with pytest.raises(UserError) as caught:
            await change(shop, **body)
        assert caught.value.code == "worker.unknown_plan"


async def test_a_rest_keeps_every_plan(shop: Shop) -> None:
    await change(shop, put=[put("a", cpu_percent=1), put("b", cpu_percent=1)], pause=["b"])
    status = await shop.ask(MASTER, "worker.rest", {"rest": True})
    assert (status["plan"], status["accepting"]) == (None, False)
    assert await offers(shop) == {}
    await shop.ask(MASTER, "worker.rest", {"rest": False})
    assert await standings(shop) == {"a": "listed", "b": "paused"}


async def test_what_a_quote_promised_is_not_sold_again_under_another_name(shop: Shop) -> None:
    plans = await change(shop, put=[put("old", cpu_percent=WHOLE, duration=600)])
    stale = await quote(shop, plans["old"]["slice"], 600)
    plans = await change(shop, only=True, put=[put("new", cpu_percent=WHOLE, duration=600)])
    assert plans["new"]["standing"] == "promised"
    with pytest.raises(UserError) as caught:
        await quote(shop, plans["new"]["slice"], 600)
    assert caught.value.code == "worker.slice_promised"
    again = await change(shop, only=True, put=[put("old", cpu_percent=WHOLE, duration=600)])
    assert (await quote(shop, again["old"]["slice"], 600)).nonce == stale.nonce
    await change(shop, only=True, put=[put("new", cpu_percent=WHOLE, duration=600)])
    shop.chain.now += 900
    assert await standings(shop) == {"new": "listed"}


async def test_a_fixed_deal_gives_the_latest_spot_deal_notice_and_then_its_place(
    tmp_path: Path, chain: WorkerChain, shop_runtime: DockerRuntime, worker_key: KeySigner
) -> None:
    async with open_shop(tmp_path, chain, shop_runtime, worker_key) as shop:
        plans = await change(
            shop,
            put=[
                put("firm", cpu_percent=HALF, duration=600),
                put("spot-1", cpu_percent=HALF, notice=30),
                put("spot-2", cpu_percent=WHOLE - HALF, notice=30),
            ],
        )
        older = await rent(shop, plans["spot-1"]["slice"])
        latest = await rent(shop, plans["spot-2"]["slice"])
        firm = shop.chain.take(
            await quote(shop, plans["firm"]["slice"], 600), escrow=10 * SNM, lease=600
        )
        told = await _leaving(shop, latest)
        assert told == chain.now + 30
        assert (await shop.deal(firm))["state"] == "awaiting"
    async with open_shop(tmp_path, chain, shop_runtime, worker_key) as shop:
        chain.now += 30
        ended = await shop.until(latest, "ended")
        assert ended["reason"] == "worker.evicted"
        await shop.until(firm, "active")
        assert (await shop.deal(older))["state"] == "active"
        assert await standings(shop) == {"firm": "rented", "spot-1": "rented", "spot-2": "covered"}
        (entry,) = (await shop.ask(MASTER, "worker.stops"))["stops"]
        stop = Stop(deal=deal_id(shop.worker.address, entry["nonce"]))
        assert stop.deal == latest
        require_signature(stop, DOMAIN, entry["signature"], shop.worker.address)


async def _leaving(shop: Shop, deal: DealId) -> int:
    while True:
        status = await shop.deal(deal)
        if status["leaves"] is not None:
            return int(status["leaves"])


def _old_record(path: Path) -> None:
    folder = Path("sonm_desktop/store/worker")
    old = sqlite3.connect(path)
    for script in sorted(folder.glob("000[123]_*.sql")):
        old.executescript(script.read_text(encoding="utf-8"))
    old.executescript(
        """
        INSERT INTO facts VALUES ('plan', '{"rate": 5}'), ('slice', '"0xabc"');
        INSERT INTO nonces (deal, nonce) VALUES ('0xd', '7');
        PRAGMA user_version=3;
        """
    )
    old.close()


async def test_the_one_plan_of_an_older_worker_keeps_its_slice_and_nonce(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    _old_record(path)
    database = Database(path, "worker")
    await database.open()
    (row,) = await WorkerPlans(database).all()
    assert (row.name, row.slice, row.plan, row.paused) == ("main", "0xabc", {"rate": 5}, False)
    slices = await database.run(
        lambda connection: [tuple(row) for row in connection.execute("SELECT slice FROM nonces")]
    )
    assert slices == [("0xabc",)]
    await database.close()
