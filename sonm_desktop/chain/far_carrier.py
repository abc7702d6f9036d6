"""Requests to a node of others: with certificates, proxies and whatever its URL asks for."""

from __future__ import annotations

import httpx

from sonm_desktop.chain.carrier import Gathered, LostError

_JSON = {"Content-Type": "application/json"}


class FarCarrier:
    """A `Carrier` to *url*."""

    def __init__(self, url: str, *, timeout_s: float, proxies: bool, certificates: bool) -> None:
        """proxies: those that the environment names are used. certificates: *url* needs them;
        reading those of every authority takes 20 ms."""
        self._url = url
        self._client = httpx.AsyncClient(
            timeout=timeout_s, trust_env=proxies, follow_redirects=False, verify=certificates
        )

    async def post(self, body: bytes) -> bytes:
        try:
            return await self._exchange(body)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise LostError(type(error).__name__) from error

    async def close(self) -> None:
        await self._client.aclose()

    async def _exchange(self, body: bytes) -> bytes:
        asked = self._client.stream("POST", self._url, content=body, headers=_JSON)
        async with asked as response:
            if response.status_code != httpx.codes.OK:
                raise LostError("not OK")
            reply = Gathered()
            async for chunk in response.aiter_bytes():
                reply.add(chunk)
        return reply.whole()
