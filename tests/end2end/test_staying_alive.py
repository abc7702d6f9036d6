"""Points of a deal's life at which programs die: worker, agent, engine, node, or all by a power
cut.

Each point is a moment and a victim, drawn by SONM_SEED; `make soak` takes many more of them.
Afterwards there is one deal, one container or none, one listing, and the right money.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest

from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.deals import Deal
from sonm_desktop.api.schema.market import OfferFilter
from sonm_desktop.api.schema.tasks import LogPiece, Task
from sonm_desktop.chain.network import load_network
from sonm_desktop.chain.rpc import Rpc
from tests.chain_fixtures import pass_time
from tests.end2end.breakable_engine import BreakableEngine
from tests.end2end.scene import COUNTING, MAX_TOTAL, Scene, set_scene
from tests.end2end.terminal import COMMAND_LIMIT_S, new_home, wait_until
from tests.worker_fixtures import import_busybox

pytestmark = [pytest.mark.crash, pytest.mark.timeout(600)]

SEED = int(os.environ.get("SONM_SEED", "20261121"))
POINTS = int(os.environ.get("SONM_POINTS", "12"))
LINES = 12
PAID_S = 600
TASK_LIMIT_S = 90

MOMENTS = ("offered", "buying", "opened", "starting", "working", "unpaid", "ended", "closing")
VICTIMS = ("worker", "agent", "engine", "node", "power")
_PROGRAMS = {
    "worker": ("sonm_desktop", " worker "),
    "agent": ("sonm_desktop", " agent "),
    "node": ("anvil", "state.json"),
}
_TASK = "sonm.task"


@dataclass(frozen=True, slots=True)
class Point:
    """moment: what goes on when *victim* dies. wait_s: how far into it."""

    number: int
    moment: str
    victim: str
    wait_s: float

    def __str__(self) -> str:
        return f"{self.number}-{self.victim}-{self.moment}"


@dataclass(frozen=True, slots=True)
class Stand:
    """A market whose engine may be killed."""

    scene: Scene
    engine: BreakableEngine
    image: str


def points() -> list[Point]:
    """Every victim in turn; moments so that all come before one comes again."""
    draw = Random(SEED)
    moments: list[str] = []
    while len(moments) < POINTS:
        moments += draw.sample(MOMENTS, len(MOMENTS))
    return [
        Point(number, moment, VICTIMS[number % len(VICTIMS)], draw.uniform(0.1, 2.0))
        for number, moment in enumerate(moments[:POINTS])
    ]


@pytest.fixture(scope="module")
def stand() -> Iterator[Stand]:
    engine = BreakableEngine(Path(tempfile.mkdtemp(prefix="sonm-e")) / "engine")
    engine.start()
    try:
        with new_home(engine.url) as home:
            yield Stand(set_scene(home), engine, import_busybox(engine.url))
    finally:
        engine.close()


@pytest.mark.parametrize("point", points(), ids=str)
def test_after_a_death_there_is_one_deal_one_task_and_the_right_money(
    stand: Stand, point: Point
) -> None:
    scene, job = stand.scene, f"job-{point.number}"
    before = {deal.id for deal in _deals(scene)}
    money = _money(scene)

    with _living_until(stand, point, job):
        _die(stand, point.victim)
        _come_back(stand)

    deal = _the_deal(scene, before)
    if point.moment == "unpaid":
        scene.home.done("deal", "top-up", deal, "0.3", "--yes")
    task = _finished(stand, deal, job)
    _judge(stand, point, task)
    assert len(_task_containers(stand)) <= 1
    assert _listings(scene) == 1
    _closed(scene, deal)
    paid = _shown(scene, deal).paid
    assert _money(scene) == (money[0] + paid, money[1] - paid)
    wait_until(lambda: not stand.engine.containers(scene.worker), what="an empty engine")


@contextmanager
def _living_until(stand: Stand, point: Point, job: str) -> Iterator[None]:
    """The deal's life up to the moment; the command that is under way then ends as it can."""
    words = _lived(stand, point.moment, job)
    under_way = _begun(stand.scene, *words) if words else None
    time.sleep(point.wait_s)
    yield
    if under_way is not None:
        under_way.wait(COMMAND_LIMIT_S)


def _lived(stand: Stand, moment: str, job: str) -> tuple[str, ...]:
    """Everything before *moment*; the words of the command in whose midst it lies, if any."""
    scene = stand.scene
    if moment == "offered":
        scene.offer()
        return ()
    if moment == "buying":
        words = ("deal", "buy", scene.offer(), "--max-total", MAX_TOTAL, "--for", "10m", "--yes")
        return (*words, "--account", "buying")
    deal = scene.buy()
    if moment == "opened":
        return ()
    if moment == "starting":
        return _run_words(deal, stand.image, job)
    scene.home.done(*_run_words(deal, stand.image, job))
    if moment == "working":
        return ()
    if moment == "unpaid":
        _use_up(scene, deal)
        return ()
    _final(scene, deal, job)
    return ("deal", "close", deal, "--yes") if moment == "closing" else ()


