"""Where the agent of a profile listens, and how it proves itself on a port."""

from __future__ import annotations

import hmac
import secrets
import sys
from collections.abc import AsyncGenerator
from urllib.parse import urlsplit

import httpx

from sonm_desktop.api.client.link import Link
from sonm_desktop.api.proof import port_file, proof_of, token_hash, token_id
from sonm_desktop.core.errors import RemoteError, UserError
from sonm_desktop.core.foreign_json import parse_foreign
from sonm_desktop.core.paths import Profile
from sonm_desktop.core.secret import Secret

SOCKET_HOST = "agent"
"""The Host header of requests that come through the socket."""


def open_link(
    profile: Profile, *, token: Secret[str] | None, url: str | None, timeout_s: float
) -> Link:
    """A line to the agent by the profile's socket, or by the port in *url*.

    Where the system has no such sockets, the agent's own port is used.
    """
    if url is None and sys.platform == "win32":
        url = _written_url(profile)
    if url is None:
        http = httpx.AsyncClient(
            base_url=f"http://{SOCKET_HOST}",
            transport=httpx.AsyncHTTPTransport(uds=str(profile.socket)),
            auth=_Bearer(profile, token),
            timeout=timeout_s,
            trust_env=False,
        )
    else:
        http = httpx.AsyncClient(
            base_url=url,
            auth=_ProvenBearer(profile, token, _loopback_port(url)),
            timeout=timeout_s,
            trust_env=False,
        )
    return Link(http, log=str(profile.agent_log))


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


class _Bearer(httpx.Auth):
    """Puts the token into every request; the profile's own one is read when first needed."""

    def __init__(self, profile: Profile, token: Secret[str] | None) -> None:
        self._profile = profile
        self._given = token

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        token = self._token()
        if token is not None:
            request.headers["Authorization"] = f"Bearer {token.reveal()}"
        yield request

    def _token(self) -> Secret[str] | None:
        """None where there is no agent yet; only `health` works then."""
        if self._given is not None:
            return self._given
        try:
            return Secret(self._profile.token_file.read_text(encoding="ascii").strip())
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise UserError("agent.no_token", file=str(self._profile.token_file)) from error


class _ProvenBearer(_Bearer):
    """Sends nothing of worth before whoever listens has proved that it knows the token."""

    def __init__(self, profile: Profile, token: Secret[str] | None, port: int) -> None:
        super().__init__(profile, token)
        self._port = port

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        token = self._token()
        name = token_id(token) if token is not None else None
        if token is None or name is None:
            raise UserError("agent.no_token", file=str(self._profile.token_file))
        nonce = secrets.token_hex(32)
        answer = yield httpx.Request(
            "POST", request.url.join("/proof"), json={"nonce": nonce, "token": name}
        )
        expected = proof_of(token_hash(token), nonce=nonce, port=self._port)
        if not hmac.compare_digest(_proof_in(await answer.aread()).encode(), expected.encode()):
            raise RemoteError("agent.not_proved")
        request.headers["Authorization"] = f"Bearer {token.reveal()}"
        yield request


def _proof_in(content: bytes) -> str:
    try:
        return str(parse_foreign(content)["proof"])
    except (ValueError, KeyError, TypeError):
        return ""
