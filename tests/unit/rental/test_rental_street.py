"""From an offer on the chain to a paid job, both sides by their own agents."""

from __future__ import annotations

from pathlib import Path

from sonm_desktop.core.ids import TaskId
from sonm_desktop.rental.records import Phase, TaskState
from sonm_desktop.rental.tasks import TaskWish
from tests.chain_fixtures import SNM, eventually, pass_time
from tests.unit.rental.conftest import RATE, Street

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
