"""Where the agent of a profile listens, and how it proves itself on a port."""

from __future__ import annotations

import asyncio
import hmac
import json
import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from urllib.parse import urlsplit

from sonm_desktop.api.client.link import Link
from sonm_desktop.api.proof import port_file, proof_of, token_hash, token_id
from sonm_desktop.core.errors import RemoteError, UserError
from sonm_desktop.core.foreign_json import parse_foreign
from sonm_desktop.core.local_http import Connect, Exchange, Question, exchange
from sonm_desktop.core.paths import Profile
from sonm_desktop.core.secret import Secret

SOCKET_HOST = "agent"
"""The Host header of requests that come through the socket."""

_LOOPBACK = "127.0.0.1"


def open_link(
    profile: Profile, *, token: Secret[str] | None, url: str | None, timeout_s: float
) -> Link:
    """A line to the agent by the profile's socket, or by the port in *url*.

    Where the system has no such sockets, the agent's own port is used.
    """
    if url is None and sys.platform == "win32":
        url = _written_url(profile)
    badge = _Badge(profile, token)
    door = _SocketDoor(profile, badge) if url is None else _PortDoor(_loopback_port(url), badge)
    return Link(door, log=str(profile.agent_log), timeout_s=timeout_s)


def _written_url(profile: Profile) -> str:
    """Where the agent says that it listens. Raises RemoteError("agent.unreachable")."""
    try:
        port = int(port_file(profile.socket).read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        raise RemoteError("agent.unreachable", log=str(profile.agent_log)) from error
    return f"http://127.0.0.1:{port}"


def _loopback_port(url: str) -> int:
    parts = urlsplit(url)
    if parts.scheme != "http" or parts.hostname not in ("127.0.0.1", "localhost"):
        raise UserError("agent.not_loopback")
    return parts.port or 80


class _Badge:
    """The token that every question carries; the profile's own one is read when first needed."""

    def __init__(self, profile: Profile, token: Secret[str] | None) -> None:
        self._profile = profile
        self._given = token

    def headers(self) -> dict[str, str]:
        """Nothing where there is no agent yet; only `health` works then."""
        token = self.token()
        return {} if token is None else {"Authorization": f"Bearer {token.reveal()}"}

    def token(self) -> Secret[str] | None:
        """None where there is no agent yet. Raises UserError("agent.no_token")."""
        if self._given is not None:
            return self._given
        try:
            return Secret(self._profile.token_file.read_text(encoding="ascii").strip())
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise self.missing() from error

    def missing(self) -> UserError:
        """What is wrong when there has to be a token and is none."""
        return UserError("agent.no_token", file=str(self._profile.token_file))


class _SocketDoor:
    """Through the profile's socket, in a folder that nobody else enters."""

    def __init__(self, profile: Profile, badge: _Badge) -> None:
        self._path = str(profile.socket)
        self._badge = badge

    @asynccontextmanager
    async def open(self, timeout_s: float) -> AsyncIterator[tuple[Exchange, dict[str, str]]]:
        connect: Connect = partial(asyncio.open_unix_connection, self._path)
        async with exchange(connect, SOCKET_HOST, timeout_s) as line:
            yield line, self._badge.headers()


class _PortDoor:
    """Through a port, where anybody could listen.

    Sends nothing of worth before whoever listens has proved, on this very connection, that it
    knows the token.
    """

    def __init__(self, port: int, badge: _Badge) -> None:
        self._port = port
        self._badge = badge

    @asynccontextmanager
    async def open(self, timeout_s: float) -> AsyncIterator[tuple[Exchange, dict[str, str]]]:
        token = self._badge.token()
        name = token_id(token) if token is not None else None
        if token is None or name is None:
            raise self._badge.missing()
        connect: Connect = partial(asyncio.open_connection, _LOOPBACK, self._port)
        async with exchange(connect, f"{_LOOPBACK}:{self._port}", timeout_s) as line:
            nonce = secrets.token_hex(32)
            body = json.dumps({"nonce": nonce, "token": name}).encode()
            headers = {"Content-Type": "application/json"}
            await line.ask(Question("POST", "/proof", timeout_s, body, headers))
            expected = proof_of(token_hash(token), nonce=nonce, port=self._port)
            given = _proof_in(await line.content())
            if not hmac.compare_digest(given.encode(), expected.encode()):
                raise RemoteError("agent.not_proved")
            yield line, self._badge.headers()


def _proof_in(content: bytes) -> str:
    try:
        return str(parse_foreign(content)["proof"])
    except (ValueError, KeyError, TypeError):
        return ""
