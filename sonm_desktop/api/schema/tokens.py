"""Tokens of the API: who may do what, up to how much."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from sonm_desktop.api.schema.kinds import Reply, Request, SecretText, WeiText

TokenName = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]+$")]


class Scope(StrEnum):
    """read: look. trade: also buy, run tasks and sell, up to a limit. admin: everything."""

    READ = "read"
    TRADE = "trade"
    ADMIN = "admin"


class NewToken(Request):
    """limit: wei of SNM that all its purchases together may cost; trade needs one."""

    name: TokenName
    scope: Scope
    limit: WeiText | None = None


class Token(Reply):
    """spent: wei of SNM that its commits have put into deals."""

    id: str
    name: str
    scope: Scope
    limit: WeiText | None
    spent: WeiText


class IssuedToken(Reply):
    """secret: shown this once; put it behind ``Authorization: Bearer``."""

    token: Token
    secret: SecretText
