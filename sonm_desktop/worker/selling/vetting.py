"""What the chain says of somebody who asks for a quote: how sure it is who he is, and whether
the master's lists refuse him. Nothing that he says himself counts.

While the chain cannot be asked there is no quote: its price, funds and binding come from there
as well, and a sale to an account that the master has blocked cannot be taken back.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Protocol

from eth_utils.address import is_address, to_checksum_address

from sonm_desktop.chain.network import Network
from sonm_desktop.chain.registries.identity import IdentityReader
from sonm_desktop.chain.registries.lists import ListReader
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import ZERO_ADDRESS, Address
from sonm_desktop.store.worker_facts import WorkerFacts

ANONYMOUS = 1
MOST_BLOCKED = 1000
_BLOCKED = "blocked"


class Levels(Protocol):
    """How sure one can be who an account is; `chain.registries.identity.IdentityReader` is one."""

    async def level_of(self, account: Address) -> int: ...


class Lists(Protocol):
    """Who refuses whom on the chain; `chain.registries.lists.ListReader` is one."""

    async def refuses(self, reader: Address, account: Address) -> bool: ...


@dataclass(frozen=True, slots=True)
class Vetted:
    """level: 1 is anonymous. refused: by the master's lists, on the chain or in private."""

    level: int
    refused: bool


class Vetting:
    """Asks for every quote anew: a block counts from the next request on.

    *levels*, *lists*: None on a network that has no such registry.
    """

    def __init__(
        self,
        *,
        master: Address,
        facts: WorkerFacts,
        levels: Levels | None = None,
        lists: Lists | None = None,
    ) -> None:
        self._master = master
        self._facts = facts
        self._levels = levels
        self._lists = lists

    @property
    def knows_levels(self) -> bool:
        """Whether anybody can show more here than that he is anonymous."""
        return self._levels is not None

    async def of(self, account: Address) -> Vetted:
        """Raises RemoteError or BadReply while the chain cannot be asked."""
        if account in await self.blocked():
            return Vetted(ANONYMOUS, refused=True)
        refused = self._lists is not None and await self._lists.refuses(self._master, account)
        level = 0 if self._levels is None else await self._levels.level_of(account)
        return Vetted(max(ANONYMOUS, level), refused)

    async def blocked(self) -> list[Address]:
        """Whom the master blocks without telling the chain."""
        return [Address(account) for account in await self._facts.get(_BLOCKED) or []]

    async def block(self, accounts: Collection[Address]) -> None:
        """These and no others, from now on."""
        await self._facts.put(_BLOCKED, sorted(accounts))


def exists(place: Address | None) -> bool:
    """Whether a network names a registry at *place*."""
    return place not in (None, ZERO_ADDRESS)


def registries_of(rpc: Rpc, network: Network) -> tuple[Levels | None, Lists | None]:
    """Who knows levels and lists of *network*, as far as it has such registries."""
    levels = IdentityReader(rpc, network) if exists(network.profiles) else None
    lists = ListReader(rpc, network) if exists(network.blacklists) else None
    return levels, lists


def blocked_accounts(wire: Any) -> list[Address]:
    """The accounts in *wire*. Raises UserError worker.bad_request."""
    listed = isinstance(wire, list) and len(wire) <= MOST_BLOCKED
    if not listed or not all(isinstance(one, str) and is_address(one) for one in wire):
        raise UserError("worker.bad_request", part="accounts")
    return [Address(to_checksum_address(one)) for one in wire]
