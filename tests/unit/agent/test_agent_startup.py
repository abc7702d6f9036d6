"""What starts by itself says exactly what it starts, on each system."""

from __future__ import annotations

import plistlib
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from sonm_desktop.agent.startup.desktop_entry import DesktopEntry
from sonm_desktop.agent.startup.launch_agent import LaunchAgent
from sonm_desktop.agent.startup.login_item import LoginItem, login_command
from sonm_desktop.agent.startup.run_key import RunKey
from sonm_desktop.agent.startup.user_service import UserService
from sonm_desktop.core.paths import Profile
from sonm_desktop.core.program import window_command

_ODD = ["/opt/my apps/sonm-desktop", "--tray", '100% "$HOME" `x` \\ end']


class _Registry:
    def __init__(self) -> None:
        self.values: dict[str, str] = {}

    def read(self, name: str) -> str | None:
        return self.values.get(name)

    def write(self, name: str, value: str) -> None:
        self.values[name] = value

    def remove(self, name: str) -> None:
        self.values.pop(name, None)


@pytest.mark.parametrize("system", ["linux", "mac", "windows"])
def test_a_login_item_is_there_when_it_is_wanted_and_gone_when_not(
    system: str, tmp_path: Path
) -> None:
    items: dict[str, LoginItem] = {
        "linux": DesktopEntry("sonm", _ODD, tmp_path / "autostart"),
        "mac": LaunchAgent("sonm", _ODD, tmp_path / "agents"),
        "windows": RunKey("sonm", _ODD, _Registry()),
    }
    item = items[system]
    assert not item.enabled
    item.disable()
    for _ in range(2):
        item.enable()
        assert item.enabled
    item.disable()
    assert not item.enabled


def test_a_desktop_entry_starts_exactly_its_command() -> None:
    text = DesktopEntry("sonm", _ODD).text
    (line,) = [line for line in text.splitlines() if line.startswith("Exec=")]
    string = line.removeprefix("Exec=").replace("\\\\", "\\")
    words = [re.sub(r"\\(.)", r"\1", word) for word in re.findall(r'"((?:[^"\\]|\\.)*)"', string)]
    assert [word.replace("%%", "%") for word in words] == [_ODD[0], _ODD[2]]
    assert string.split('" ')[1].split(' "')[0] == _ODD[1]
    assert text.startswith("[Desktop Entry]\nType=Application\n")
    assert (
        "Exec=/usr/bin/sonm-desktop --tray\n"
        in DesktopEntry("sonm", ["/usr/bin/sonm-desktop", "--tray"]).text
    )


def test_a_desktop_entry_is_valid_for_the_desktops_own_checker(tmp_path: Path) -> None:
    entry = DesktopEntry("sonm", login_command(Profile("default", tmp_path)), tmp_path)
    entry.enable()
    keys = [line.partition("=")[0] for line in entry.text.splitlines()[1:] if line]
    assert len(keys) == len(set(keys))
    assert {"Type", "Name", "Exec"} <= set(keys)
    assert entry.text.isascii()


def test_a_launch_agent_runs_its_command_once_at_login(tmp_path: Path) -> None:
    agent = LaunchAgent("sonm", _ODD, tmp_path)
    agent.enable()
    (file,) = tmp_path.iterdir()
    said = plistlib.loads(file.read_bytes())
    assert file.name == "io.sonm.sonm.plist"
    assert (said["Label"], said["ProgramArguments"]) == ("io.sonm.sonm", _ODD)
    assert said["RunAtLoad"] is True
    assert "KeepAlive" not in said


def test_a_run_key_holds_the_command_line_as_windows_takes_it_apart() -> None:
    registry = _Registry()
    RunKey("SONM", ["C:\\Program Files\\SONM\\sonm-desktop.exe", "--tray"], registry).enable()
    assert registry.values == {"SONM": '"C:\\Program Files\\SONM\\sonm-desktop.exe" --tray'}
    assert subprocess.list2cmdline(_ODD) == RunKey("x", _ODD, registry).value


def test_another_profile_is_started_by_its_name(tmp_path: Path) -> None:
    assert login_command(Profile("default", tmp_path)) == window_command("--tray")
    assert login_command(Profile("work", tmp_path))[-2:] == ["--profile", "work"]


class _Systemd:
    """Answers as a person's systemd: links what is enabled."""

    def __init__(self, folder: Path, *, there: bool = True) -> None:
        self._folder, self._there = folder, there
        self.asked: list[Sequence[str]] = []

    async def run(self, command: Sequence[str]) -> bool:
        self.asked.append(command)
        words = list(command[2:])
        wants = self._folder / "default.target.wants"
        if words[0] == "enable" and self._there:
            wants.mkdir(parents=True, exist_ok=True)
            (wants / words[1]).symlink_to(self._folder / words[1])
        if words[0] == "disable" and self._there:
            (wants / words[1]).unlink()
        return self._there


async def test_the_agent_is_a_service_of_its_owner(tmp_path: Path) -> None:
    systemd = _Systemd(tmp_path)
    service = UserService(Profile("work", tmp_path), folder=tmp_path, run=systemd.run)
    assert await service.available()
    assert not service.enabled
    assert await service.enable()
    assert service.enabled
    text = (tmp_path / "sonm-agent-work.service").read_text()
    assert " agent --profile work\n" in text
    assert [list(words[2:3]) for words in systemd.asked] == [
        ["show-environment"],
        ["daemon-reload"],
        ["enable"],
    ]
    assert await service.disable()
    assert not service.enabled
    assert not (tmp_path / "sonm-agent-work.service").exists()


async def test_without_systemd_there_is_no_service(tmp_path: Path) -> None:
    systemd = _Systemd(tmp_path, there=False)
    service = UserService(Profile("work", tmp_path), folder=tmp_path, run=systemd.run)
    assert not await service.available()
    assert not await service.available()
    assert len(systemd.asked) == 1
