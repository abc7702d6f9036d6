"""The types that the models are made of: money as text, secrets, ids, and two bases."""

from __future__ import annotations

import re
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
)

from sonm_desktop.core.secret import Secret

LARGEST_WEI = 2**256 - 1
LONGEST_SECRET = 1024

_DIGITS = re.compile(r"[0-9]{1,78}", re.ASCII)


class Request(BaseModel):
    """What a face sends: an unknown field is an error, so that a typo never passes silently."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Reply(BaseModel):
    """What the agent sends: unknown fields of a newer agent are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


def _wei(value: Any) -> int:
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        value = int(value)
    if type(value) is not int or not 0 <= value <= LARGEST_WEI:
        raise ValueError("expected whole wei as decimal text")
    return int(value)


WeiText = Annotated[
    int,
    BeforeValidator(_wei),
    PlainSerializer(str, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{1,78}$"}),
]
"""Wei (or wei per second): `int` here, decimal text in JSON, which would round it."""


def _signed_wei(value: Any) -> int:
    if isinstance(value, str) and value.startswith("-"):
        return -_wei(value[1:])
    return -_wei(-value) if type(value) is int and value < 0 else _wei(value)


SignedWeiText = Annotated[
    int,
    BeforeValidator(_signed_wei),
    PlainSerializer(str, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": "^-?[0-9]{1,78}$"}),
]
"""A change of an amount: below zero out, as `WeiText` otherwise."""


def _secret(value: Any) -> Secret[str]:
    if isinstance(value, Secret):
        return value
    if not isinstance(value, str) or not value or len(value) > LONGEST_SECRET:
        raise ValueError("expected text")
    return Secret(value)


SecretText = Annotated[
    Secret[str],
    PlainValidator(_secret),
    PlainSerializer(lambda secret: secret.reveal(), return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "password"}),
]
"""A password, phrase or token: prints as ``<secret>``, travels in the clear over the socket."""

AddressText = Annotated[str, Field(pattern=r"^0x[0-9a-fA-F]{40}$")]
HashText = Annotated[str, Field(pattern=r"^0x[0-9a-fA-F]{64}$")]
"""A deal's id, a digest, or a transaction's hash."""

TaskName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
Seconds = Annotated[int, Field(ge=0, lt=2**32)]


def _askable(url: str) -> str:
    """Raises ValueError for one that nobody can ask; it may hold a key, and is not repeated."""
    parts = urlsplit(url)
    if not parts.hostname or parts.port == 0:
        raise ValueError("no address of the web")
    return url


def _printable(text: str) -> str:
    """Raises ValueError for what steers a terminal, or turns a line around."""
    if not text.isprintable():
        raise ValueError("not printable")
    return text


WebAddress = Annotated[
    str,
    Field(pattern=r"^https?://[^\s/]+(/\S*)?$", max_length=512),
    AfterValidator(_askable),
]
NetworkName = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(_printable)]
