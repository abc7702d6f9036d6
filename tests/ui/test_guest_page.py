"""When this PC works: presets, own rules, hours, and what the machine cannot feel."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QLineEdit

from sonm_desktop.api.schema.guest import GuestRules, changed_rules, with_preset
from sonm_desktop.ui.machine.guest.week_strip import open_parts
from sonm_desktop.ui.widgets.number_field import NumberField
from tests.fakes.agent import FakeAgent
from tests.fakes.sample_state import WORKER
from tests.ui.stage import opened, staged


@staged()
async def test_a_preset_fills_the_form_and_a_change_makes_it_ones_own(qapp: object) -> None:
    agent = FakeAgent()
    before = agent.now.worker_status[WORKER].guest
    assert before is not None
    async with opened(agent) as stage:
        await stage.go("machine")
        await stage.press("When to work")
        assert not stage.seen(QCheckBox, "It runs on battery").isEnabled()
        await stage.press("Quiet")
        await stage.write(QLineEdit, "or these run", "blender, steam")
        await stage.press("Save these rules")
        await stage.calm()
        quiet = sent(agent)
        named = before.rules.model_copy(update={"programs": ("blender", "steam")})
        assert quiet == with_preset(named, "quiet", before.senses), "programs are the owner's"
        assert (quiet.battery, quiet.user_active, quiet.windows) == (
            False,
            True,
            before.rules.windows,
        )
        stage.seen(NumberField, "Processor, in use").setValue(10)
        hours = stage.seen(QLineEdit, "Works")
        hours.setText("daily 22:00-06:00")
        hours.textEdited.emit(hours.text())
        await stage.press("Save these rules")
        await stage.calm()
        own = sent(agent)
        assert (own.preset, own.in_use.cpu_percent, own.running) == ("custom", 10, "hold")
        assert [(one.begin, one.end) for one in own.windows] == [(1320, 360)]


@staged()
async def test_hours_that_cannot_be_read_are_not_sent(qapp: object) -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        await stage.go("machine")
        await stage.press("When to work")
        stage.seen(QLineEdit, "Maintenance").setText("tomorrow")
        await stage.press("Save these rules")
        await stage.calm()
        assert "Write the hours like “mon-fri 22:00-07:00”." in stage.screen()
        assert agent.told("set_guest") == []


def test_rules_are_a_presets_until_what_it_sets_is_changed() -> None:
    quiet = with_preset(GuestRules(), "quiet")
    for own in ({"programs": ("blender",)}, {"cores": 4}, {"devices_off": ("a",)}, {}):
        assert changed_rules(quiet, own).preset == "quiet"
    assert changed_rules(quiet, {"battery": True}).preset == "quiet"
    assert changed_rules(quiet, {"battery": False}).preset == "custom"
    assert changed_rules(quiet, {"in_use": GuestRules().in_use}).preset == "custom"


def test_a_night_is_painted_on_the_days_that_it_reaches() -> None:
    rules = GuestRules.model_validate({"windows": [{"days": [6], "begin": 1320, "end": 360}]})
    parts = [open_parts(rules.windows, day) for day in range(7)]
    assert parts == [[(0, 360)], [], [], [], [], [], [(1320, 1440)]]
    assert open_parts((), 3) == [(0, 1440)]


def sent(agent: FakeAgent) -> GuestRules:
    rules = agent.told("set_guest")[-1]
    assert isinstance(rules, GuestRules)
    return rules
