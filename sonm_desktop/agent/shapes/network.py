"""Networks: from a file's fields, checked, and into the schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.kinds import AddressText, HashText, NetworkName, WebAddress
from sonm_desktop.api.schema.network import NetworkStatus
from sonm_desktop.chain.network import Network
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address, BlockHash, BlockNumber, ChainId
from sonm_desktop.wallet.addresses import parse_address

_LOOPBACK = ("127.0.0.1", "::1", "localhost")

PartName = Annotated[str, Field(pattern=r"^[a-z]{1,16}$")]


class _NetworkFile(BaseModel):
    """The fields of a network file, with the types that they must have."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    name: NetworkName
    chain_id: Annotated[int, Field(ge=1, lt=2**63)]
    rpc_urls: Annotated[tuple[WebAddress, ...], Field(min_length=1, max_length=16)]
    market: AddressText
    token: AddressText
    faucet: AddressText | None = None
    deployed_block: Annotated[int, Field(ge=0, lt=2**63)]
    deployment_hash: HashText
    confirmations: Annotated[int, Field(ge=0, le=1000)]
    relays: Annotated[tuple[WebAddress, ...], Field(max_length=16)] = ()
    practice: bool = False
    profiles: AddressText | None = None
    blacklists: AddressText | None = None
    reputation: AddressText | None = None
    feed: AddressText | None = None
    campaigns: AddressText | None = None
    codes: Annotated[dict[PartName, HashText], Field(max_length=16)] = {}


def network_of(fields: Mapping[str, Any]) -> Network:
    """The network in *fields*, never a practice one: those are started, not given.

    Raises UserError("chain.bad_network_file").
    """
    try:
        file = _NetworkFile.model_validate(dict(fields))
        return Network(
            name=file.name,
            chain_id=ChainId(file.chain_id),
            rpc_urls=file.rpc_urls,
            market=parse_address(file.market),
            token=parse_address(file.token),
            faucet=_address(file.faucet),
            deployed_block=BlockNumber(file.deployed_block),
            deployment_hash=BlockHash(file.deployment_hash.lower()),
            confirmations=file.confirmations,
            relays=file.relays,
            practice=False,
            profiles=_address(file.profiles),
            blacklists=_address(file.blacklists),
            reputation=_address(file.reputation),
            feed=_address(file.feed),
            campaigns=_address(file.campaigns),
            codes={part: code.lower() for part, code in file.codes.items()},
        )
    except (ValidationError, UserError) as error:
        raise UserError("chain.bad_network_file", file="network") from error


def is_local(network: Network) -> bool:
    """Whether only this machine reaches the chain, so that no peer can be elsewhere."""
    return all(urlsplit(url).hostname in _LOOPBACK for url in network.rpc_urls)


def described(network: Network) -> NetworkStatus:
    """What is known of *network* without asking its node."""
    return NetworkStatus(
        state=Worded.of("agent.network_starting"),
        ready=False,
        configured=True,
        name=network.name,
        practice=network.practice,
        chain_id=network.chain_id,
        market=network.market,
        token=network.token,
        faucet=network.faucet,
        identity=network.identity,
        confirmations=network.confirmations,
        nodes=tuple(urlsplit(url).hostname or "?" for url in network.rpc_urls),
        relays=network.relays,
        profiles=network.profiles,
        blacklists=network.blacklists,
        reputation=network.reputation,
        feed=network.feed,
        campaigns=network.campaigns,
    )


def _address(text: str | None) -> Address | None:
    return parse_address(text) if text else None
