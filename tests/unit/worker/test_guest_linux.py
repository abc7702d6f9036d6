"""Linux's senses on real parts: a bus of its own with services on it, and trees of the kernel."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from sonm_desktop.worker.guest.host.linux import (
    LogindIdle,
    MutterIdle,
    NetworkManagerMetered,
    senses,
)
from sonm_desktop.worker.guest.host.processes import KernelPrograms
from sonm_desktop.worker.guest.senses import Refused, SenseLost
from sonm_desktop.worker.power import PowerMeter
from tests.fakes.bus import Service, Variant, private_bus, serving

MUTTER = "/org/gnome/Mutter/IdleMonitor/Core"
MANAGER, NETWORK = "/org/freedesktop/login1", "/org/freedesktop/NetworkManager"
USER, SESSION = f"{MANAGER}/user/_1", f"{MANAGER}/session/_32"
GRAPHICAL = {"XDG_SESSION_TYPE": "wayland", "WAYLAND_DISPLAY": "wayland-0"}


@pytest.fixture(scope="module")
def bus() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder, private_bus(Path(folder)) as address:
        yield address


@pytest.fixture(autouse=True)
def on_bus(bus: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus)
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", bus)


@pytest.fixture
def desk(bus: str) -> Iterator[dict[str, Service]]:
    """GNOME's shell, logind and NetworkManager, all of them at work."""
    told = {
        "org.gnome.Mutter.IdleMonitor": {(MUTTER, "GetIdletime"): Variant("t", 93_500)},
        "org.freedesktop.NetworkManager": {(NETWORK, "Metered"): Variant("v", Variant("u", 2))},
        "org.freedesktop.login1": {
            (MANAGER, "GetUser"): Variant("o", USER),
            (USER, "Display"): _property("(so)", ("2", SESSION)),
            (SESSION, "IdleHint"): _property("b", False),
            (SESSION, "IdleSinceHint"): _property("t", 0),
        },
    }
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(serving(bus, name, answers)) for name, answers in told.items()
        }


def _property(signature: str, value: Any) -> Variant:
    return Variant("v", Variant(signature, value))


def test_gnome_says_in_milliseconds_when_somebody_was_there_last(desk: dict[str, Service]) -> None:
    assert MutterIdle().read() == 93.5
    desk["org.gnome.Mutter.IdleMonitor"].answers[MUTTER, "GetIdletime"] = Variant("t", 0)
    assert MutterIdle().read() == 0.0


def test_logind_says_since_when_the_desktop_thinks_itself_idle(desk: dict[str, Service]) -> None:
    logind = desk["org.freedesktop.login1"]
    assert LogindIdle().read() == 0.0
    since = int((time.time() - 600) * 1_000_000)
    logind.answers[SESSION, "IdleHint"] = _property("b", True)
    logind.answers[SESSION, "IdleSinceHint"] = _property("t", since)
    idle = LogindIdle()
    assert 600 <= idle.read() < 660
    logind.asked.clear()
    idle.read()
    assert {path for path, _ in logind.asked} == {SESSION}, "the session is looked for once"
    logind.answers[USER, "Display"] = _property("(so)", ("", "/"))
    with pytest.raises(SenseLost, match="no graphical session"):
        LogindIdle().read()


@pytest.mark.parametrize(
    ("said", "costs"), [(0, False), (1, True), (2, False), (3, True), (4, False)]
)
def test_networkmanager_says_whether_the_line_costs_by_volume(
    desk: dict[str, Service], said: int, costs: bool
) -> None:
    network = desk["org.freedesktop.NetworkManager"]
    network.answers[NETWORK, "Metered"] = Variant("v", Variant("u", said))
    assert NetworkManagerMetered().read() is costs


def test_a_service_that_is_gone_is_a_lost_sense_and_one_that_refuses_too(
    desk: dict[str, Service],
) -> None:
    del desk["org.gnome.Mutter.IdleMonitor"].answers[MUTTER, "GetIdletime"]
    with pytest.raises(SenseLost):
        MutterIdle().read()


def test_what_is_on_the_bus_is_chosen_and_what_is_not_is_refused(desk: dict[str, Service]) -> None:
    found = senses(GRAPHICAL)
    assert not isinstance(found.idle, Refused)
    assert found.idle.source == "mutter"
    assert not isinstance(found.metered, Refused)
    del desk["org.gnome.Mutter.IdleMonitor"].answers[MUTTER, "GetIdletime"]
    del desk["org.freedesktop.NetworkManager"].answers[NETWORK, "Metered"]
    poorer = senses(GRAPHICAL)
    assert not isinstance(poorer.idle, Refused)
    assert poorer.idle.source == "logind"
    assert poorer.metered == Refused("worker.no_network_cost")
    assert poorer.fullscreen == Refused("worker.no_fullscreen_wayland")


def test_an_empty_bus_leaves_a_graphical_session_without_presence() -> None:
    assert senses(GRAPHICAL).idle == Refused("worker.no_presence")


