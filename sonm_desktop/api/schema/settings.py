"""What a person may choose, as forms and listings show it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sonm_desktop.api.schema.kinds import Reply, Request

SettingKey = Annotated[str, Field(max_length=80, pattern=r"^[a-z_]+\.[a-z_]+$")]


class Setting(Reply):
    """One option. value, default: as a person types them. expected: what makes sense, in words.

    choices: all values, where there are few. least, most: of a number. changeable: this system
    lets it be changed. at_once: a change holds from now on, not from the next start.
    """

    key: str
    label: str
    kind: Literal["switch", "number", "text"]
    value: str
    default: str
    expected: str
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    changeable: bool = True
    at_once: bool = True


class ChangeSetting(Request):
    """value: as a person types it."""

    value: Annotated[str, Field(max_length=200)]
