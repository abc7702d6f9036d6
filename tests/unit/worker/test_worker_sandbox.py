"""The parts of the sandbox by themselves: requests, rules, images, and cells after a crash."""

from __future__ import annotations

import json
from ipaddress import ip_address, ip_network
from typing import Any

import docker
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonm_desktop.core.errors import RemoteError, UserError
from sonm_desktop.core.ids import Address, DealId, TaskId
from sonm_desktop.wallet.messages import NetFlag
from sonm_desktop.worker.benchmarks.splitting import Measured
from sonm_desktop.worker.hardware import Hardware, Processor
from sonm_desktop.worker.ports import Contact
from sonm_desktop.worker.runtime import own_images
from sonm_desktop.worker.runtime.cell_requests import guard_request, pause_request
from sonm_desktop.worker.runtime.confinement import SECCOMP, cell_name, create_request
from sonm_desktop.worker.runtime.docker_runtime import DockerRuntime
from sonm_desktop.worker.runtime.guard_rules import guard_rules
from sonm_desktop.worker.runtime.own_addresses import own_networks
from sonm_desktop.worker.runtime.own_images import sleeper
from sonm_desktop.worker.runtime.port import CellTerms, Launch, Limits, Network
from sonm_desktop.worker.selling.offer import ask_for
from sonm_desktop.worker.selling.plan import FASTEST_BPS, plan_from_wire
from tests.unit.worker.business_fixtures import PLAN
from tests.worker_fixtures import ENGINE_URL

WORKER = Address("0x" + "11" * 20)
DEAL = DealId("0x" + "22" * 32)
IMAGE = "sha256:" + "0" * 64
SOLD = CellTerms(Network.OUTGOING, 1_000_000, 1_000_000)

MACHINE = Hardware(Processor("Test CPU", 2, ()), 8 << 30, 100 << 30, "amd64")
NEVER = frozenset(
    {"Binds", "Devices", "DeviceRequests", "Privileged", "GroupAdd", "UsernsMode", "PidMode"}
)


@given(
    command=st.lists(st.text(max_size=20), max_size=5),
    environment=st.dictionaries(st.text(max_size=20), st.text(max_size=20), max_size=5),
)
def test_nothing_that_a_customer_says_reaches_the_engines_options(
    command: list[str], environment: dict[str, str]
) -> None:
    """Also no GPU that was not sold: the request names no device at all."""
    said = Launch(DEAL, TaskId("t1"), IMAGE, tuple(command), environment)
    plain = Launch(DEAL, TaskId("t1"), IMAGE, ())
    request = create_request(WORKER, said, driver="cgroupfs")
    host = request["HostConfig"]
    assert host == create_request(WORKER, plain, driver="cgroupfs")["HostConfig"]
    assert not NEVER & (set(request) | set(host))
    assert [mount["Type"] for mount in host["Mounts"]] == ["volume"]
    assert host["CapAdd"] == []


def test_a_task_gets_the_gpus_that_were_sold_and_no_other() -> None:
    said = Launch(DEAL, TaskId("t1"), IMAGE, (), gpus=("GPU-1",))
    host = create_request(WORKER, said, driver="", gvisor="runsc")["HostConfig"]
    assert host["DeviceRequests"] == [
        {"Driver": "nvidia", "DeviceIDs": ["GPU-1"], "Capabilities": [["gpu"]]}
    ]
    assert "Runtime" not in host
    assert "Count" not in host["DeviceRequests"][0]


def test_a_task_is_small_and_the_owners_programs_come_first() -> None:
    limits = Limits(cpu_percent=150, ram_bytes=64 << 20, storage_bytes=8 << 20)
    host = create_request(
        WORKER, Launch(DEAL, TaskId("t1"), IMAGE, (), limits=limits), driver="systemd"
    )["HostConfig"]
    assert (host["Memory"], host["MemorySwap"]) == (64 << 20, 64 << 20)
    assert (host["NanoCpus"], host["CgroupParent"]) == (1_500_000_000, "sonm.slice")
    assert (host["ReadonlyRootfs"], host["Init"], host["CapDrop"]) == (True, True, ["ALL"])
    assert host["SecurityOpt"] == ["no-new-privileges:true", SECCOMP]


