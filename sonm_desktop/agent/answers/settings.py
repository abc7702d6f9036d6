"""Answers about what a person may choose: options of the file, and what the system keeps."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from sonm_desktop.agent.startup.login_item import LoginItem
from sonm_desktop.agent.startup.user_service import UserService
from sonm_desktop.agent.state import StateBoard
from sonm_desktop.api.schema.settings import Setting
from sonm_desktop.api.schema.state import Topic
from sonm_desktop.core.errors import UserError
from sonm_desktop.settings.option import Option
from sonm_desktop.settings.options import ProfileSettings

AT_LOGIN = "desktop.start_at_login"
SERVICE = "desktop.background_service"

_AT_LOGIN = Option(AT_LOGIN, False, "Start in the tray when you log in")
_SERVICE = Option(SERVICE, False, "Start the background program with your session (systemd)")
_KINDS = {bool: "switch", str: "text"}

Listener = Callable[[Any], None]
Check = Callable[[str], object]


class SettingsAnswers:
    """A `SettingsPort`. *listeners*: told the new value of their option at once; an option
    without one that the agent reads holds from the next start."""

    def __init__(
        self,
        settings: ProfileSettings,
        *,
        board: StateBoard,
        login: LoginItem,
        service: UserService,
        listeners: Mapping[str, Listener],
        checks: Mapping[str, Check] | None = None,
    ) -> None:
        """*checks*: of texts, before they are kept; they raise UserError."""
        self._settings = settings
        self._board = board
        self._login = login
        self._service = service
        self._listeners = listeners
        self._checks = checks or {}

    async def all(self) -> list[Setting]:
        found = [self._of_file(option) for option in self._settings.options().values()]
        found.append(_shown(_AT_LOGIN, await asyncio.to_thread(self._starts_at_login)))
        available = await self._service.available()
        found.append(_shown(_SERVICE, self._service.enabled, changeable=available))
        self._board.put_all(Topic.SETTINGS, {setting.key: setting for setting in found})
        return found

    async def change(self, key: str, text: str) -> Setting:
        """Raises UserError: settings.unknown_option, settings.bad_value, settings.refused."""
        if key == AT_LOGIN:
            await self._set_login(wanted=_AT_LOGIN.parsed(text))
        elif key == SERVICE:
            await self._set_service(wanted=_SERVICE.parsed(text))
        else:
            if key in self._checks:
                self._checks[key](text)
            self._settings.change(key, text)
            if key in self._listeners:
                self._listeners[key](self._value(self._settings.options()[key]))
        return next(setting for setting in await self.all() if setting.key == key)

    async def _set_login(self, *, wanted: bool) -> None:
        work = self._login.enable if wanted else self._login.disable
        try:
            await asyncio.to_thread(work)
        except OSError as error:
            raise UserError("settings.refused", key=AT_LOGIN) from error

    async def _set_service(self, *, wanted: bool) -> None:
        if not await self._service.available():
            raise UserError("settings.no_service")
        work = self._service.enable if wanted else self._service.disable
        try:
            done = await work()
        except OSError as error:
            raise UserError("settings.refused", key=SERVICE) from error
        if not done:
            raise UserError("settings.refused", key=SERVICE)

    def _starts_at_login(self) -> bool:
        try:
            return self._login.enabled
        except OSError:
            return False

    def _of_file(self, option: Option[Any]) -> Setting:
        held_by_faces = option.key.startswith("window.")
        at_once = held_by_faces or option.key in self._listeners
        return _shown(option, self._value(option), at_once=at_once)

    def _value(self, option: Option[Any]) -> Any:
        chosen = self._settings.chosen(option.key)
        return option.default if chosen is None else chosen


def _shown(
    option: Option[Any], value: Any, *, changeable: bool = True, at_once: bool = True
) -> Setting:
    return Setting.model_validate(
        {
            "key": option.key,
            "label": option.label,
            "kind": _KINDS.get(type(option.default), "number"),
            "value": _text(value),
            "default": _text(option.default),
            "expected": option.expected,
            "choices": option.choices,
            "least": option.least,
            "most": option.most,
            "changeable": changeable,
            "at_once": at_once,
        }
    )


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:g}" if isinstance(value, float) else str(value)
