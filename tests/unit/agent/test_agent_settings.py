"""Settings are read and changed through the agent, and hold at once where they can."""

from __future__ import annotations

from pathlib import Path

import pytest

from sonm_desktop.agent.answers.settings import AT_LOGIN, SERVICE, SettingsAnswers
from sonm_desktop.agent.startup.desktop_entry import DesktopEntry
from sonm_desktop.agent.startup.user_service import UserService
from sonm_desktop.agent.state import EventLog, StateBoard
from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.state import Topic
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.paths import Profile
from sonm_desktop.settings.options import ProfileSettings
from tests.agent_parts import PASSWORD, agent_here
from tests.unit.agent.conftest import home, profile

__all__ = ["home", "profile"]


class _Parts:
    def __init__(self, folder: Path, *, systemd: bool = False) -> None:
        async def run(_command: object) -> bool:
            return systemd

        self.profile = Profile("test", folder)
        self.board = StateBoard(EventLog("run"))
        self.minutes: list[int] = []
        self.login = DesktopEntry("sonm", ["sonm-desktop"], folder / "autostart")
        self.answers = SettingsAnswers(
            ProfileSettings(self.profile.settings_file),
            board=self.board,
            login=self.login,
            service=UserService(self.profile, folder=folder / "units", run=run),
            listeners={"wallet.auto_lock_minutes": self.minutes.append},
        )


async def test_a_change_is_told_written_and_on_the_board(tmp_path: Path) -> None:
    parts = _Parts(tmp_path)
    changed = await parts.answers.change("wallet.auto_lock_minutes", " 5 ")
    assert (changed.value, changed.default, changed.at_once) == ("5", "15", True)
    assert parts.minutes == [5]
    assert ProfileSettings(parts.profile.settings_file).auto_lock_minutes == 5
    assert parts.board.shelf(Topic.SETTINGS)["wallet.auto_lock_minutes"] == changed
    by_key = {setting.key: setting for setting in await parts.answers.all()}
    assert not by_key["chain.rpc_timeout_s"].at_once
    assert by_key["window.look"].choices == ("system", "light", "dark", "contrast")


async def test_what_makes_no_sense_is_refused_with_what_would(tmp_path: Path) -> None:
    parts = _Parts(tmp_path)
    for key, value, expected in (
        ("wallet.auto_lock_minutes", "0", "a whole number from 1 to 1440"),
        ("window.look", "pink", "system, light, dark or contrast"),
        (AT_LOGIN, "perhaps", "yes or no"),
    ):
        with pytest.raises(UserError) as told:
            await parts.answers.change(key, value)
        assert told.value.params["expected"] == expected
    assert parts.minutes == []
    with pytest.raises(UserError) as told:
        await parts.answers.change("wallet.colour", "red")
    assert told.value.code == "settings.unknown_option"


async def test_starting_at_login_is_what_the_system_has(tmp_path: Path) -> None:
    parts = _Parts(tmp_path)
    assert (await parts.answers.change(AT_LOGIN, "on")).value == "on"
    assert parts.login.enabled
    parts.login.disable()
    found = next(one for one in await parts.answers.all() if one.key == AT_LOGIN)
    assert found.value == "off"


async def test_what_the_system_does_not_allow_is_said(tmp_path: Path) -> None:
    parts = _Parts(tmp_path)
    (tmp_path / "autostart").write_text("a file in the way")
    with pytest.raises(UserError) as told:
        await parts.answers.change(AT_LOGIN, "on")
    assert told.value.code == "settings.refused"
    service = next(one for one in await parts.answers.all() if one.key == SERVICE)
    assert not service.changeable
    with pytest.raises(UserError, match="no systemd"):
        await parts.answers.change(SERVICE, "on")


async def test_the_wallet_locks_after_the_new_time(profile: Profile) -> None:
    async with agent_here(profile) as agent:
        await agent.wallet.create(PASSWORD)
        await agent.settings.change("wallet.auto_lock_minutes", "1440")
        state = await agent.state.read()
        assert state.settings["wallet.auto_lock_minutes"].value == "1440"
        assert not state.wallet.locked
    async with agent_here(profile) as agent:
        assert await _value(agent, "wallet.auto_lock_minutes") == "1440"


async def _value(agent: AgentClient, key: str) -> str:
    return next(one.value for one in await agent.settings.all() if one.key == key)
