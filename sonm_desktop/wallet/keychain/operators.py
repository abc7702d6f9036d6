"""Operator keys: one per account, usable while the wallet is locked and after a reboot."""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.core.paths import write_private
from sonm_desktop.core.secret import Secret
from sonm_desktop.wallet.keychain.files import (
    load_or_create_key,
    new_key,
)
from sonm_desktop.wallet.keychain.system import StoreFailed, SystemStore, find_store
from sonm_desktop.wallet.signer import BadKey, KeySigner

logger = logging.getLogger(__name__)

RECORD_NAME = "operators.json"
PROBE_LIMIT_S = 5.0
USE_LIMIT_S = 30.0
"""Long enough for a person to unlock the store at a prompt."""

_FILES = "files"


class SecretStore(Protocol):
    """Where texts are kept by name; its methods raise StoreFailed."""

    kind: str

    async def read(self, name: str, *, limit_s: float) -> str | None: ...
    async def write(self, name: str, value: str, *, limit_s: float) -> None: ...
    async def remove(self, name: str, *, limit_s: float) -> None: ...


@dataclass(frozen=True, slots=True)
class _Place:
    """Where this profile's operator keys are. kind: ``files``, or a kind of system store.

    profile: random, so that two profiles with one account do not share an operator.
    """

    kind: str
    profile: str


class OperatorKeys:
    """Keeps them in the system's secret store where one works, else in private files.

    Which of both is decided at the first key, by writing and reading one back, and recorded in
    *folder*: a store that is closed later is an error then, never a second set of keys.
    """

    def __init__(
        self,
        folder: Path,
        *,
        find: Callable[[float], Awaitable[SecretStore]] = find_store,
        store_of_kind: Callable[[str], SecretStore] = SystemStore,
    ) -> None:
        self._folder = folder
        self._find = find
        self._store_of_kind = store_of_kind
        self._signers: dict[Address, KeySigner] = {}
        self._turn = asyncio.Lock()

    async def signer(self, account: Address) -> KeySigner:
        """The operator key of *account*, made at the first call.

        Raises UserError: wallet.keychain_unavailable when the store that holds it is closed,
        wallet.keychain_damaged, and as `load_or_create_key` does.
        """
        async with self._turn:
            if account not in self._signers:
                place = await self._place()
                self._signers[account] = await self._loaded(place, account)
            return self._signers[account]

    async def forget(self, account: Address) -> None:
        """Remove the key of *account*, if there is one; the next `signer` makes another.

        Raises UserError as `signer` does.
        """
        async with self._turn:
            place = await self._place()
            self._signers.pop(account, None)
            if place.kind == _FILES:
                self._file(account).unlink(missing_ok=True)
                return
            store, name = self._store_of_kind(place.kind), _name(place, account)
            try:
                if await store.read(name, limit_s=USE_LIMIT_S) is not None:
                    await store.remove(name, limit_s=USE_LIMIT_S)
            except StoreFailed as error:
                raise UserError("wallet.keychain_unavailable") from error

    async def _place(self) -> _Place:
        path = self._folder / RECORD_NAME
        recorded = _read_place(path)
        if recorded is not None:
            return recorded
        place = _Place(kind=await self._working_kind(), profile=secrets.token_hex(8))
        write_private(path, json.dumps(asdict(place)).encode())
        logger.info("operator keys are kept in %s", place.kind)
        return place

    async def _working_kind(self) -> str:
        """The system's store if a text survives there, else files."""
        name, text = f"probe-{secrets.token_hex(8)}", secrets.token_hex(8)
        try:
            store = await self._find(PROBE_LIMIT_S)
            await store.write(name, text, limit_s=PROBE_LIMIT_S)
            kept = await store.read(name, limit_s=PROBE_LIMIT_S)
            await store.remove(name, limit_s=PROBE_LIMIT_S)
        except StoreFailed:
            return _FILES
        return store.kind if kept == text else _FILES

    async def _loaded(self, place: _Place, account: Address) -> KeySigner:
        if place.kind == _FILES:
            return load_or_create_key(self._file(account))
        try:
            return await self._from_store(self._store_of_kind(place.kind), _name(place, account))
        except (StoreFailed, BadKey, ValueError) as error:
            raise UserError("wallet.keychain_unavailable") from error

    async def _from_store(self, store: SecretStore, name: str) -> KeySigner:
        kept = await store.read(name, limit_s=USE_LIMIT_S)
        if kept is None:
            await store.write(name, new_key().reveal().hex(), limit_s=USE_LIMIT_S)
            kept = await store.read(name, limit_s=USE_LIMIT_S)
        return KeySigner(Secret(bytes.fromhex(kept or "")))

    def _file(self, account: Address) -> Path:
        return self._folder / f"operator-{account.lower()}.key"


def _name(place: _Place, account: Address) -> str:
    return f"operator-{place.profile}-{account.lower()}"


def _read_place(path: Path) -> _Place | None:
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        place = _Place(kind=fields["kind"], profile=fields["profile"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise UserError("wallet.keychain_damaged", file=path.name) from error
    if not isinstance(place.kind, str) or not isinstance(place.profile, str):
        raise UserError("wallet.keychain_damaged", file=path.name)
    return place
