"""Tokens for scripts and other programs."""

from __future__ import annotations

from sonm_desktop.api.client.link import Link
from sonm_desktop.api.schema.tokens import IssuedToken, NewToken, Token


class TokenCalls:
    """`AgentClient.tokens`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def all(self) -> list[Token]:
        return await self._link.ask_all(Token, "/tokens")

    async def issue(self, request: NewToken) -> IssuedToken:
        """Its secret is shown this once."""
        return await self._link.ask(IssuedToken, "POST", "/tokens", request)

    async def revoke(self, token: str) -> None:
        """It stops working at once."""
        await self._link.tell("DELETE", f"/tokens/{token}")
