"""The owner's rules from the terminal to the worker and back, kept there, and obeyed."""

from __future__ import annotations

import time
from datetime import datetime

import pytest

from tests.end2end.scene import PRICE, Scene
from tests.end2end.terminal import wait_until

pytestmark = pytest.mark.timeout(400)


def test_a_worker_keeps_its_owners_rules_and_says_why_it_rests(scene: Scene) -> None:
    home = scene.home
    home.done(*("worker", "plan", "--price", PRICE, "--cpu", "1", "--ram", "256M"))
    ruled = home.done("worker", "rules", "--preset", "quiet", "--program", "no-such-program")
    assert (ruled["rules"]["preset"], ruled["rules"]["running"]) == ("quiet", "hold")
    limited = home.done("worker", "limits", "--in-use-cpu", "20", "--idle-up", "1.5")
    assert limited["rules"]["preset"] == "custom"
    assert limited["rules"]["in_use"]["cpu_percent"] == 20
    assert limited["rules"]["idle"]["egress_bps"] == 1_500_000
    assert limited["rules"]["running"] == "hold"
    refused = home.sonm("worker", "rules", "--battery")
    assert refused.code == 1
    asleep = datetime.fromtimestamp(time.time() + 12 * 3600)
    hour = f"daily {asleep:%H}:00-{asleep:%H}:30"
    home.done("worker", "schedule", "--open", hour, "--zone", "local")
    wait_until(lambda: "schedule" in reasons(scene), what="the end of its hours")
    assert not home.done("worker", "status")["accepting"]
    home.done("worker", "schedule", "--open", "always")
    home.done("worker", "rules", "--preset", "maximum", "--program", "none")
    wait_until(lambda: reasons(scene) == [], what="its hours")
    home.done("worker", "drain")
    assert reasons(scene) == ["drain"]
    home.done("worker", "resume")
    assert reasons(scene) == []


def reasons(scene: Scene) -> list[str]:
    return [hold["code"] for hold in scene.home.done("worker", "status")["holds"]]
