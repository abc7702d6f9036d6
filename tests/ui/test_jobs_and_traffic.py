"""What a job takes and what its traffic costs: on the page of this PC, and in a rental."""

from __future__ import annotations

from io import StringIO

import pytest
from PySide6.QtWidgets import QComboBox, QLineEdit
from rich.console import Console

from sonm_desktop.api.schema.deals import HeldTime
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.cli.rentals.deal_view import deal_sheet
from sonm_desktop.cli.worker.jobs_view import jobs_view
from sonm_desktop.ui.machine.jobs_panel import JobsPanel
from sonm_desktop.ui.rentals.facts import deal_facts
from sonm_desktop.ui.rentals.held import held_words
from tests.fakes.agent import FakeAgent
from tests.fakes.sample_state import DEAL, NOW, WORKER, sample_state
from tests.ui.stage import opened, staged

pytestmark = pytest.mark.usefixtures("qapp")


@staged()
async def test_this_pc_shows_what_its_jobs_take_and_bring_and_follows_them() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        await stage.go("machine")
        for words in ("python:3.12", "3.12 of 4 cores", "3.0 GiB of 8.0 GiB", "5.0 GiB at most"):
            await stage.until(lambda words=words: stage.reads(words), words)
        assert stage.reads("1.3 GiB in, 69.6 MiB out")
        assert stage.reads("0.3100 SNM")
        agent.jobs = [
            agent.jobs[0].model_copy(
                update={"image": "", "cpu_now": 0, "state": Worded.of("agent.job_none")}
            )
        ]
        panel = stage.window.findChild(JobsPanel)
        assert isinstance(panel, JobsPanel)
        panel.look_at(WORKER, busy=True)
        await stage.until(lambda: stage.reads("No job yet"), "the next look")
        agent.jobs = []
        panel.look_at(WORKER, busy=True)
        await stage.until(panel.isHidden, "no job, no panel")


@staged()
async def test_a_rental_shows_its_traffic_and_a_doubt_about_it() -> None:
    agent = FakeAgent()
    deal = agent.now.deals[DEAL]
    assert deal.usage is not None
    doubt = Worded.of("rental.meter_impossible")
    doubted = deal.model_copy(update={"usage": deal.usage.model_copy(update={"doubt": doubt})})
    agent.put(deals={DEAL: doubted.model_dump(mode="json")})
    async with opened(agent) as stage:
        await stage.go("rentals")
        await stage.until(lambda: stage.reads("1.3 GiB in, 69.6 MiB out"), "the traffic")
        assert stage.reads("The supplier counts more traffic than the line")


@staged()
async def test_traffic_is_sold_at_a_price_where_a_network_is() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        await stage.go("machine")
        await stage.press("Add a plan")
        await stage.write(QLineEdit, "Name", "busy")
        network = stage.seen(QComboBox, "Network")
        network.setCurrentIndex(network.findData("outgoing"))
        await stage.write(QLineEdit, "SNM per GiB into jobs", "0.5")
        await stage.write(QLineEdit, "SNM per GiB out of jobs", "much")
        await stage.press("Put on sale")
        assert not agent.told("change_plans")
        await stage.write(QLineEdit, "SNM per GiB out of jobs", "0")
        await stage.press("Put on sale")
        await stage.until(lambda: agent.told("change_plans"), "the plan")
        (put,) = agent.told("change_plans")[0].put
        assert (put.plan.ingress_price, put.plan.egress_price) == (5 * 10**17, 0)


def test_the_facts_of_a_rental_name_its_use_and_its_prices() -> None:
    state = sample_state()
    facts = dict(deal_facts(state.deals[DEAL], state))
    assert facts["Traffic"] == "1.3 GiB in, 69.6 MiB out"
    assert facts["Cost of traffic"].startswith("0.004 SNM so far; 0.003 SNM per GiB in")
    assert facts["Processor time"] == "2 h 32 min"
    assert facts["Memory"] == "3.0 GiB now, 5.0 GiB at most"
    free = state.deals[DEAL].model_copy(update={"usage": None})
    assert "Traffic" not in dict(deal_facts(free, state))


@staged()
async def test_time_in_which_the_owner_held_a_job_is_told_to_both_sides() -> None:
    agent = FakeAgent()
    deal = agent.now.deals[DEAL]
    held = HeldTime(seconds=720, cost=4 * 10**17, since=None)
    agent.now = sample_state(deals={DEAL: deal.model_copy(update={"held": held})})
    agent.jobs = [agent.jobs[0].model_copy(update={"held_s": 720, "held_cost": 4 * 10**17})]
    async with opened(agent) as stage:
        await stage.go("rentals")
        told = "Held by its owner for 12 min in all, not billed: 0.4000 SNM credited"
        await stage.until(lambda: stage.reads(told), "the customer's side")
        await stage.go("machine")
        await stage.until(lambda: stage.reads("12 min held: unpaid"), "the supplier's side")
    now = deal.model_copy(update={"held": held.model_copy(update={"since": NOW})})
    assert held_words(now).startswith("Held by its owner since ")
    assert held_words(now).endswith(" · 12 min in all, not billed: 0.4000 SNM credited")
    assert ("Held by its owner", "12 min, not billed: 0.4 SNM credited") in deal_facts(now, None)
    for view in (deal_sheet(now), jobs_view(agent.jobs)):
        shown = Console(file=StringIO(), width=120)
        shown.print(view)
        assert "12 min" in shown.file.getvalue()
