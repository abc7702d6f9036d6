"""Several plans on This PC: added, edited, paused, removed and put back, checked before sending."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QTime
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QSpinBox, QTimeEdit

from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.pricing import Estimate, FloorParts, PlanPricing, PriceRule
from sonm_desktop.api.schema.worker import SellPlan
from sonm_desktop.core.amounts import rate_per_hour
from sonm_desktop.core.errors import UserError
from sonm_desktop.ui.machine.rack_rows import rack_rows
from sonm_desktop.ui.machine.sale.clash import clash
from sonm_desktop.ui.machine.sale.price_facts import PriceFacts
from sonm_desktop.ui.widgets.rack import CellState
from sonm_desktop.ui.widgets.table import RecordView
from tests.fakes.agent import FakeAgent
from tests.fakes.sample_state import WORKER, sample_state, sample_usd
from tests.ui.stage import opened, staged

pytestmark = pytest.mark.usefixtures("qapp")

GIB = 1 << 30
WORKING = {"code": "worker.plan_listed", "text": "On sale."}


def plan(name: str, *, deal: str | None = None, **fields: Any) -> dict[str, Any]:
    sold = {"rate": "100", "ram_bytes": GIB, "storage_bytes": GIB, **fields}
    state = {"code": "worker.plan_rented", "text": "Rented."} if deal else WORKING
    return {
        "name": name,
        "slice": name,
        "plan": sold,
        "paused": False,
        "state": state,
        "deal": deal,
    }


def with_plans(*plans: dict[str, Any], **hardware: Any) -> FakeAgent:
    agent = FakeAgent()
    status = agent.now.worker_status[WORKER].model_dump(mode="json")
    status |= {"plans": list(plans), "plan": plans[0]["plan"] if plans else None}
    status["hardware"] |= hardware
    agent.put(worker_status={WORKER: status})
    return agent


@staged()
async def test_a_second_plan_is_added_beside_the_first_and_checked_before_it_is_sent() -> None:
    agent = with_plans(plan("day", duration=86_400, cpu_percent=600))
    async with opened(agent) as stage:
        await stage.go("machine")
        await stage.press("Add a plan")
        await stage.write(QLineEdit, "Name", "night")
        stage.seen(QComboBox, "Terms").setCurrentIndex(1)
        stage.seen(QSpinBox, "Cores").setValue(3)
        assert stage.reads("wants 3 cores; beside the other fixed plans 2 cores are left")
        assert not agent.told("change_plans")
        stage.seen(QComboBox, "Terms").setCurrentIndex(0)
        assert not stage.reads("Too much")
        await stage.press("Put on sale")
        await stage.until(lambda: stage.reads("Customers find it"), "the answer")
        (put,) = agent.told("change_plans")[0].put
        assert (put.name, put.plan.duration, put.plan.cpu_percent) == ("night", 0, 300)
        await stage.until(lambda: stage.reads("day |"), "the first")
        await stage.until(lambda: stage.reads("night |"), "the second")


@staged()
async def test_a_plan_is_paused_resumed_removed_and_put_back() -> None:
    agent = with_plans(plan("day"), plan("night", deal="0xd"))
    async with opened(agent) as stage:
        await stage.go("machine")
        await stage.press("Pause or resume day")
        await stage.until(lambda: stage.reads("“day” is paused."), "the pause")
        await stage.press("Pause or resume day")
        await stage.until(lambda: stage.reads("“day” is on sale again."), "the end of it")
        await stage.press("Remove night")
        await stage.until(lambda: stage.reads("“night” is off the market."), "the removal")
        await stage.press("Undo")
        await stage.until(lambda: stage.reads("“night” is back."), "the way back")
        changes = agent.told("change_plans")
        assert [one.pause + one.resume + one.remove for one in changes[:3]] == [
            ("day",),
            ("day",),
            ("night",),
        ]
        assert changes[3].put[0].name == "night"


@staged()
async def test_what_nobody_touches_stays_to_the_byte_and_a_rule_goes_with_it() -> None:
    agent = with_plans(
        plan("odd", cpu_percent=150, ram_bytes=GIB + 1, ingress_price="7"),
        gpus=[{"id": "GPU-1", "name": "H", "kind": "discrete"}, {"id": "s", "kind": "software"}],
    )
    async with opened(agent) as stage:
        await stage.go("machine")
        await stage.press("Edit odd")
        stage.seen(QCheckBox, "H").setChecked(True)
        stage.seen(QCheckBox, "Let the price follow the market").setChecked(True)
        await stage.write(QLineEdit, "Left for me, per hour", "0.0000000000000036")
        await stage.press("Change what is on sale")
        await stage.until(lambda: agent.told("price_rule"), "the rule")
        (put,) = agent.told("change_plans")[0].put
        assert (put.plan.cpu_percent, put.plan.ram_bytes) == (150, GIB + 1)
        assert (put.plan.gpus, put.plan.ingress_price) == (("GPU-1",), 7)
        (name, rule) = agent.told("price_rule")[0]
        assert (name, rule.automatic, rule.minimum) == ("odd", True, 1)
        await stage.until(lambda: stage.reads("Its price follows the market."), "the row")


@staged()
async def test_a_price_stands_everywhere_as_it_was_typed() -> None:
    agent = with_plans(plan("day", rate=str(rate_per_hour("0.1119"))))
    async with opened(agent) as stage:
        await stage.until(lambda: stage.reads("0.1119 SNM/h"), "the price on Home")
        await stage.go("machine")
        assert stage.reads("0.1119 SNM/h")
        await stage.press("Edit day")
        assert stage.seen(QLineEdit, "Price per hour").text() == "0.1119"


@staged()
async def test_a_refusal_of_the_worker_stands_in_the_form() -> None:
    agent = with_plans()
    agent.refuses_plans = UserError("worker.no_user_namespaces")
    async with opened(agent) as stage:
        await stage.go("machine")
        await stage.press("Put on sale")
        await stage.until(lambda: stage.reads("namespaces"), "the reason")


def test_spot_lies_over_fixed_on_the_rack_and_rented_cells_tell_their_tenant() -> None:
    agent = with_plans(
        plan("spot", cpu_percent=600),
        plan("fixed", cpu_percent=400, duration=600, deal="0xd"),
        gpus=[{"id": "a"}, {"id": "b"}],
    )
    cores, _, gpus = rack_rows(agent.now.worker_status[WORKER])
    states = [cell.state for cell in cores.cells]
    assert states == [CellState.RENTED] * 4 + [CellState.OFFERED] * 4
    assert "also in spot" in cores.cells[0].what
    assert "also" not in cores.cells[3].what
    assert (cores.amount, len(gpus.cells)) == ("8 of 8", 2)


def test_a_clash_names_what_is_short_and_forgives_other_terms() -> None:
    hardware = sample_state().worker_status[WORKER].hardware
    others = with_plans(plan("a", cpu_percent=700)).now.worker_status[WORKER].plans
    spot = SellPlan(rate=1, cpu_percent=200)
    assert "wants 2 cores" in clash("b", spot, others, hardware)
    assert clash("a", spot, others, hardware) == ""
    assert clash("b", spot.model_copy(update={"duration": 600}), others, hardware) == ""
    large = spot.model_copy(update={"ram_bytes": 40 * GIB, "cpu_percent": 100})
    assert "31.0 GiB of RAM are left" in clash("b", large, others, hardware)
    link = {"name": "eth0", "speed_bps": 100_000_000, "addresses": ["192.0.2.2"]}
    wide = {"network": "outgoing", "ingress_bps": 10**6, "egress_bps": 101 * 10**6}
    told = clash(
        "b",
        large.model_copy(update={**wide, "ram_bytes": 1}),
        [],
        {**hardware, "interfaces": [link]},
    )
    assert "wants 101 Mbit/s out" in told
    assert "100 Mbit/s out are left" in told


@staged()
async def test_costs_are_said_exactly_and_the_log_says_why() -> None:
    agent = with_plans(plan("day"))
    async with opened(agent) as stage:
        await stage.go("machine")
        await stage.press("Prices")
        await stage.until(lambda: stage.reads("The median of 14 offers like it."), "the market")
        await stage.write(QLineEdit, "A kWh costs", "0,8")
        await stage.press("Save these costs")
        assert stage.reads("can be read in two ways")
        await stage.write(QLineEdit, "A kWh costs", "0.000000000000000001")
        await stage.press("Add hours with another price")
        await stage.write(QLineEdit, "A kWh costs then, hours 1", "2")
        await stage.press("Add hours with another price")
        await stage.press("Save these costs")
        assert stage.reads("Hours 2 lie on others")
        stage.seen(QTimeEdit, "From, hours 2").setTime(QTime(12, 0))
        stage.seen(QTimeEdit, "To, hours 2").setTime(QTime(12, 0))
        await stage.press("Save these costs")
        assert stage.reads("Hours 2 end where they begin.")
        stage.seen(QTimeEdit, "To, hours 2").setTime(QTime(14, 30))
        await stage.press("Add hours with another price")
        await stage.press("Remove hours 3")
        stage.seen(QSpinBox, "Watts at full load").setValue(120)
        await stage.press("Save these costs")
        await stage.until(lambda: stage.reads("Saved."), "the answer")
        (setup, *_) = agent.told("set_up_prices")
        assert (setup.kwh, setup.watts, setup.coin) == (1, 120, 0)
        night, noon = setup.hours
        assert (night.start, night.end, night.kwh) == (22 * 60, 6 * 60, 2 * 10**18)
        assert (noon.start, noon.end, noon.kwh) == (12 * 60, 14 * 60 + 30, 0)
        table = stage.seen(RecordView, "Changes of prices")
        assert not stage.reads("One SNM costs")
        agent.put(usd=sample_usd())
        stage.seen(QComboBox, "Currency: A kWh costs").setCurrentIndex(1)
        await stage.write(QLineEdit, "A kWh costs", "0.30")
        await stage.until(
            lambda: stage.reads("A kWh is 6.0000 SNM now: one SNM costs 0.05 USD"), "the rate"
        )
        await stage.press("Save these costs")
        await stage.until(lambda: len(agent.told("set_up_prices")) == 2, "the second answer")
        priced = agent.told("set_up_prices")[1]
        assert (priced.kwh, priced.currency) == (3 * 10**17, "usd")
        said = [table.model().index(row, 6).data() for row in range(2)]
        assert said == ["The market fell.", "It was below the floor."]


def test_a_price_below_its_floor_says_so_and_a_guess_is_no_more_exact_than_a_guess() -> None:
    told = Worded.of("agent.price_of_nothing")
    one = PlanPricing(
        plan="day",
        rule=PriceRule(),
        rate=99,
        floor=FloorParts(electricity=100, fees=0, minimum=0, total=100),
        milliwatts=1,
        market=None,
        basis=told,
        estimate=Estimate(low=-(10**16), high=-1, basis=told),
    )
    facts, fair = PriceFacts(one), PriceFacts(one.model_copy(update={"rate": 100}))
    shown = [child.text() for child in facts.findChildren(QLabel)]
    assert "It is below its floor: each rented hour costs more than it brings." in shown
    assert any(text.startswith("-0.0100 to 0.0000 SNM") for text in shown)
    assert not any("below its floor" in child.text() for child in fair.findChildren(QLabel))
