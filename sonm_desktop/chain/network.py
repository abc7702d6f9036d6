"""A network: which chain, which contracts, how to reach it. One file, one database each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.foreign_json import parse_foreign
from sonm_desktop.core.ids import Address, BlockHash, BlockNumber, ChainId
from sonm_desktop.core.paths import write_private
from sonm_desktop.wallet.messages import Domain


@dataclass(frozen=True, slots=True)
class Network:
    """Everything that a program must know to take part.

    confirmations: blocks on top of a `take` before a job starts.
    relays: P2P relay URLs; without any, offers reach only the local network.
    profiles, blacklists, reputation, campaigns, feed (the market's price in USD): None where a
    network has none of that kind, as those had that were deployed before it existed.
    codes: hashes of the code at these addresses, as it was when the network was deployed.
    """

    name: str
    chain_id: ChainId
    rpc_urls: tuple[str, ...]
    market: Address
    token: Address
    faucet: Address | None
    deployed_block: BlockNumber
    deployment_hash: BlockHash
    confirmations: int
    relays: tuple[str, ...]
    practice: bool
    profiles: Address | None = None
    blacklists: Address | None = None
    reputation: Address | None = None
    feed: Address | None = None
    campaigns: Address | None = None
    codes: Mapping[str, str] = field(default_factory=dict)

    @property
    def identity(self) -> str:
        """Names the database: a chain id alone may be reused by another practice network."""
        seed = f"{self.chain_id}:{self.market}:{self.deployment_hash}"
        return hashlib.sha256(seed.encode()).hexdigest()[:16]

    @property
    def domain(self) -> Domain:
        """What every signature of this network is bound to."""
        return Domain(chain_id=self.chain_id, market=self.market)

    def save(self, path: Path) -> None:
        """Write this network to *path*."""
        write_private(path, json.dumps(asdict(self), indent=2).encode())


def load_network(path: Path) -> Network:
    """The network in *path*. Raises UserError when it is missing or damaged."""
    try:
        fields = parse_foreign(path.read_bytes())
        lists = {"rpc_urls": tuple(fields["rpc_urls"]), "relays": tuple(fields["relays"])}
        return Network(**{**fields, **lists})
    except FileNotFoundError as error:
        raise UserError("chain.no_network", file=path.name) from error
    except (ValueError, TypeError, KeyError) as error:
        raise UserError("chain.bad_network_file", file=path.name) from error
