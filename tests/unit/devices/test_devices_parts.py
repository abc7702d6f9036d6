"""Processor, volume, interfaces and hypervisor: what this machine and fixtures tell."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sonm_desktop.worker.devices.interfaces import interfaces
from sonm_desktop.worker.devices.processor import linux_description
from sonm_desktop.worker.devices.virtual import hypervisor, maker
from sonm_desktop.worker.devices.volume import volume_of
from sonm_desktop.worker.hardware import detect


def test_proc_cpuinfo_is_read_whatever_it_holds() -> None:
    said = linux_description(
        "vendor_id\t: GenuineIntel\nmodel name\t: X\nmicrocode\t: 0x2b\nflags\t: b a b\n\n"
        "model name: Y\n"
    )
    assert (said.model, said.flags) == ("X", ("a", "b"))
    assert (said.vendor, said.microcode) == ("GenuineIntel", "0x2b")
    assert not linux_description("garbage\n\x00:\n").model


def test_a_volume_is_described_by_the_disk_under_it(tmp_path: Path) -> None:
    place = tmp_path / "data"
    place.mkdir()
    number = place.stat().st_dev
    system = tmp_path / "sys"
    disk = system / "devices" / "nvme0n1"
    (disk / "queue").mkdir(parents=True)
    (disk / "queue" / "rotational").write_text("0\n")
    (disk / "device").mkdir()
    (disk / "device" / "model").write_text("Samsung SSD 990\n")
    partition = disk / "nvme0n1p2"
    partition.mkdir()
    (partition / "partition").write_text("2\n")
    mapping = system / "devices" / "dm-0"
    (mapping / "slaves").mkdir(parents=True)
    (mapping / "slaves" / "nvme0n1p2").symlink_to(partition)
    (system / "dev" / "block").mkdir(parents=True)
    (system / "dev" / "block" / f"{os.major(number)}:{os.minor(number)}").symlink_to(mapping)
    volume = volume_of(place / "not" / "yet", system)
    assert (volume.rotational, volume.model) == (False, "Samsung SSD 990")
    assert 0 < volume.free_bytes <= volume.total_bytes


def test_a_volume_that_no_disk_is_known_of_may_turn_or_not(tmp_path: Path) -> None:
    assert volume_of(tmp_path, tmp_path / "nothing").rotational is None


@pytest.mark.parametrize(
    ("board", "name"),
    [
        ("QEMU Standard PC (Q35)", "QEMU"),
        ("Microsoft Corporation Virtual Machine", "Hyper-V"),
        ("innotek GmbH VirtualBox", "VirtualBox"),
        ("Dell Inc. XPS 15", ""),
        ("Microsoft Corporation Surface Pro", ""),
    ],
)
def test_a_hypervisor_is_known_by_its_board(board: str, name: str) -> None:
    assert maker(board) == name


def test_a_hypervisor_without_a_board_is_still_one(tmp_path: Path) -> None:
    assert hypervisor(("sse", "hypervisor"), tmp_path) == "unknown"
    assert not hypervisor(("sse",), tmp_path)


def test_inner_interfaces_are_left_out() -> None:
    names = {each.name for each in interfaces()}
    assert "lo" not in names
    assert not any(name.startswith(("docker", "veth")) for name in names)


def test_this_machine_has_the_same_id_each_time(tmp_path: Path) -> None:
    once, again = detect(tmp_path), detect(tmp_path)
    assert once.device == again.device
    assert once.processor.vendor
    assert once.volume.total_bytes >= once.storage_bytes > 0
    assert [gpu.id for gpu in once.gpus] == [gpu.id for gpu in again.gpus]
