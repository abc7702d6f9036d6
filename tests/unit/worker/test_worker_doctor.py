"""Each check of the doctor is set off by its cause, and quiet without it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from sonm_desktop.core.catalogue import codes
from sonm_desktop.core.errors import BadReply
from sonm_desktop.core.ids import Address, DealId, TaskId
from sonm_desktop.worker.doctor.checkup import checkup
from sonm_desktop.worker.doctor.checkup import main as doctor
from sonm_desktop.worker.doctor.engine import check_engine, version_of
from sonm_desktop.worker.doctor.findings import Finding, Verdict
from sonm_desktop.worker.doctor.guard import check_guard
from sonm_desktop.worker.doctor.host import LEAST_FREE, disk_space, disk_speed, graphics, sleep
from sonm_desktop.worker.doctor.reach import check_reach
from sonm_desktop.worker.runtime.confinement import create_request
from sonm_desktop.worker.runtime.discovery import find_engine
from sonm_desktop.worker.runtime.engine_facts import EngineFacts, facts_in
from sonm_desktop.worker.runtime.port import Launch

SOUND = EngineFacts(
    version="28.2.2",
    system="linux",
    rootless=True,
    user_namespaces=True,
    seccomp=True,
    cgroups=2,
    missing_limits=(),
    runtimes=("runc",),
    driver="btrfs",
    live_restore=True,
    folder="/var/lib/docker",
)


def found(facts: EngineFacts) -> dict[str, Finding]:
    return {finding.check: finding for finding in check_engine(facts)}


def test_a_sound_engine_has_nothing_to_mend() -> None:
    assert {finding.verdict for finding in found(SOUND).values()} == {Verdict.GOOD}


@pytest.mark.parametrize(
    ("check", "broken", "verdict"),
    [
        ("engine", replace(SOUND, version="19.03.15"), Verdict.BAD),
        ("engine", replace(SOUND, system="windows"), Verdict.BAD),
        ("rootless", replace(SOUND, rootless=False), Verdict.NOTE),
        ("namespaces", replace(SOUND, user_namespaces=False), Verdict.NOTE),
        ("seccomp", replace(SOUND, seccomp=False), Verdict.BAD),
        ("limits", replace(SOUND, missing_limits=("memory", "swap")), Verdict.BAD),
        ("limits", replace(SOUND, cgroups=1), Verdict.POOR),
        ("quota", replace(SOUND, driver="overlay2"), Verdict.NOTE),
        ("live_restore", replace(SOUND, live_restore=False), Verdict.NOTE),
        ("gvisor", replace(SOUND, gvisor="runsc"), Verdict.NOTE),
    ],
)
def test_what_is_wrong_with_an_engine_is_named(
    check: str, broken: EngineFacts, verdict: Verdict
) -> None:
    answers = found(broken)
    assert answers[check].verdict is verdict
    assert {name for name, answer in answers.items() if answer.verdict is not Verdict.GOOD} == {
        check
    }


@pytest.mark.parametrize(
    ("text", "version"),
    [("20.10.24+dfsg1", (20, 10)), ("28.0", (28, 0)), ("dev", None), ("", None)],
)
def test_the_version_is_read_from_what_engines_say(
    text: str, version: tuple[int, int] | None
) -> None:
    assert version_of(text) == version


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"SecurityOptions": None, "Runtimes": [], "DriverStatus": [["Backing Filesystem"]]},
        {"SecurityOptions": [{"a": 1}], "Runtimes": {"runc": None}, "DriverStatus": [[1, 2, 3]]},
    ],
)
def test_an_engine_that_says_little_is_trusted_little(said: object) -> None:
    facts = facts_in(said)
    assert not facts.seccomp
    assert not facts.rootless
    assert facts.cgroups == 1


def test_an_engine_that_describes_nothing_is_a_bad_reply() -> None:
    with pytest.raises(BadReply):
        facts_in(["no", "description"])


def test_the_disk_is_measured_and_left_as_it_was(tmp_path: Path) -> None:
    assert disk_speed(tmp_path).params["speed"] > 0
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_takes_nothing_is_named() -> None:
    assert disk_speed(Path("/proc")).code == "doctor.disk_unwritable"


def test_free_space_is_told_in_gib(tmp_path: Path) -> None:
    assert disk_space(tmp_path).params["least"] << 30 == LEAST_FREE


def test_cards_without_their_runtime_cannot_be_rented(tmp_path: Path) -> None:
    assert graphics((), tmp_path).code == "doctor.graphics_none"
    for bus in ("0000:01:00.0", "0000:02:00.0"):
        (tmp_path / "proc/driver/nvidia/gpus" / bus).mkdir(parents=True)
    assert graphics(("runc",), tmp_path).verdict is Verdict.POOR
    assert graphics(("nvidia", "runc"), tmp_path).params == {"cards": 2}


def test_a_machine_that_may_suspend_is_told_how_not_to(tmp_path: Path) -> None:
    assert sleep(tmp_path).code == "doctor.sleep_never"
    (tmp_path / "sys/power").mkdir(parents=True)
    (tmp_path / "sys/power/state").write_text("freeze mem disk\n", "ascii")
    assert sleep(tmp_path).code == "doctor.sleep_possible"
    (tmp_path / "etc/systemd/system").mkdir(parents=True)
    (tmp_path / "etc/systemd/system/sleep.target").symlink_to("/dev/null")
    assert sleep(tmp_path).code == "doctor.sleep_off"


@pytest.mark.parametrize(
    ("addresses", "relays", "code"),
    [
        (("192.168.1.7", "fe80::1%eth0", "not an address"), (), "doctor.reach_local"),
        (("10.0.0.1",), ("https://relay.example",), "doctor.reach_relayed"),
        (("10.0.0.1", "8.8.4.4"), (), "doctor.reach_public"),
        (("2a00:1450:4001::1",), (), "doctor.reach_public"),
    ],
)
def test_reach_is_by_a_public_address_or_a_relay(
    addresses: tuple[str, ...], relays: tuple[str, ...], code: str
) -> None:
    assert check_reach(addresses, relays).code == code


def test_a_machine_without_an_engine_is_still_looked_at(tmp_path: Path) -> None:
    answers = {
        finding.check: finding
        for finding in checkup(tmp_path, None, f"unix://{tmp_path}/no-engine.sock")
    }
    assert answers["engine"].verdict is Verdict.BAD
    assert {"disk_speed", "disk_space", "clock", "sleep", "reach"} <= set(answers)


def test_this_machine_is_looked_at_in_words_that_exist(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert doctor(["--folder", str(tmp_path / "worker"), "--engine", find_engine()]) == 0
    said = json.loads(capsys.readouterr().out)
    assert "doctor.engine_answers" in {entry["code"] for entry in said}
    for entry in said:
        assert {entry["code"], f"doctor.{entry['check']}"} <= codes()


@pytest.mark.parametrize(
    ("runtimes", "found", "ready"),
    [
        ({"runc": {"path": "runc"}}, "", False),
        ({"runsc": {"path": "/usr/bin/runsc"}}, "runsc", False),
        ({"runsc": {"path": "runsc", "runtimeArgs": ["--network=none"]}}, "runsc", False),
        ({"runsc": {"path": "runsc", "runtimeArgs": ["--network=host"]}}, "runsc", True),
        ({"g": {"path": "/opt/runsc", "runtimeArgs": ["-network", "host"]}}, "g", True),
        (
            {"runsc": {"path": "runsc", "runtimeArgs": ["--network=host", "--network=sandbox"]}},
            "runsc",
            False,
        ),
        (
            {
                "a": {"path": "/usr/bin/runsc"},
                "b": {"path": "/usr/bin/runsc", "runtimeArgs": ["--debug", "--network=host"]},
            },
            "b",
            True,
        ),
        ({"runsc": {"path": "/usr/bin/not-runsc", "runtimeArgs": ["--network=host"]}}, "", False),
        ({"runsc": "runsc"}, "", False),
        (["runsc"], "", False),
    ],
)
def test_gvisor_is_used_only_where_it_has_the_network_of_the_sandbox(
    runtimes: object, found: str, ready: bool
) -> None:
    facts = facts_in({"Runtimes": runtimes})
    assert (facts.gvisor, facts.gvisor_ready) == (found, ready)


def test_a_strict_task_runs_in_gvisor_and_a_compatible_one_does_not() -> None:
    launch = Launch(DealId("0x" + "1" * 64), TaskId("t"), "sha256:0", (), volume="v")
    worker = Address("0x" + "2" * 40)
    plain = create_request(worker, launch, driver="cgroupfs")["HostConfig"]
    inside = create_request(worker, launch, driver="cgroupfs", gvisor="runsc")["HostConfig"]
    root = create_request(worker, replace(launch, compatible=True), driver="", gvisor="runsc")
    assert "Runtime" not in plain
    assert inside["Runtime"] == "runsc"
    assert inside["PidsLimit"] >= plain["PidsLimit"] + 1024
    assert inside["Memory"] == inside["MemorySwap"] == plain["Memory"] + (100 << 20)
    assert "Runtime" not in root["HostConfig"]
    same = {"NetworkMode", "CapDrop", "ReadonlyRootfs", "SecurityOpt", "Mounts", "Tmpfs"}
    assert all(inside[name] == plain[name] for name in same)


def test_the_programs_of_the_guard_are_looked_for(tmp_path: Path) -> None:
    here = check_guard()
    nowhere = check_guard(str(tmp_path))
    assert here.verdict is Verdict.GOOD
    assert (nowhere.verdict, nowhere.code) == (Verdict.POOR, "doctor.guard_missing")
    assert "nft" in nowhere.params["missing"]
