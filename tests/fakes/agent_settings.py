"""The settings' part of the agent in memory, with the options that the real one has."""

from __future__ import annotations

from typing import Any, Protocol

from sonm_desktop.agent.answers.settings import AT_LOGIN, SERVICE
from sonm_desktop.api.schema.settings import Setting
from sonm_desktop.api.schema.tokens import IssuedToken, NewToken, Scope, Token
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.secret import Secret
from sonm_desktop.settings.options import ProfileSettings


class Told(Protocol):
    """The fake agent, as its parts see it."""

    now: Any

    def note(self, name: str, value: Any = None) -> None: ...
    def put(self, **changes: Any) -> None: ...


class FakeSettings:
    """A change is in the state at once."""

    def __init__(self, agent: Told) -> None:
        self._agent = agent

    async def all(self) -> list[Setting]:
        return list(sample_settings(self._agent.now.settings).values())

    async def change(self, key: str, value: str) -> Setting:
        self._agent.note("setting", (key, value))
        settings = sample_settings(self._agent.now.settings)
        options = ProfileSettings.options()
        if key in options:
            options[key].parsed(value)
        elif key not in settings:
            raise UserError("settings.unknown_option", key=key, known="")
        settings[key] = settings[key].model_copy(update={"value": value})
        self._agent.put(
            settings={name: one.model_dump(mode="json") for name, one in settings.items()}
        )
        return settings[key]


_SWITCHED = {"True": "on", "False": "off"}


def sample_settings(known: dict[str, Setting] | None = None) -> dict[str, Setting]:
    """Every option with its default, but for those that are *known*."""
    made = {
        key: Setting(
            key=key,
            label=option.label,
            kind="switch" if isinstance(option.default, bool) else "number",
            value=_SWITCHED.get(str(option.default), str(option.default)),
            default=_SWITCHED.get(str(option.default), str(option.default)),
            expected=option.expected,
            choices=option.choices,
            least=option.least,
            most=option.most,
        )
        for key, option in ProfileSettings.options().items()
    }
    for key in (AT_LOGIN, SERVICE):
        made[key] = Setting(
            key=key, label=key, kind="switch", value="off", default="off", expected="yes or no"
        )
    return {**made, **(known or {})}


class FakeTokens:
    """tokens: those that are good."""

    def __init__(self, agent: Told) -> None:
        self._agent = agent
        self.tokens = [Token(id="a1", name="backup", scope=Scope.READ, limit=None, spent=0)]

    async def all(self) -> list[Token]:
        return list(self.tokens)

    async def issue(self, request: NewToken) -> IssuedToken:
        self._agent.note("issue", request)
        made = Token(
            id=str(len(self.tokens)),
            name=request.name,
            scope=request.scope,
            limit=request.limit,
            spent=0,
        )
        self.tokens.append(made)
        return IssuedToken(token=made, secret=Secret("sonm_read_only_once"))

    async def revoke(self, token: str) -> None:
        self._agent.note("revoke", token)
        self.tokens = [one for one in self.tokens if one.id != token]