def _use_up(scene: Scene, deal: str) -> None:
    """The chain's clock jumps to when the money of *deal* is gone: its job stands still."""

    async def jump() -> None:
        rpc = Rpc(load_network(scene.home.profile.network_file).rpc_urls)
        try:
            await pass_time(rpc, PAID_S)
        finally:
            await rpc.close()

    asyncio.run(jump())
    wait_until(lambda: _shown(scene, deal).phase == "paused", what="the standstill")


def _die(stand: Stand, victim: str) -> None:
    home = stand.scene.home
    if victim == "engine":
        stand.engine.crash()
        return
    if victim != "power":
        home.kill(*_PROGRAMS[victim])
        return
    for process in home.processes():
        process.kill()
    stand.engine.power_cut()


def _come_back(stand: Stand) -> None:
    """What a person does after it: the engine and the program are started again."""
    if not stand.engine.socket.exists():
        stand.engine.start()
    stand.engine.wait_until_answering()
    home = stand.scene.home
    home.done("network", "start")
    home.done("wallet", "unlock", *home.password())
    wait_until(lambda: _is_ready(stand.scene), what="the worker's return")


def _the_deal(scene: Scene, before: set[str]) -> str:
    """The one deal of this point; bought now if its purchase came to nothing."""
    wait_until(lambda: all(d.phase != "opening" for d in _deals(scene)), what="the purchase")
    made = [d.id for d in _deals(scene) if d.id not in before and d.phase != "failed"]
    assert len(made) <= 1
    return made[0] if made else scene.buy()


def _finished(stand: Stand, deal: str, job: str) -> Task | None:
    """The task, run again by the same name where the deal is still open: never a second one.

    None when the deal was closed before the task ever began.
    """
    scene = stand.scene

    def begun_or_closing() -> bool:
        if _shown(scene, deal).phase != "running":
            return True
        return scene.home.sonm(*_run_words(deal, stand.image, job)).code == 0

    wait_until(begun_or_closing, limit_s=90, what="the task")
    tasks = scene.home.asked(lambda agent: agent.tasks.all(deal))
    assert len(tasks) <= 1
    return _final(scene, deal, job) if tasks else None


def _judge(stand: Stand, point: Point, task: Task | None) -> None:
    """Only a power cut may end a task that was running."""
    if task is None:
        assert point.moment == "closing"
        return
    interrupted = point.victim == "power" and point.moment in ("starting", "working", "unpaid")
    if interrupted and task.exit_code != 0:
        return
    assert (task.state, task.exit_code) == ("exited", 0)
    assert _log(stand.scene, task) == ["begin", *(f"line {n}" for n in range(1, LINES + 1)), "end"]


def _closed(scene: Scene, deal: str) -> None:
    """A closing that was begun goes on by itself; another one joins it."""
    if _shown(scene, deal).phase != "closed":
        scene.close(deal)


def _run_words(deal: str, image: str, job: str) -> tuple[str, ...]:
    command = ("sh", "-c", COUNTING.format(count=LINES))
    return ("task", "run", "--name", job, deal, image, *command)


def _log(scene: Scene, task: Task) -> list[str]:
    """Its lines, of which none is missing or told twice."""

    async def read(agent: AgentClient) -> list[LogPiece]:
        return [piece async for piece in agent.tasks.logs(task.deal, task.task)]

    pieces = scene.home.asked(read)
    assert [piece.seq for piece in pieces] == list(range(1, len(pieces) + 1))
    return b"".join(piece.content for piece in pieces).decode().splitlines()


def _final(scene: Scene, deal: str, job: str) -> Task:
    """The task, once it is over."""
    deadline = time.monotonic() + TASK_LIMIT_S
    while not (task := scene.home.asked(lambda agent: agent.tasks.status(deal, job))).final:
        assert time.monotonic() < deadline, f"the task did not end: {task}"
        time.sleep(0.1)
    return task


def _begun(scene: Scene, *words: str) -> subprocess.Popen[bytes]:
    """A command that was started."""
    return subprocess.Popen(
        [sys.executable, "-m", "sonm_desktop", "--json", *words],
        env=scene.home.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _deals(scene: Scene) -> list[Deal]:
    return scene.home.asked(lambda agent: agent.deals.all())


def _shown(scene: Scene, deal: str) -> Deal:
    return scene.home.asked(lambda agent: agent.deals.show(deal))


def _is_ready(scene: Scene) -> bool:
    return scene.home.asked(lambda agent: agent.workers.local()).ready


def _money(scene: Scene) -> tuple[int, int]:
    """What the supplier and the customer have in wallet and vault, wei."""
    supplier, customer = (
        scene.home.asked(lambda agent, account=account: agent.wallet.balances(account))
        for account in (scene.supplier, scene.customer)
    )
    return supplier.token + supplier.vault, customer.token + customer.vault


def _listings(scene: Scene) -> int:
    """How often this worker is on sale, as a customer sees it."""

    async def count(agent: AgentClient) -> int:
        view = await agent.market.open(OfferFilter())
        rows = await agent.market.rows(view.id)
        return sum(offer.worker == scene.worker for offer in rows.rows)

    return scene.home.asked(count)


def _task_containers(stand: Stand) -> list[Any]:
    return stand.engine.containers(stand.scene.worker, _TASK)
