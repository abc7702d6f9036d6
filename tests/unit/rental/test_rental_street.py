"""From an offer on the chain to a paid job, both sides by their own agents."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sonm_desktop.chain.practice.price import set_practice_price
from sonm_desktop.core.amounts import WeiPerSecond
from sonm_desktop.core.dollars import UsdPrice, usd_rate_per_hour
from sonm_desktop.core.ids import TaskId
from sonm_desktop.rental.records import Phase, TaskState
from sonm_desktop.rental.tasks import TaskWish
from tests.chain_fixtures import SNM, eventually, pass_time
from tests.unit.rental.conftest import PLAN, RATE, Street

SCRIPT = "echo one; echo two >&2; echo 42 > /output/answer"


async def test_an_offer_becomes_a_paid_job_and_the_sums_are_right(
    street: Street, busybox_image: str, tmp_path: Path
) -> None:
    await street.list()
    street.customer.ring.locked = True
    before = await street.customer.chain.vault(street.keys.consumer.address)
    deal = await street.buy()

    tasks = street.customer.tasks
    status = await tasks.run_task(
        deal, TaskWish(image=busybox_image, command=("sh", "-c", SCRIPT), id=TaskId("job"))
    )
    said = [piece.data async for piece in tasks.logs(deal, status.task, follow=True)]
    assert sorted(b"".join(said).split()) == [b"one", b"two"]

    async def ended() -> bool:
        return (await tasks.status(deal, TaskId("job"))).state is TaskState.EXITED

    await eventually(ended, what="the job's end")
    files = await tasks.fetch(deal, TaskId("job"), tmp_path / "results")
    assert {file.path: (tmp_path / "results" / file.path).read_text() for file in files} == {
        "answer": "42\n"
    }

    await pass_time(street.rpc, 30)
    plan = await street.customer.rental.plan_close(deal)
    done = await street.customer.rental.commit(plan.id)
    assert done.code == "rental.closed_together"
    seen = await street.customer.rental.deal(deal)
    assert seen.phase is Phase.CLOSED
    paid = await street.customer.chain.vault(street.keys.master.address)
    assert paid == seen.paid >= 30 * RATE
    assert paid % RATE == 0
    after = await street.customer.chain.vault(street.keys.consumer.address)
    assert before - after == paid
    again = await street.customer.rental.commit(plan.id)
    assert again.code == "rental.closed_together"
    kept = [piece.data async for piece in tasks.logs(deal, status.task)]
    assert kept == said
    assert after > 99 * SNM


async def test_an_offer_in_usd_becomes_a_deal_whose_every_sum_is_in_snm(
    street: Street, busybox_image: str
) -> None:
    cent, price = usd_rate_per_hour("0.01"), 5_000_000
    fixed = UsdPrice(price, 8).rate_of(cent)
    assert fixed is not None
    await street.list(replace(PLAN, rate=WeiPerSecond(0), usd_rate=cent))
    customer = street.customer
    before = await customer.chain.vault(street.keys.consumer.address)
    deal = await street.buy()

    await set_practice_price(street.rpc, street.network, 10 * price)
    status = await customer.tasks.run_task(
        deal, TaskWish(image=busybox_image, command=("true",), id=TaskId("job"))
    )

    async def ended() -> bool:
        return (await customer.tasks.status(deal, status.task)).state is TaskState.EXITED

    await eventually(ended, what="the job's end")
    await pass_time(street.rpc, 30)
    supplied = await street.supplier.supplier.deals(street.keys.master.address)
    assert [one.rate for one in supplied] == [fixed]
    plan = await customer.rental.plan_close(deal)
    assert (await customer.rental.commit(plan.id)).code == "rental.closed_together"

    seen = await customer.rental.deal(deal)
    assert seen.rate == fixed
    paid = await customer.chain.vault(street.keys.master.address)
    assert paid == seen.paid >= 30 * fixed
    assert paid % fixed == 0
    assert before - await customer.chain.vault(street.keys.consumer.address) == paid
