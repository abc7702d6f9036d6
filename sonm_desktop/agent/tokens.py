"""Who may use the API: the profile's admin token, and tokens made for scripts."""

from __future__ import annotations

import hmac
import secrets

from sonm_desktop.api.proof import ADMIN_ID, new_token, token_hash, token_id
from sonm_desktop.api.schema.tokens import IssuedToken, NewToken, Scope, Token
from sonm_desktop.api.server.ports import Caller
from sonm_desktop.core.amounts import Wei, snm
from sonm_desktop.core.clock import Clock
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.paths import Profile, write_private
from sonm_desktop.core.secret import Secret
from sonm_desktop.store.api_tokens import ApiTokens, TokenRecord


class Tokens:
    """A `TokensPort`. The admin token is new with each start and lives in the profile's folder."""

    def __init__(self, records: ApiTokens, clock: Clock) -> None:
        self._records = records
        self._clock = clock
        self._admin = new_token(ADMIN_ID)
        self._admin_hash = token_hash(self._admin)

    def publish(self, profile: Profile) -> None:
        """Write the admin token where only its owner reads it."""
        write_private(profile.token_file, self._admin.reveal().encode())

    async def caller(self, token: Secret[str]) -> Caller | None:
        """Whose *token* it is; None for nobody's."""
        name = token_id(token)
        if name is None:
            return None
        hashed = token_hash(token)
        if name == ADMIN_ID:
            return Caller(name, Scope.ADMIN) if _equal(hashed, self._admin_hash) else None
        record = await self._records.get(name)
        if record is None or not _equal(hashed, record.hash):
            return None
        return Caller(name, Scope(record.scope), record.most)

    async def hash_of(self, token_id: str) -> bytes | None:
        """What proves that we know a token."""
        if token_id == ADMIN_ID:
            return self._admin_hash
        record = await self._records.get(token_id)
        return record.hash if record else None

    async def all(self) -> list[Token]:
        return [_shown(record, spent) for record, spent in await self._records.all()]

    async def issue(self, request: NewToken) -> IssuedToken:
        """Raises UserError("agent.limit_needed") for trade without a limit."""
        if (request.scope is Scope.TRADE) != (request.limit is not None):
            raise UserError("agent.limit_needed")
        name = secrets.token_hex(6)
        token = new_token(name)
        record = TokenRecord(
            token=name,
            name=request.name,
            scope=request.scope.value,
            most=None if request.limit is None else Wei(request.limit),
            hash=token_hash(token),
            created=self._clock.now(),
        )
        await self._records.add(record)
        return IssuedToken(token=_shown(record, Wei(0)), secret=token)

    async def revoke(self, token_id: str) -> None:
        """Raises UserError("agent.no_token_record")."""
        if not await self._records.remove(token_id):
            raise UserError("agent.no_token_record")

    async def reserve(self, caller: Caller, plan: str, amount: int) -> None:
        """Count what *plan* spends against the caller's limit, once, before it is done.

        Raises UserError("agent.over_limit").
        """
        if caller.scope is Scope.ADMIN:
            return
        left = await self._records.reserve(caller.token, plan, Wei(amount))
        if left is not None:
            raise UserError("agent.over_limit", needed=snm(amount), left=snm(left))

    async def release(self, caller: Caller, plan: str) -> None:
        """*plan* was refused: nothing was spent."""
        if caller.scope is not Scope.ADMIN:
            await self._records.release(caller.token, plan)


def _equal(one: bytes, other: bytes) -> bool:
    return hmac.compare_digest(one, other)


def _shown(record: TokenRecord, spent: Wei) -> Token:
    return Token(
        id=record.token,
        name=record.name,
        scope=Scope(record.scope),
        limit=record.most,
        spent=spent,
    )
