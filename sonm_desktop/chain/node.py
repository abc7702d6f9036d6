"""One node's URL: JSON-RPC over HTTP, with a time limit, a size limit and checked replies."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from sonm_desktop.chain.carrier import Carrier, LostError
from sonm_desktop.chain.near_carrier import LOOPBACK, NearCarrier, is_near
from sonm_desktop.core.errors import BadReply, RemoteError
from sonm_desktop.core.foreign_json import parse_foreign

_PARSED_IN_PLACE = 2**18


class NodeUnreachable(RemoteError):
    """The node gave no usable answer at all; another one may."""

    def __init__(self, node: str) -> None:
        super().__init__("chain.unreachable", node=node)

    def __reduce__(self) -> tuple[Any, ...]:
        return NodeUnreachable, (self.params["node"],)


class NodeError(RemoteError):
    """The node answered with an error. *message* is foreign text: for decisions, not for show.

    revert: what the contract reverted with; None when it was not a revert.
    """

    def __init__(self, method: str, number: int, message: str, revert: bytes | None) -> None:
        super().__init__("chain.node_error", method=method, number=number)
        self.method = method
        self.number = number
        self.message = message
        self.revert = revert

    def __reduce__(self) -> tuple[Any, ...]:
        return NodeError, (self.method, self.number, self.message, self.revert)


class Node:
    """Speaks to *url*. The URL may hold a key: only its host is ever shown."""

    def __init__(self, url: str, *, timeout_s: float) -> None:
        parts = urlsplit(url)
        self.host = parts.hostname or "?"
        self._timeout_s = timeout_s
        self._ids = itertools.count(1)
        self._carrier = _carrier_to(url, timeout_s)

    async def call(self, method: str, params: Sequence[Any] = ()) -> Any:
        """The result. Raises NodeUnreachable, BadReply or NodeError."""
        request = self._request(method, params)
        reply = await self._post(request)
        return _result(reply, request)

    async def batch(self, calls: Sequence[tuple[str, Sequence[Any]]]) -> list[Any]:
        """The results of *calls* in order; the first error is raised."""
        if not calls:
            return []
        requests = [self._request(method, params) for method, params in calls]
        reply = await self._post(requests)
        if isinstance(reply, dict):
            _result({**reply, "id": requests[0]["id"]}, requests[0])
        if not isinstance(reply, list) or len(reply) != len(requests):
            raise BadReply("not one answer for each question")
        answers = {
            entry["id"]: entry
            for entry in reply
            if isinstance(entry, dict) and type(entry.get("id")) is int
        }
        return [_result(answers.get(request["id"]), request) for request in requests]

    async def close(self) -> None:
        await self._carrier.close()

    def _request(self, method: str, params: Sequence[Any]) -> dict[str, Any]:
        return {"jsonrpc": "2.0", "id": next(self._ids), "method": method, "params": list(params)}

    async def _post(self, body: Any) -> Any:
        try:
            async with asyncio.timeout(self._timeout_s):
                raw = await self._carrier.post(json.dumps(body, separators=(",", ":")).encode())
        except (LostError, TimeoutError) as error:
            raise NodeUnreachable(self.host) from error
        try:
            if len(raw) <= _PARSED_IN_PLACE:
                return parse_foreign(raw)
            return await asyncio.to_thread(parse_foreign, raw)
        except ValueError as error:
            raise BadReply("not JSON") from error


def _carrier_to(url: str, timeout_s: float) -> Carrier:
    parts = urlsplit(url)
    if is_near(parts):
        return NearCarrier(parts, timeout_s=timeout_s)
    from sonm_desktop.chain.far_carrier import FarCarrier  # noqa: PLC0415 (10 MiB)

    return FarCarrier(
        url,
        timeout_s=timeout_s,
        proxies=parts.hostname not in LOOPBACK,
        certificates=parts.scheme != "http",
    )


def _result(reply: Any, request: dict[str, Any]) -> Any:
    if not isinstance(reply, dict) or reply.get("id") != request["id"]:
        raise BadReply("an answer to something else")
    if reply.get("error") is not None:
        raise _error(reply["error"], request["method"])
    if "result" not in reply:
        raise BadReply("neither a result nor an error")
    return reply["result"]


def _error(error: Any, method: str) -> Exception:
    if not isinstance(error, dict):
        return BadReply("an error without a reason")
    number = error.get("code")
    message = error.get("message")
    return NodeError(
        method,
        number if type(number) is int else 0,
        message[:500] if isinstance(message, str) else "",
        _revert_data(error),
    )


def _revert_data(error: dict[str, Any]) -> bytes | None:
    """Revert bytes as nodes place them: in `data`, or in `data.data`."""
    data = error.get("data")
    if isinstance(data, dict):
        data = data.get("data", data.get("result"))
    if isinstance(data, str) and data.startswith("0x"):
        try:
            return bytes.fromhex(data[2:])
        except ValueError:
            return None
    reverted = "revert" in str(error.get("message", "")).lower()
    return b"" if reverted else None
