"""The weaker sandbox, on an engine where root in a container is nobody outside."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psutil
import pytest

from sonm_desktop.core.errors import UserError
from sonm_desktop.store.worker_tasks import TaskState
from sonm_desktop.worker.selling.plan import plan_from_wire, require_confinement
from tests.hostile.attack import OUTGOING, Attacker, attacker
from tests.hostile.attack_image import import_attacks
from tests.hostile.disposable_engine import FIRST_ID, REMAPPED, DisposableEngine, start_engine
from tests.hostile.test_hostile_network import fetch
from tests.hostile.test_hostile_resources import attacked, runner
from tests.hostile.town import INTERNET, LAN, Town, build_town
from tests.unit.worker.business_fixtures import PLAN


@pytest.fixture(scope="module")
def remapped_town() -> Iterator[Town]:
    town = build_town("u")
    yield town
    town.close()


@pytest.fixture(scope="module")
def remapped(remapped_town: Town) -> Iterator[DisposableEngine]:
    engine = start_engine(remapped_town, more=REMAPPED)
    yield engine
    engine.close()


@pytest.fixture
async def rooted(remapped: DisposableEngine, remapped_town: Town) -> AsyncIterator[Attacker]:
    """An attacker whose deal was sold with the compatible sandbox."""
    image = await asyncio.to_thread(import_attacks, remapped.url)
    async with attacker(remapped, remapped_town, image, compatible=True) as rooted:
        yield rooted


async def test_it_is_sold_only_where_the_engine_has_user_namespaces(
    mallory: Attacker, rooted: Attacker
) -> None:
    plan = plan_from_wire({**PLAN, "sandbox": "compatible"})
    with pytest.raises(UserError) as caught:
        require_confinement(plan, await mallory.runtime.state())
    require_confinement(plan, await rooted.runtime.state())
    assert caught.value.code == "worker.no_user_namespaces"


async def test_root_inside_is_nobody_outside(rooted: Attacker) -> None:
    sandbox = await rooted.start("id -u; sleep 98765")
    mine = -1
    for _ in range(50):
        mine = await asyncio.to_thread(owner_of, "98765")
        if mine >= 0:
            break
        await asyncio.sleep(0.1)
    await rooted.runtime.stop(sandbox.id, 0)
    assert (await rooted.end(sandbox.id)).out == "0\n"
    assert mine == FIRST_ID


async def test_root_inside_can_change_its_files_and_nothing_of_the_kernel(
    rooted: Attacker,
) -> None:
    script = """
    touch /bin/x && echo writable; chown 5:5 /bin/x && echo owned; touch /output/x && echo output
    mount -t tmpfs none /mnt && echo mounted; mknod /d b 8 0 && echo made
    for call in ptrace io_uring raw_socket packet_socket unshare_user bpf keyctl firewall_socket
    do call_$call && echo $call works; done; true
    """
    assert (await rooted.run(f"({script}) 2>/dev/null")).out == "writable\nowned\noutput\n"


async def test_its_network_is_guarded_as_well(rooted: Attacker) -> None:
    ours = await rooted.run(f"{fetch(LAN + ':80')}; {fetch(INTERNET + ':80')}", OUTGOING)
    assert ours.out.count("reached") == 1


async def test_a_full_root_file_system_ends_the_task(rooted: Attacker, tmp_path: Path) -> None:
    files = "i=0; while dd if=/dev/zero of=/$i bs=1M count=8; do i=$((i+1)); sleep 0.1; done"
    async with runner(rooted, tmp_path) as tasks:
        task = await attacked(rooted, tasks, f"({files}) 2>/dev/null")
    assert (task.state, task.reason) == (TaskState.STOPPED, "worker.output_too_large")


def owner_of(argument: str) -> int:
    """The user of this machine as whom a program with that argument runs."""
    for process in psutil.process_iter(["cmdline", "uids"]):
        if process.info["cmdline"] and process.info["cmdline"][-1] == argument:
            return int(process.info["uids"].real)
    return -1