_IN_TREE = """
import json, os, sys
from sonm_desktop.worker.guest.host import portable
from sonm_desktop.worker.guest.senses import Refused, SenseLost

def put(path, text):
    os.makedirs(os.path.dirname("/sys/class/" + path), exist_ok=True)
    open("/sys/class/" + path, "w").write(text)

os.makedirs("/sys/class/hwmon/hwmon0")
found = {"none": isinstance(portable.battery(), Refused)}
for name, text in (("name", "coretemp"), ("temp1_input", "61500"), ("temp2_input", "48000")):
    put("hwmon/hwmon0/" + name, text)
heat = portable.temperature()
found["hottest"] = heat.read()
put("hwmon/hwmon0/temp2_input", "82250")
found["hotter"] = heat.read()
for name in ("temp1_input", "temp2_input"):
    os.unlink("/sys/class/hwmon/hwmon0/" + name)
try:
    heat.read()
except SenseLost:
    found["lost"] = True
for name, text in (("type", "Battery"), ("status", "Discharging"), ("energy_now", "30000000"),
                   ("energy_full", "50000000"), ("power_now", "9000000"), ("capacity", "60")):
    put("power_supply/BAT0/" + name, text)
put("power_supply/AC0/online", "0")
battery = portable.battery()
found["battery"] = battery.read()
put("power_supply/AC0/online", "1")
found["mains"] = battery.read()
print(json.dumps(found))
"""


def test_heat_and_battery_are_read_from_the_kernels_own_files() -> None:
    """In a mount namespace of its own, where the tree of devices is one of the test."""
    script = 'mount -t tmpfs tmpfs /sys/class && exec "$@"'
    words = ["unshare", "--mount", "sh", "-c", script, "sh", sys.executable, "-c", _IN_TREE]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    assert found == {
        "none": True,
        "hottest": 61.5,
        "hotter": 82.25,
        "lost": True,
        "battery": True,
        "mains": False,
    }


def test_programs_are_named_whole_although_the_kernel_cuts_their_names(tmp_path: Path) -> None:
    long = tmp_path / "a-program-with-a-very-long-name"
    shutil.copy(shutil.which("sleep") or "", long)
    running = subprocess.Popen([long, "60"])
    deadline = time.monotonic() + 30.0
    try:
        # A program counts as begun a moment before the kernel has written its name.
        while long.name not in KernelPrograms().read():
            assert time.monotonic() < deadline, KernelPrograms().read()
            time.sleep(0.01)
    finally:
        running.kill()
        running.wait()
    with pytest.raises(SenseLost):
        KernelPrograms(tmp_path / "nothing").read()


@pytest.mark.parametrize(
    "group", ["/sonm/c6313051", "/system.slice/x/sonm.slice/docker-c631.scope"]
)
def test_a_customers_program_is_none_of_the_owners(tmp_path: Path, group: str) -> None:
    """Else a job called like one of them would hold the machine up until it ends: never."""
    for pid, name, where in (("7", "blender", group), ("8", "steam", "/user.slice/sonm")):
        (tmp_path / pid).mkdir()
        (tmp_path / pid / "comm").write_text(f"{name}\n")
        (tmp_path / pid / "cgroup").write_text(f"2:cpu:/\n0::{where}\n")
    programs = KernelPrograms(tmp_path)
    assert programs.read() == programs.read() == {"steam"}
    (tmp_path / "7" / "cgroup").write_text("0::/user.slice\n")
    (tmp_path / "7" / "comm").write_text("krita\n")
    assert programs.read() == {"steam", "krita"}


class _Clock:
    """Ten seconds pass between two looks."""

    def __init__(self) -> None:
        self._at = 0.0

    def now(self) -> float:
        return self._at

    def monotonic(self) -> float:
        self._at += 10.0
        return self._at


async def test_power_is_read_from_micro_joules_and_a_counter_that_began_anew_is_no_power(
    tmp_path: Path,
) -> None:
    def put(package: str, name: str, micro: int) -> None:
        (tmp_path / package).mkdir(exist_ok=True)
        (tmp_path / package / name).write_text(f"{micro}\n", "ascii")

    for package in ("intel-rapl:0", "intel-rapl:1"):
        put(package, "constraint_0_power_limit_uw", 95_000_000)
        put(package, "energy_uj", 1_000_000)
    put("intel-rapl:0:0", "energy_uj", 900_000_000)
    meter = PowerMeter(_Clock(), rapl=tmp_path)
    first = await meter.read(8)
    assert (first.measured, first.watts - first.gpus, first.now) == (True, 2 * 95 + 25, None)
    put("intel-rapl:0", "energy_uj", 1_000_000 + 300_000_000)
    put("intel-rapl:1", "energy_uj", 1_000_000 + 50_000_000)
    assert (await meter.read(8)).now == 35, "350 J in 10 s; parts of a package are in it"
    put("intel-rapl:0", "energy_uj", 5)
    assert (await meter.read(8)).now is None
    (tmp_path / "intel-rapl:0" / "energy_uj").unlink()
    (tmp_path / "intel-rapl:1" / "energy_uj").unlink()
    assert (await meter.read(8)).now is None
