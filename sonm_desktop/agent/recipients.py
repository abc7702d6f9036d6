"""Addresses that money may be sent to: known, new, or only looking like a known one.

Whoever wants to be paid by mistake makes an address with the same first and last digits as one
that the person uses, and puts it into the history by a payment of nothing. So an address counts
as known only if it is an own one or was sent to before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from sonm_desktop.agent.networking import Networking
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.history import HistoryRow, RowKind
from sonm_desktop.api.schema.wallet import Recipient
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.wallet.wallet import Wallet

SAME_ENDS = 7
"""So many equal digits at both ends together pass for the same at a glance: a short address
shows eight. By chance it happens once in 30 million."""

_SENT = frozenset({RowKind.SENT, RowKind.COIN_SENT})


@dataclass(frozen=True, slots=True)
class KnownAddresses:
    """trusted: own accounts and whom was paid. seen: everybody in the history besides."""

    trusted: frozenset[Address]
    seen: frozenset[Address]


def known_addresses(own: Iterable[Address], rows: Iterable[HistoryRow]) -> KnownAddresses:
    """The addresses of the *own* accounts and of their history."""
    rows = list(rows)
    trusted = {*own, *(Address(row.other) for row in rows if row.kind in _SENT)}
    seen = {Address(row.other) for row in rows if row.other}
    return KnownAddresses(frozenset(trusted), frozenset(seen - trusted))


def look_alike(address: Address, known: KnownAddresses) -> Address | None:
    """The known address that *address* only looks like; None for a known or a distinct one."""
    if address in known.trusted:
        return None
    alike = [
        other
        for other in sorted(known.trusted) + sorted(known.seen)
        if other != address and same_ends(address, other) >= SAME_ENDS
    ]
    return alike[0] if alike else None


def same_ends(one: str, other: str) -> int:
    """Equal digits at the beginning and at the end of two addresses, together."""
    first, second = one[2:].lower(), other[2:].lower()
    return _same_beginning(first, second) + _same_beginning(first[::-1], second[::-1])


def _same_beginning(one: str, other: str) -> int:
    for at, (mine, theirs) in enumerate(zip(one, other, strict=False)):
        if mine != theirs:
            return at
    return min(len(one), len(other))


class HistoryRows(Protocol):
    """Where the history of an account comes from."""

    async def newest_rows_of(self, account: Address) -> list[HistoryRow]: ...


class KnownRecipients:
    """Knows whom the wallet's accounts have to do with, by their histories."""

    def __init__(self, networking: Networking, wallet: Wallet, history: HistoryRows) -> None:
        self._networking = networking
        self._wallet = wallet
        self._history = history

    async def require_no_look_alike(self, account: Address, to: Address) -> None:
        """Raises UserError("agent.look_alike") with the address that *to* only looks like."""
        like = look_alike(to, await self._known())
        if like is not None:
            raise UserError("agent.look_alike", account=account, to=to, like=like)

    async def check(self, to: Address) -> Recipient:
        """What is known of *to*."""
        known = await self._known()
        like = look_alike(to, known)
        if like is not None:
            state = Worded.of("agent.look_alike", {"to": to, "like": like})
            return Recipient(address=to, state=state, like=like)
        return Recipient(address=to, state=self._state(to, known))

    def _state(self, to: Address, known: KnownAddresses) -> Worded:
        for account in self._wallet.accounts():
            if account.address == to:
                return Worded.of("agent.recipient_own", {"label": account.label})
        network = self._networking.session().network
        if to in (network.market, network.campaigns):
            return Worded.of("agent.recipient_market")
        return Worded.of(f"agent.recipient_{'known' if to in known.trusted else 'new'}")

    async def _known(self) -> KnownAddresses:
        own = [account.address for account in self._wallet.accounts()]
        rows = [row for account in own for row in await self._history.newest_rows_of(account)]
        return known_addresses(own, rows)