def test_the_compatible_mode_adds_four_capabilities_and_a_writable_root_only() -> None:
    strict = create_request(WORKER, Launch(DEAL, TaskId("t1"), IMAGE, ()), driver="")
    weaker = create_request(
        WORKER, Launch(DEAL, TaskId("t1"), IMAGE, (), compatible=True), driver=""
    )
    changed = {
        name: weaker["HostConfig"][name]
        for name, value in strict["HostConfig"].items()
        if weaker["HostConfig"][name] != value
    }
    assert changed == {
        "ReadonlyRootfs": False,
        "CapAdd": ["CHOWN", "SETUID", "SETGID", "NET_BIND_SERVICE"],
    }
    assert set(strict) - set(weaker) == {"User"}


def test_the_list_of_system_calls_names_none_that_attackers_need() -> None:
    profile = json.loads(SECCOMP.removeprefix("seccomp="))
    allowed = {
        name
        for rule in profile["syscalls"]
        if rule["action"] == "SCMP_ACT_ALLOW"
        for name in rule["names"]
    }
    assert profile["defaultAction"] == "SCMP_ACT_ERRNO"
    assert {"read", "execve", "futex", "socket", "clone"} <= allowed
    assert not allowed & {
        *("io_uring_setup", "io_uring_enter", "io_uring_register", "ptrace", "bpf", "mount"),
        *("userfaultfd", "keyctl", "add_key", "request_key", "unshare", "setns", "clone3"),
        *("perf_event_open", "process_vm_readv", "process_vm_writev", "pivot_root", "chroot"),
        *("init_module", "finit_module", "kexec_load", "open_by_handle_at", "reboot"),
        *("move_mount", "open_tree", "fsopen", "fsmount", "mount_setattr", "umount2"),
    }


def test_without_network_the_cell_has_no_port_and_no_resolver() -> None:
    request = pause_request(
        WORKER, DEAL, "pause", CellTerms(), resolver="1.1.1.1", driver="cgroupfs"
    )
    assert request["HostConfig"]["NetworkMode"] == "none"
    assert request["HostConfig"]["PortBindings"] == {}
    assert "Dns" not in request["HostConfig"]


def test_only_the_guard_may_change_the_network() -> None:
    guard = guard_request(WORKER, DEAL, "guard", SOLD, resolver="1.1.1.1", own=[])
    pause = pause_request(WORKER, DEAL, "pause", SOLD, resolver="1.1.1.1", driver="")
    assert (guard["HostConfig"]["CapAdd"], guard["HostConfig"]["CapDrop"]) == (
        ["NET_ADMIN"],
        ["ALL"],
    )
    assert "CapAdd" not in pause["HostConfig"]


