"""GPUs of AMD and Intel in a job: their own device files, found by us, and nothing beside them."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonm_desktop.core.errors import RemoteError, UserError
from sonm_desktop.core.ids import Address, DealId, TaskId
from sonm_desktop.worker.devices.render_nodes import RenderNodes, render_nodes
from sonm_desktop.worker.runtime.confinement import create_request
from sonm_desktop.worker.runtime.port import EngineState, Launch
from sonm_desktop.worker.selling.plan import plan_from_wire, require_confinement

AMD, INTEL, OTHER = "0000:03:00.0", "0000:00:02.0", "0000:04:00.0"
RADEON, UHD = "amd:1b2c", f"pci:{INTEL}:8086:a780"
RENDER = 993
WORKER = Address("0x" + "11" * 20)
LAUNCH = Launch(DealId("0x" + "22" * 32), TaskId("t1"), "sha256:" + "0" * 64, ("true",))


@pytest.fixture
def system(tmp_path: Path) -> Path:
    """A tree like /sys with a Radeon, an Intel, and a Radeon without a driver."""
    for place, vendor, device, node in (
        (AMD, "0x1002", "0x744c", "renderD129"),
        (INTEL, "0x8086", "0xa780", "renderD128"),
        (OTHER, "0x1002", "0x73bf", ""),
    ):
        folder = tmp_path / "bus" / "pci" / "devices" / place
        for name in filter(None, (node, "card0")):
            (folder / "drm" / name).mkdir(parents=True)
        for name, text in (("class", "0x030000"), ("vendor", vendor), ("device", device)):
            (folder / name).write_text(text)
    (tmp_path / "bus" / "pci" / "devices" / AMD / "unique_id").write_text("1b2c")
    return tmp_path


class Nodes:
    """What the kernel says of device files; each may be another than usual."""

    def __init__(self, **unusual: Any) -> None:
        self._unusual = unusual

    def __call__(self, path: Path) -> os.stat_result:
        told = self._unusual.get(path.name, {})
        if told is None:
            raise FileNotFoundError(path)
        usual = {
            "st_mode": stat.S_IFCHR | 0o660,
            "st_rdev": os.makedev(226 if path.name != "kfd" else 235, 128),
            "st_gid": RENDER,
        }
        return SimpleNamespace(**{**usual, **told})  # type: ignore[return-value]


def test_each_gpu_has_its_render_node_and_amds_compute_stack(system: Path) -> None:
    assert render_nodes([UHD], system, look=Nodes()).paths == ("/dev/dri/renderD128",)
    radeon = render_nodes([RADEON], system, look=Nodes())
    assert radeon == RenderNodes(("/dev/dri/renderD129", "/dev/kfd"), (RENDER,))
    both = render_nodes([RADEON, UHD], system, look=Nodes())
    assert both.paths == ("/dev/dri/renderD129", "/dev/kfd", "/dev/dri/renderD128")
    assert render_nodes([], system, look=Nodes()) == RenderNodes()


def test_a_file_that_everybody_may_use_needs_no_group(system: Path) -> None:
    kfd = {"st_mode": stat.S_IFCHR | 0o666, "st_gid": 0}
    assert render_nodes([RADEON], system, look=Nodes(kfd=kfd)).groups == (RENDER,)


@pytest.mark.parametrize(
    "unusual",
    [
        {"renderD129": None},
        {"kfd": None},
        {"renderD129": {"st_mode": stat.S_IFREG | 0o660}},
        {"renderD129": {"st_mode": stat.S_IFLNK | 0o777}},
        {"renderD129": {"st_rdev": os.makedev(8, 0)}},
        {"renderD129": {"st_mode": stat.S_IFCHR | 0o600}},
        {"renderD129": {"st_gid": 0}},
    ],
)
def test_what_is_no_render_node_is_never_passed(system: Path, unusual: dict[str, Any]) -> None:
    """Gone, a file, a link, a disk, root's alone: the group of root would be too much."""
    with pytest.raises(RemoteError) as refused:
        render_nodes([RADEON], system, look=Nodes(**unusual))
    assert refused.value.code == "worker.gpu_away"


@pytest.mark.parametrize("gpu", [f"pci:{OTHER}:1002:73bf", "amd:none", "pci:../../etc", "/dev/sda"])
def test_a_device_that_is_not_there_stops_the_task(system: Path, gpu: str) -> None:
    with pytest.raises(RemoteError):
        render_nodes([gpu], system, look=Nodes())


def test_nothing_but_the_nodes_and_their_groups_is_added_to_a_strict_sandbox() -> None:
    nodes = RenderNodes(("/dev/dri/renderD129", "/dev/kfd"), (RENDER,))
    launch = replace(LAUNCH, gpus=(RADEON,))
    plain = create_request(WORKER, LAUNCH, driver="")
    given_gpu = create_request(WORKER, launch, driver="", gvisor="runsc", nodes=nodes)
    host = given_gpu["HostConfig"]
    extra = {name: value for name, value in host.items() if name not in plain["HostConfig"]}
    assert extra == {
        "Devices": [
            {"PathOnHost": path, "PathInContainer": path, "CgroupPermissions": "rw"}
            for path in nodes.paths
        ],
        "GroupAdd": ["993"],
    }
    assert {**given_gpu, "HostConfig": plain["HostConfig"]} == plain


@given(
    command=st.lists(st.text(max_size=20), max_size=4),
    environment=st.dictionaries(st.text(max_size=20), st.text(max_size=20), max_size=4),
)
def test_nothing_that_a_customer_says_names_a_device(
    command: list[str], environment: dict[str, str]
) -> None:
    nodes = RenderNodes(("/dev/dri/renderD128",), (RENDER,))
    said = replace(LAUNCH, command=tuple(command), environment=environment, gpus=(UHD,))
    plain = replace(LAUNCH, gpus=(UHD,))
    host = create_request(WORKER, said, driver="", nodes=nodes)["HostConfig"]
    assert host == create_request(WORKER, plain, driver="", nodes=nodes)["HostConfig"]


@pytest.mark.parametrize(
    ("gpu", "engine", "sold"),
    [
        (RADEON, EngineState(ok=True, render_nodes=True), True),
        (UHD, EngineState(ok=True, render_nodes=True), True),
        (RADEON, EngineState(ok=True, gpus=True), False),
        ("GPU-1", EngineState(ok=True, render_nodes=True), False),
        ("GPU-1", EngineState(ok=True, gpus=True), True),
        ("gpu:10de:2684:0", EngineState(ok=True, gpus=True, render_nodes=True), False),
        ("win:0000:1002:744c", EngineState(ok=True, gpus=True, render_nodes=True), False),
    ],
)
def test_a_gpu_is_sold_where_the_engine_can_pass_it(
    gpu: str, engine: EngineState, sold: bool
) -> None:
    plan = plan_from_wire(
        {
            "rate": 10**15,
            "duration": 0,
            "notice": 0,
            "window": 48,
            "cpu_percent": 100,
            "ram_bytes": 64 << 20,
            "storage_bytes": 32 << 20,
            "identity": 1,
            "gpus": [gpu],
        }
    )
    if sold:
        require_confinement(plan, engine)
        return
    with pytest.raises(UserError) as refused:
        require_confinement(plan, engine)
    assert refused.value.code == "worker.gpu_not_passed"
