"""kill -9 of each program in the middle of a deal: one deal, one task, the right money.

The moment is random; SONM_SEED repeats it, and `make soak` tries many.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from base64 import b64decode
from collections.abc import Callable
from functools import partial
from random import Random

import pytest

from tests.end2end.scene import COUNTING, Scene
from tests.end2end.terminal import wait_until

pytestmark = [pytest.mark.crash, pytest.mark.timeout(600)]

SEED = int(os.environ.get("SONM_SEED", "20261121"))
LINES = 32
KILLS = {
    "worker": ("sonm_desktop", " worker "),
    "agent": ("sonm_desktop", " agent "),
    "node": ("anvil", "state.json"),
}


@pytest.mark.parametrize("program", sorted(KILLS))
def test_a_kill_during_a_task_leaves_one_deal_one_task_and_the_right_money(
    scene: Scene, busybox_image: str, program: str
) -> None:
    before = _money(scene)
    deal = scene.buy()
    command = ("sh", "-c", COUNTING.format(count=LINES))
    scene.run(deal, busybox_image, *command)
    time.sleep(Random(f"{SEED}{program}").uniform(0.5, 4))

    scene.home.kill(*KILLS[program])
    _revive(scene)

    task = scene.final(deal)
    assert (task["state"], task["exit_code"]) == ("exited", 0)
    assert _log(scene, deal) == ["begin", *(f"line {n}" for n in range(1, LINES + 1)), "end"]
    assert [one["task"] for one in scene.home.done("task", "list", deal)] == ["job"]
    files = scene.home.done("task", "fetch", deal, "--to", str(scene.home.folder / "out"))["files"]
    assert [file["path"] for file in files] == ["result"]
    _settled_rightly(scene, deal, before)


def test_the_agent_is_killed_while_it_buys(scene: Scene, busybox_image: str) -> None:
    before = _money(scene)
    offer = scene.offer()
    words = ("deal", "buy", offer, "--max-total", "2", "--for", "10m", "--yes", "-a", "buying")
    buying = subprocess.Popen(
        [sys.executable, "-m", "sonm_desktop", "--json", *words],
        env=scene.home.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(Random(f"{SEED}buy").uniform(0.8, 2.2))
    scene.home.kill(*KILLS["agent"])
    buying.wait(60)

    _revive(scene)
    wait_until(lambda: _settled_phases(scene), what="the purchase's end")
    deals = [deal for deal in scene.home.done("deal", "list") if deal["phase"] != "failed"]
    assert len(deals) <= 1
    deal = deals[0]["id"] if deals else scene.buy()
    scene.run(deal, busybox_image, "true")
    assert scene.final(deal)["exit_code"] == 0
    _settled_rightly(scene, deal, before)


def test_everything_is_killed_at_once(scene: Scene, busybox_image: str) -> None:
    before = _money(scene)
    deal = scene.buy()
    scene.run(deal, busybox_image, "sh", "-c", COUNTING.format(count=LINES))
    time.sleep(Random(f"{SEED}all").uniform(1.5, 4))

    _at_once([partial(scene.home.kill, *marks) for marks in KILLS.values()])
    _revive(scene)

    assert scene.final(deal)["exit_code"] == 0
    assert _log(scene, deal)[-1] == "end"
    _settled_rightly(scene, deal, before)


def _revive(scene: Scene) -> None:
    """What a person does after a crash: use the program again."""
    home = scene.home
    home.done("network", "start")
    home.done("wallet", "unlock", *home.password())
    wait_until(lambda: home.done("status")["local_worker"]["ready"], what="the worker's return")


def _settled_phases(scene: Scene) -> bool:
    return all(deal["phase"] != "opening" for deal in scene.home.done("deal", "list"))


def _log(scene: Scene, deal: str) -> list[str]:
    answer = scene.home.sonm("task", "logs", deal, "job")
    assert answer.code == 0, answer.stderr
    pieces = [json.loads(line) for line in answer.stdout.splitlines()]
    assert [piece["seq"] for piece in pieces] == list(range(1, len(pieces) + 1))
    return b"".join(b64decode(piece["data"]) for piece in pieces).decode().splitlines()


def _money(scene: Scene) -> tuple[int, int]:
    return scene.snm("selling"), scene.snm("buying")


def _settled_rightly(scene: Scene, deal: str, before: tuple[int, int]) -> None:
    """One deal, closed; what one side paid is what the other has; no container is left."""
    closed = scene.close(deal)
    open_deals = [
        one["id"]
        for one in scene.home.done("deal", "list")
        if one["phase"] not in ("closed", "failed")
    ]
    assert open_deals == []
    paid = int(closed["paid"])
    supplier, customer = _money(scene)
    assert (supplier - before[0], customer - before[1]) == (paid, -paid)
    assert paid > 0
    wait_until(lambda: not scene.containers(), what="the removal of the containers")


def _at_once(actions: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=action) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
