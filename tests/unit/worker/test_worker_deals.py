"""Deals as the worker sees them on the chain, and what they entitle to."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import DealId, TaskId, task_of_deal
from sonm_desktop.market import accrual
from sonm_desktop.p2p.identity import PeerIdentity
from sonm_desktop.wallet.messages import Bind, Settle, Stop, Voucher
from sonm_desktop.wallet.signer import KeySigner, require_signature
from sonm_desktop.worker.deals.payments import PATIENCE_S
from sonm_desktop.worker.runtime.docker_runtime import DockerRuntime
from tests.fakes.worker_chain import WorkerChain
from tests.unit.worker.business_fixtures import (
    CONSUMER,
    DOMAIN,
    ENDPOINT,
    MASTER,
    OPERATOR,
    RATE,
    SNM,
    STRANGER,
    Shop,
    open_shop,
    signed,
)


def voucher(shop: Shop, deal: DealId, *, total: int, until: int = 3600, at: int = 0) -> Voucher:
    return Voucher(deal, total, shop.chain.now + at, shop.chain.now + until)


async def hand_in(shop: Shop, promise: Voucher, who: KeySigner = CONSUMER) -> None:
    body = {"voucher": promise.to_wire(), "signature": signed(who, promise)}
    answer = await shop.ask(CONSUMER, "deal.voucher", body)
    assert answer == {"accepted": True}


async def code_of(call: object) -> str:
    with pytest.raises(UserError) as caught:
        await call  # type: ignore[misc]
    return caught.value.code


async def test_a_deal_waits_for_its_confirmations(shop: Shop, busybox_image: str) -> None:
    await shop.list()
    shop.chain.deep = False
    quote = await shop.quote()
    assert (await shop.deal(quote.deal_id))["state"] == "awaiting"
    deal = shop.chain.take(quote, escrow=SNM)
    await asyncio.sleep(0.5)
    assert (await shop.deal(deal))["state"] == "awaiting"
    refusal = await code_of(shop.run(deal, busybox_image, "true"))
    assert refusal == "worker.deal_awaits_confirmation"
    shop.chain.deep = True
    assert (await shop.until(deal, "active", ready=True))["reason"] == ""


async def test_a_job_runs_in_a_deal_and_its_result_comes_back(
    shop: Shop, busybox_image: str
) -> None:
    deal = await shop.rent()
    begun = await shop.run(deal, busybox_image, "echo hello; echo result > /output/r")
    assert begun["state"] in {"running", "exited"}
    ended = await shop.task_end(deal)
    caller = _consumer()
    log = [record async for record in shop.business.service.logs(caller, "t1", 0)]
    file = await shop.business.service.open_file(caller, "t1", "r")
    assert (ended["exit_code"], [f["path"] for f in ended["files"]]) == (0, ["r"])
    assert [(record.seq, record.data) for record in log] == [(1, b"hello\n")]
    assert file.path.read_bytes() == b"result\n"


async def test_a_job_is_told_from_one_of_the_same_name_on_another_deal(
    shop: Shop, busybox_image: str
) -> None:
    deals = [await shop.rent()]
    await shop.run(deals[0], busybox_image, "echo old; echo old > /output/r")
    await shop.task_end(deals[0])
    shop.chain.close(deals[0])
    await shop.until(deals[0], "ended")
    deals.append(await shop.rent())
    await shop.run(deals[1], busybox_image, "echo new; echo new > /output/r")
    await shop.task_end(deals[1])
    caller = _consumer()
    for deal, said in zip(deals, (b"old\n", b"new\n"), strict=True):
        name = task_of_deal(deal, TaskId("t1"))
        log = [record.data async for record in shop.business.service.logs(caller, name, 0)]
        file = await shop.business.service.open_file(caller, name, "r")
        assert (log, file.path.read_bytes()) == ([said], said)


async def test_others_learn_nothing_of_a_deal(shop: Shop, busybox_image: str) -> None:
    deal = await shop.rent()
    await shop.run(deal, busybox_image, "echo secret")
    await shop.task_end(deal)
    assert await code_of(shop.deal(deal, STRANGER)) == "worker.unknown_deal"
    stranger = replace(_consumer(), account=STRANGER.address)
    with pytest.raises(UserError) as caught:
        _ = [record async for record in shop.business.service.logs(stranger, "t1", 0)]
    assert caught.value.code == "worker.unknown_task"
    assert (
        await code_of(shop.business.service.open_file(stranger, "t1", "r")) == "worker.unknown_task"
    )


async def test_the_master_sees_the_deal_but_not_the_job(shop: Shop, busybox_image: str) -> None:
    deal = await shop.rent()
    assert (await shop.deal(deal, MASTER))["state"] == "active"
    task = {"id": "t", "image": busybox_image, "command": [], "env": {}}
    refusal = await code_of(shop.ask(MASTER, "task.run", {"deal": deal, "task": task}))
    assert refusal == "worker.unknown_deal"


async def test_an_operator_acts_for_the_customer(shop: Shop) -> None:
    deal = await shop.rent()
    shop.chain.operators[(CONSUMER.address, OPERATOR.address)] = shop.chain.now + 100
    assert (await shop.deal(deal, OPERATOR))["state"] == "active"


async def test_the_end_of_the_lease_ends_the_job_and_leaves_nothing(
    shop: Shop, shop_runtime: DockerRuntime, busybox_image: str
) -> None:
    deal = await shop.rent(lease=100)
    await shop.run(deal, busybox_image, "echo kept > /output/f; sleep 60")
    shop.chain.now += 101 + PATIENCE_S
    status = await shop.until(deal, "ended")
    task = await shop.task_end(deal)
    assert status["reason"] == "worker.lease_lapsed"
    assert (task["state"], task["reason"]) == ("stopped", "worker.lease_lapsed")
    assert [file["path"] for file in task["files"]] == ["f"]
    for _ in range(1000):
        if not await shop_runtime.sandboxes() and not await shop_runtime.volumes():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("something is left in the engine")


async def test_a_voucher_prolongs_the_lease(shop: Shop) -> None:
    deal = await shop.rent(lease=100)
    await hand_in(shop, voucher(shop, deal, total=0, until=500))
    shop.chain.now += 300
    await asyncio.sleep(0.5)
    assert (await shop.deal(deal))["state"] == "active"
    shop.chain.now += 300 + PATIENCE_S
    assert (await shop.until(deal, "ended"))["reason"] == "worker.lease_lapsed"


async def test_an_empty_escrow_ends_the_deal(shop: Shop) -> None:
    deal = await shop.rent(escrow=100 * RATE)
    shop.chain.now += 100 + PATIENCE_S
    assert (await shop.until(deal, "ended"))["reason"] == "worker.escrow_exhausted"


async def test_the_end_of_a_closed_deal_is_seen_and_a_top_up_too(shop: Shop) -> None:
    deal = await shop.rent(escrow=100 * RATE)
    state = shop.chain.deals[deal]
    shop.chain.deals[deal] = accrual.top_up(
        state, Wei(1000 * RATE), state.until, shop.chain.now
    ).deal
    shop.chain.now += 500
    await asyncio.sleep(0.5)
    assert (await shop.deal(deal))["state"] == "active"
    shop.chain.deals[deal] = accrual.request_close(shop.chain.deals[deal], shop.chain.now).deal
    assert (await shop.until(deal, "ended"))["reason"] == "worker.deal_over"


async def test_a_deal_that_the_chain_forgets_may_come_back(shop: Shop) -> None:
    deal = await shop.rent()
    state = shop.chain.deals.pop(deal)
    await shop.until(deal, "awaiting")
    shop.chain.deals[deal] = state
    await shop.until(deal, "active")


async def test_a_deal_that_never_comes_back_frees_the_slice(shop: Shop) -> None:
    deal = await shop.rent()
    del shop.chain.deals[deal]
    shop.chain.now += 700
    assert (await shop.until(deal, "ended"))["reason"] == "worker.deal_vanished"
    assert (await shop.quote()).deal_id != deal


async def test_a_node_that_is_away_ends_nothing_at_once(shop: Shop) -> None:
    deal = await shop.rent()
    shop.chain.away = True
    await asyncio.sleep(0.5)
    assert (await shop.deal(deal))["state"] == "active"
    shop.chain.away = False
    await asyncio.sleep(0.3)
    assert (await shop.deal(deal))["state"] == "active"


async def test_without_promises_the_chain_is_left_alone(shop: Shop) -> None:
    await shop.list()
    before = shop.chain.reads
    await asyncio.sleep(0.5)
    assert shop.chain.reads == before


async def test_a_restart_finds_the_deal_and_its_job(
    tmp_path: Path,
    chain: WorkerChain,
    shop_runtime: DockerRuntime,
    worker_key: KeySigner,
    busybox_image: str,
) -> None:
    async with open_shop(tmp_path, chain, shop_runtime, worker_key) as first:
        deal = await first.rent()
        await first.run(deal, busybox_image, "sleep 1; echo done")
    async with open_shop(tmp_path, chain, shop_runtime, worker_key) as second:
        again = await second.run(deal, busybox_image, "sleep 1; echo done")
        ended = await second.task_end(deal)
    assert again["state"] == "running"
    assert (ended["state"], ended["exit_code"]) == ("exited", 0)


async def test_a_deal_taken_while_the_worker_was_away_is_found(
    tmp_path: Path, chain: WorkerChain, shop_runtime: DockerRuntime, worker_key: KeySigner
) -> None:
    async with open_shop(tmp_path, chain, shop_runtime, worker_key) as first:
        await first.list()
        quote = await first.quote()
    deal = chain.take(quote, escrow=SNM)
    async with open_shop(tmp_path, chain, shop_runtime, worker_key) as second:
        assert (await second.until(deal, "active"))["deal"] == deal


async def test_vouchers_are_kept_and_copied_to_the_master(shop: Shop) -> None:
    deal = await shop.rent()
    for total in (10, 20, 20, 30):
        await hand_in(shop, voucher(shop, deal, total=total))
    (kept,) = (await shop.ask(MASTER, "worker.vouchers", {"after": 0}))["vouchers"]
    assert kept["voucher"]["total"] == 30
    assert (await shop.ask(MASTER, "worker.vouchers", {"after": kept["seq"]}))["vouchers"] == []
    assert (await shop.deal(deal))["voucher"]["voucher"]["total"] == 30


async def test_a_bad_voucher_is_refused(shop: Shop) -> None:
    deal = await shop.rent(escrow=SNM)
    good = voucher(shop, deal, total=1000)
    await hand_in(shop, good)
    for promise, who, code in (
        (replace(good, total=2000), STRANGER, "worker.voucher_forged"),
        (replace(good, total=2 * SNM), CONSUMER, "worker.voucher_uncovered"),
        (replace(good, total=999), CONSUMER, "worker.voucher_lower"),
        (replace(good, until=good.until - 1), CONSUMER, "worker.voucher_lower"),
        (replace(good, total=2000, at=good.at + 1000), CONSUMER, "worker.voucher_from_the_future"),
    ):
        assert await code_of(hand_in(shop, promise, who)) == code
    body = {"voucher": good.to_wire() | {"total": -1}, "signature": b"x"}
    assert await code_of(shop.ask(CONSUMER, "deal.voucher", body)) == "worker.bad_voucher"


async def test_a_voucher_cannot_take_back_time_that_was_promised(shop: Shop) -> None:
    deal = await shop.rent()
    await hand_in(shop, voucher(shop, deal, total=0))
    shop.chain.now += 100
    later = Voucher(deal, 0, shop.chain.now, shop.chain.now + 3600)
    assert await code_of(hand_in(shop, later)) == "worker.voucher_lower"
    honest = replace(later, total=100 * RATE)
    await hand_in(shop, honest)


async def test_an_operator_signs_vouchers_up_to_its_expiry(shop: Shop) -> None:
    deal = await shop.rent()
    shop.chain.operators[(CONSUMER.address, OPERATOR.address)] = shop.chain.now + 50
    await hand_in(shop, voucher(shop, deal, total=10), OPERATOR)
    shop.chain.now += 60
    late = voucher(shop, deal, total=100 * RATE)
    assert await code_of(hand_in(shop, late, OPERATOR)) == "worker.voucher_forged"


async def settle(shop: Shop, deal: DealId, total: int) -> bytes:
    agreement = Settle(deal, total)
    body = {"settle": agreement.to_wire(), "signature": signed(CONSUMER, agreement)}
    return bytes((await shop.ask(CONSUMER, "deal.settle", body))["signature"])


async def test_a_settlement_goes_to_the_master_and_back_and_ends_the_deal(shop: Shop) -> None:
    deal = await shop.rent()
    asked = asyncio.create_task(settle(shop, deal, 5))
    waiting: list[dict[str, object]] = []
    while not waiting:
        await asyncio.sleep(0.02)
        waiting = (await shop.ask(MASTER, "worker.settlements"))["settlements"]
    agreement = Settle.from_wire(waiting[0]["settle"])
    answer = {"settle": agreement.to_wire(), "signature": signed(MASTER, agreement)}
    assert (await shop.ask(MASTER, "worker.settle", answer))["accepted"]
    require_signature(agreement, DOMAIN, await asked, MASTER.address)
    assert (await shop.until(deal, "ended"))["reason"] == "worker.deal_settled"
    assert (await shop.ask(MASTER, "worker.settlements"))["settlements"] == []


async def test_a_settlement_without_a_master_says_so(shop: Shop) -> None:
    deal = await shop.rent()
    assert await code_of(settle(shop, deal, 5)) == "worker.master_away"
    assert (await shop.deal(deal))["state"] == "active"


async def test_a_settlement_that_the_master_refuses_says_why(shop: Shop) -> None:
    deal = await shop.rent()
    asked = asyncio.create_task(settle(shop, deal, 5))
    while not (await shop.ask(MASTER, "worker.settlements"))["settlements"]:  # noqa: ASYNC110
        await asyncio.sleep(0.02)
    refusal = {"settle": Settle(deal, 5).to_wire(), "refused": "market.settle_too_low"}
    assert (await shop.ask(MASTER, "worker.settle", refusal))["accepted"]
    assert await code_of(asked) == "market.settle_too_low"
    assert (await shop.deal(deal))["state"] == "active"


async def test_a_settlement_signed_by_somebody_else_is_refused(shop: Shop) -> None:
    deal = await shop.rent()
    agreement = Settle(deal, 5)
    body = {"settle": agreement.to_wire(), "signature": signed(STRANGER, agreement)}
    assert await code_of(shop.ask(CONSUMER, "deal.settle", body)) == "worker.bad_settlement"


async def test_the_worker_signs_a_binding_to_its_master_only(shop: Shop) -> None:
    body = {"max_duration": 3600, "expiry": shop.chain.now + 1000, "nonce": 1}
    answer = await shop.ask(MASTER, "worker.bind", body)
    bind = Bind.from_wire(answer["bind"])
    require_signature(bind, DOMAIN, answer["signature"], shop.worker.address)
    assert (bind.worker, bind.master) == (shop.worker.address, MASTER.address)


async def test_stopping_now_ends_deals_with_a_signed_stop(shop: Shop) -> None:
    deal = await shop.rent()
    (stop,) = (await shop.ask(MASTER, "worker.stop", {"finish": False}))["stops"]
    require_signature(Stop.from_wire(stop["stop"]), DOMAIN, stop["signature"], shop.worker.address)
    assert (await shop.until(deal, "ended"))["reason"] == "worker.supplier_stopped"
    async with asyncio.timeout(10):
        await shop.stopped.wait()


async def test_stopping_after_the_deals_sells_no_more_and_waits(shop: Shop) -> None:
    deal = await shop.rent()
    assert (await shop.ask(MASTER, "worker.stop", {"finish": True}))["stops"] == []
    await asyncio.sleep(0.6)
    assert not shop.stopped.is_set()
    shop.chain.close(deal)
    async with asyncio.timeout(10):
        await shop.stopped.wait()


async def test_the_status_shows_the_machine_and_measures_it(shop: Shop) -> None:
    assert (await shop.ask(MASTER, "worker.benchmark", {}))["started"]
    async with asyncio.timeout(100):
        while (await shop.ask(MASTER, "worker.status"))["benchmarking"]:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    status = await shop.ask(MASTER, "worker.status")
    assert status["benchmarks"]["1"] > 0
    assert status["engine"]["ok"]
    assert status["hardware"]["processor"]["cores"] >= 1
    assert (status["plan"], status["ask"], status["deals"]) == (None, None, 0)


@pytest.mark.parametrize(
    ("method", "body"),
    [
        ("deal.status", {}),
        ("deal.status", {"deal": "0x12"}),
        ("task.status", {"deal": 5}),
        ("task.run", {"deal": "0x" + "ab" * 32}),
        ("deal.voucher", {"voucher": []}),
        ("no.such", {}),
        ("worker.status", {}),
    ],
)
async def test_garbage_from_a_peer_is_a_coded_refusal(
    shop: Shop, method: str, body: dict[str, object]
) -> None:
    code = await code_of(shop.ask(CONSUMER, method, body))
    assert code in {"worker.bad_request", "worker.unknown_deal", "p2p.not_allowed"}


def _consumer() -> PeerIdentity:
    return PeerIdentity("consumer", CONSUMER.address, ENDPOINT)
