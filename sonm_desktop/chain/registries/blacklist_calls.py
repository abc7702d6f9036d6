"""Calls of the registry of blacklists, encoded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sonm_desktop.chain.calldata import encode_call
from sonm_desktop.chain.market_calls import Call
from sonm_desktop.chain.network import Network
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import ZERO_ADDRESS, Address

MOST_AT_ONCE = 100
"""Accounts, and lists, that the contract looks at in one call."""

LONGEST_REASON = 32
"""Bytes of UTF-8."""


def has_blacklists(network: Network) -> bool:
    """Whether *network* has such a registry."""
    return network.blacklists not in (None, ZERO_ADDRESS)


class BlacklistCalls:
    """Of the network's Blacklists. Raises UserError("blacklist.no_registry")."""

    def __init__(self, network: Network) -> None:
        if network.blacklists is None or network.blacklists == ZERO_ADDRESS:
            raise UserError("blacklist.no_registry")
        self._place = network.blacklists

    def listed(self, accounts: Sequence[Address], *, on: bool, reason: str = "") -> Call:
        """Put *accounts* on the sender's list, or take them off it."""
        word = reason_word(reason)
        return self._call("set(address[],bool,bytes32)", list(accounts), on, word)

    def follow(self, owner: Address, *, on: bool) -> Call:
        return self._call("follow(address,bool)", owner, on)

    def refuses(self, reader: Address, account: Address, owners: Sequence[Address]) -> Call:
        signature = "refuses(address,address,address[])"
        return self._call(signature, reader, account, list(owners))

    def _call(self, signature: str, *arguments: Any) -> Call:
        return Call(self._place, encode_call(signature, *arguments))


def reason_word(reason: str) -> bytes:
    """*reason* as 32 bytes. Raises UserError("blacklist.reason_too_long")."""
    raw = reason.strip().encode()
    if len(raw) > LONGEST_REASON:
        raise UserError("blacklist.reason_too_long", most=LONGEST_REASON)
    return raw.ljust(LONGEST_REASON, b"\0")


def reason_text(word: bytes) -> str:
    """The reason in a log: a stranger's text, whatever it is."""
    return word.rstrip(b"\0").decode("utf-8", errors="replace")
