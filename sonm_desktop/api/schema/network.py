"""The network that the profile is on."""

from __future__ import annotations

from typing import Any

from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.kinds import Reply, Request, WeiText

REFUSED_NETWORK = frozenset(
    {"chain.foreign_code", "chain.foreign_practice", "chain.wrong_network", "chain.wrong_chain"}
)
"""Codes of a network's state when its node answers, and is not believed."""


class KnownNetwork(Reply):
    """A network that the profile has been on, and is not on now.

    deals: of own accounts, still open there. held: SNM in their vaults and what of the deals
    would come to them, if they ended now. answers: a node there told so.
    """

    identity: str
    name: str
    chain_id: int
    market: str
    deals: int = 0
    held: WeiText = 0
    answers: bool = False


class NetworkStatus(Reply):
    """state: agent.network_none, _starting, _ready, or the code of what is wrong.

    configured: a network was chosen. head: the newest block that the node tells; indexed: the
    newest that the index holds. time: chain time. nodes: host names only. profiles, blacklists,
    reputation, feed, campaigns: addresses; None where this network has no such contract.
    others: networks of before.
    """

    state: Worded
    ready: bool
    configured: bool
    name: str = ""
    practice: bool = False
    chain_id: int = 0
    market: str = ""
    token: str = ""
    faucet: str | None = None
    identity: str = ""
    confirmations: int = 0
    nodes: tuple[str, ...] = ()
    relays: tuple[str, ...] = ()
    head: int | None = None
    indexed: int | None = None
    time: int | None = None
    profiles: str | None = None
    blacklists: str | None = None
    reputation: str | None = None
    feed: str | None = None
    campaigns: str | None = None
    others: tuple[KnownNetwork, ...] = ()


class UseNetwork(Request):
    """network: the fields of a network file."""

    network: dict[str, Any]
