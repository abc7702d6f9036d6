"""What a worker says of its jobs becomes what faces show, or is refused as a whole."""

from __future__ import annotations

from typing import Any

import pytest
from rich.console import Console

from sonm_desktop.agent.shapes.jobs import job_shapes
from sonm_desktop.cli.rentals.deal_view import deal_sheet
from sonm_desktop.cli.worker.jobs_view import jobs_view
from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.errors import BadReply
from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.market.supplier.records import SuppliedDeal
from tests.fakes.sample_state import DEAL, sample_state

WORKER = Address("0x" + "11" * 20)
CUSTOMER = Address("0x" + "22" * 20)
TASK = {"task": "t1", "image": "python@sha256:1", "state": "running", "started": 17.5}
METER = {
    "received": 3 << 30,
    "sent": 5,
    "cpu_ns": 61 * 10**9,
    "ram_now": 1 << 20,
    "ram_peak": 2 << 20,
    "at": 1.0,
    "cost": 7 * 10**15,
    "covered": 5 * 10**15,
}
ENTRY: dict[str, Any] = {
    "deal": DEAL,
    "consumer": CUSTOMER,
    "state": "active",
    "holds": [],
    "tasks": [{**TASK, "task": "t0", "state": "exited"}, TASK],
    "meter": METER,
    "cpu_now": 150,
    "cpu_percent": 400,
    "ram_bytes": 1 << 30,
}


def shaped(**changes: Any) -> Any:
    (job,) = job_shapes(WORKER, {"jobs": [{**ENTRY, **changes}]}, {})
    return job


def printed(view: Any) -> str:
    console = Console(width=120)
    with console.capture() as captured:
        console.print(view)
    return captured.get()


def test_the_running_job_is_shown_with_what_it_uses_and_owes() -> None:
    job = shaped()
    assert (job.image, job.task, job.started) == ("python@sha256:1", "t1", 17)
    assert (job.cpu_now, job.cpu_ms, job.traffic_unpaid) == (150, 61_000, 2 * 10**15)
    assert job.state.code == "agent.job_runs"
    text = printed(jobs_view([job]))
    for words in ("1.5 of 4 cores now; 1 min 1 s so far", "3.0 GiB in, 5 B out", "0.002 SNM not"):
        assert words in text
    assert "Nobody has rented" in printed(jobs_view([]))


def test_what_is_earned_is_the_chains_word_not_the_workers() -> None:
    paid = SuppliedDeal(
        deal=DealId(DEAL),
        worker=WORKER,
        consumer=CUSTOMER,
        payee=WORKER,
        rate=WeiPerSecond(5),
        earned=Wei(77),
        paid=Wei(1),
        until=9,
        end=9,
        open=True,
    )
    told = {"jobs": [{**ENTRY, "earned": 10**30}]}
    (job,) = job_shapes(WORKER, told, {paid.deal: paid})
    assert (job.earned, job.rate) == (77, 5)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"state": "awaiting"}, "agent.job_awaits"),
        ({"tasks": []}, "agent.job_none"),
        ({"tasks": [{**TASK, "state": "preparing", "started": None}]}, "agent.job_prepares"),
        ({"holds": [{"reason": "worker.waits_for_units", "amount": 5}]}, "worker.waits_for_units"),
        ({"holds": [{"reason": "no.such"}]}, "worker.waits"),
    ],
)
def test_each_state_of_a_job_has_its_words(changes: dict[str, Any], code: str) -> None:
    assert shaped(**changes).state.code == code


@pytest.mark.parametrize(
    "changes",
    [
        {"meter": None},
        {"meter": {**METER, "sent": -1}},
        {"cpu_now": "much"},
        {"tasks": [7]},
        {"holds": [{}]},
    ],
)
def test_nonsense_of_a_worker_is_a_bad_reply(changes: dict[str, Any]) -> None:
    with pytest.raises(BadReply):
        shaped(**changes)


def test_the_terminal_shows_what_a_deal_has_used_and_a_doubt() -> None:
    deal = sample_state().deals[DEAL]
    text = printed(deal_sheet(deal))
    assert "1.3 GiB in, 70 MiB out" in text
    assert "0.004 SNM so far; per GiB 0.003 SNM in, 0.005 SNM out" in text
