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

    deals: of own accounts, still open there; selling: those of them that pay. held: SNM in their
    vaults, in own campaigns for nobody, and what of the deals would come to them, if they ended
    now; owed: of it, earned and not claimed yet, and claim_by: until when (chain time) that is
    safe, None where nothing hurries.
    answers: a node there told so. trouble: why the agent cannot claim it now.
    """

    identity: str
    name: str
    chain_id: int
    market: str
    deals: int = 0
    held: WeiText = 0
    answers: bool = False
    selling: int = 0
    owed: WeiText = 0
    claim_by: int | None = None
    trouble: Worded | None = None


class Leaving(Reply):
    """What goes on, or ends, on the network in use when the profile goes to another one.

    selling: open deals that pay own accounts; owed: earned there and not claimed yet; claim_by:
    until when that is safe, None where nothing hurries. renting: open rentals of this profile;
    escrow: SNM in them; paid_until: when the last of them stands still, None where none runs.
    serving: customers of this PC, whose jobs end. known: the chain told so; else the amounts are
    not known. trouble: why the agent could not claim there by itself.
    """

    name: str = ""
    selling: int = 0
    owed: WeiText = 0
    claim_by: int | None = None
    renting: int = 0
    escrow: WeiText = 0
    paid_until: int | None = None
    serving: int = 0
    known: bool = True
    trouble: Worded | None = None

    @property
    def costs(self) -> bool:
        """Whether anything is at stake."""
        return bool(self.selling or self.renting or self.serving)


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

    @property
    def refused(self) -> bool:
        """Its node answers and is not believed: nothing is signed for it."""
        return self.state.code in REFUSED_NETWORK


class UseNetwork(Request):
    """network: the fields of a network file."""

    network: dict[str, Any]
