"""Which token may call which route."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import Depends, Request
from fastapi.params import Depends as DependsParameter

from sonm_desktop.api.schema.tokens import Scope
from sonm_desktop.api.server.ports import Caller, TokensPort
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.secret import Secret

_RANK = {Scope.READ: 0, Scope.TRADE: 1, Scope.ADMIN: 2}
_BEARER = "bearer "


class Gate:
    """Makes the check that every route carries."""

    def __init__(self, tokens: TokensPort) -> None:
        self._tokens = tokens

    def needs(self, scope: Scope) -> Sequence[DependsParameter]:
        """For a route's *dependencies*: lets callers of *scope* and above through."""

        async def check(request: Request) -> None:
            caller = await self._caller(request)
            require(caller, scope)
            request.state.caller = caller

        return [Depends(check)]

    async def _caller(self, request: Request) -> Caller:
        given = request.headers.getlist("authorization")
        if len(given) != 1 or not given[0].lower().startswith(_BEARER):
            raise UserError("agent.token_needed")
        caller = await self._tokens.caller(Secret(given[0][len(_BEARER) :].strip()))
        if caller is None:
            raise UserError("agent.token_unknown")
        return caller


def require(caller: Caller, scope: Scope) -> None:
    """Return only if *caller* may do what needs *scope*. Raises UserError("agent.scope")."""
    if _RANK[caller.scope] < _RANK[scope]:
        raise UserError("agent.scope", needs=scope.value, has=caller.scope.value)


def caller_of(request: Request) -> Caller:
    """Who calls, after the gate has let him through."""
    caller: Any = request.state.caller
    if not isinstance(caller, Caller):
        raise TypeError("a route without a gate")
    return caller