@pytest.mark.parametrize(
    "address",
    [
        *("10.1.2.3", "172.17.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
        *("127.0.0.1", "224.0.0.1", "255.255.255.255", "198.18.0.1", "203.0.113.7"),
        *("203.0.114.9", "2600:1f00::9", "2002:c0a8:101::1", "2001:0:1::1"),
    ],
)
def test_an_address_that_is_not_the_internets_is_in_a_closed_set(address: str) -> None:
    own = [ip_network("203.0.114.0/24"), ip_network("2600:1f00::/64")]
    rules = guard_rules(SOLD, resolver="1.1.1.1", own=own)
    closed = [
        ip_network(word.strip(" ,{}"))
        for line in rules.splitlines()
        if line.startswith("add element")
        for word in line.partition("{")[2].split(",")
    ]
    asked = ip_address(address)
    assert any(asked in network for network in closed if network.version == asked.version)
    assert "ip6 daddr != 2000::/3 reject" in rules


def test_new_connections_come_in_only_where_incoming_is_sold() -> None:
    incoming = CellTerms(Network.INCOMING, 1_000_000, 1_000_000)
    assert "tcp dport" not in guard_rules(SOLD, resolver="1.1.1.1", own=[])
    assert "tcp dport" in guard_rules(incoming, resolver="1.1.1.1", own=[])


def test_this_machines_networks_are_found() -> None:
    assert ip_network("127.0.0.0/8") in own_networks()


@pytest.mark.parametrize("architecture", ["amd64", "arm64"])
def test_the_program_of_a_cell_is_always_the_same(architecture: str) -> None:
    program = sleeper(architecture)
    assert program == sleeper(architecture)
    assert program.startswith(b"\x7fELF")
    assert len(program) < 200


def test_an_unknown_processor_has_no_sandbox() -> None:
    with pytest.raises(RemoteError) as caught:
        sleeper("mips")
    assert caught.value.code == "worker.sandbox_architecture"


async def test_without_the_guards_tools_network_is_refused_and_the_rest_works(
    runtime: DockerRuntime, deal: DealId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_images.shutil, "which", lambda tool, path: None)
    with pytest.raises(RemoteError) as caught:
        await runtime.open_cell(deal, SOLD)
    assert caught.value.code == "worker.guard_absent"
    assert await runtime.cells() == set()
    assert (await runtime.open_cell(deal, CellTerms())).ports == {}


async def test_the_fastest_network_that_may_be_sold_can_be_guarded(
    runtime: DockerRuntime, deal: DealId
) -> None:
    cell = await runtime.open_cell(deal, CellTerms(Network.OUTGOING, FASTEST_BPS, FASTEST_BPS))
    assert cell.ports == {}


async def test_a_cell_is_opened_once_and_anew_for_other_terms(
    runtime: DockerRuntime, deal: DealId
) -> None:
    first = await runtime.open_cell(deal, CellTerms())
    again = await runtime.open_cell(deal, CellTerms())
    sold = await runtime.open_cell(deal, CellTerms(Network.INCOMING, 1_000_000, 1_000_000))
    assert first.id == again.id
    assert sold.id != first.id
    assert sorted(sold.ports) == [8080, 8081, 8082, 8083]


async def test_what_a_crash_left_of_a_cell_is_taken_up_or_removed(
    runtime: DockerRuntime, deal: DealId, worker_address: Address
) -> None:
    """Created and never started, and a guard beside it: as kill -9 at the worst moment leaves."""
    other = DockerRuntime(ENGINE_URL, worker_address, own_images=True)
    standing = await other.open_cell(deal, SOLD)
    await other.close()
    client = docker.APIClient(base_url=ENGINE_URL)
    try:
        guard = guard_request(worker_address, deal, "sonm/pause", SOLD, resolver="1.1.1.1", own=[])
        guard["Image"] = client.inspect_container(standing.id)["Image"]
        client.create_container_from_config(guard, f"{cell_name(deal)}-guard")
        adopted = await runtime.open_cell(deal, SOLD)
        client.stop(standing.id, timeout=0)
        repaired = await runtime.open_cell(deal, SOLD)
        found: list[dict[str, Any]] = client.containers(
            all=True, filters={"label": f"sonm.worker={worker_address}"}
        )
    finally:
        client.close()
    assert adopted.id == standing.id
    assert [entry["Id"] for entry in found] == [repaired.id]
    assert repaired.id != standing.id


@pytest.mark.parametrize(
    ("network", "flags"),
    [
        ("none", 0),
        ("outgoing", NetFlag.OUTBOUND),
        ("incoming", NetFlag.OUTBOUND | NetFlag.INCOMING),
    ],
)
def test_what_is_sold_of_the_network_is_in_the_offer(network: str, flags: int) -> None:
    rate = 0 if network == "none" else 8_000_000
    plan = plan_from_wire({**PLAN, "network": network, "ingress_bps": rate, "egress_bps": rate})
    assert plan_from_wire(plan.to_wire()) == plan
    assert (int(offered_flags(plan)), plan.ingress_bps) == (flags, rate)


@pytest.mark.parametrize(
    "wrong",
    [
        {"network": "everything"},
        {"network": "outgoing"},
        {"network": "incoming", "ingress_bps": 1, "egress_bps": 1_000_000},
        {"network": 1},
        {"ingress_bps": -1},
        {"network": "outgoing", "ingress_bps": 10**12, "egress_bps": 10**12},
        {"sandbox": "open"},
    ],
)
def test_a_plan_with_an_impossible_network_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(UserError):
        plan_from_wire({**PLAN, **wrong})


def offered_flags(plan: Any) -> int:
    return ask_for(
        plan,
        worker=WORKER,
        slice_id="0x" + "33" * 32,
        hardware=MACHINE,
        architecture="amd64",
        measured=Measured(host={}, gpus={}),
        contact=Contact("ab" * 32, (), ""),
        issued=1,
        expiry=2,
    ).netflags
