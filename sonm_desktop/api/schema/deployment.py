"""Deploying a network's contracts to a chain: wished, shown, done once, gone on with."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.kinds import (
    AddressText,
    NetworkName,
    Reply,
    Request,
    Seconds,
    SecretText,
    WebAddress,
    WeiText,
)

USUAL_CONFIRMATIONS = 12


class DeployNetwork(Request):
    """account: pays the gas. token, feed: contracts that are on the chain already.

    practice_price: of a feed for test chains, 10^-8 USD for one SNM. max_price_age: of a price
    that the market still uses. registrar: says whose word counts in the profiles; absent: the
    account. confirmations: absent: none on a chain of one's own, `USUAL_CONFIRMATIONS` elsewhere.
    """

    name: NetworkName
    node: WebAddress
    account: AddressText
    token: AddressText | None = None
    feed: AddressText | None = None
    practice_price: Annotated[int, Field(gt=0, lt=2**63)] | None = None
    max_price_age: Annotated[Seconds, Field(ge=1)] = 3600
    registrar: AddressText | None = None
    faucet: bool = False
    confirmations: Annotated[int, Field(ge=0, le=1000)] | None = None
    relays: Annotated[tuple[WebAddress, ...], Field(max_length=16)] = ()


class DeployedContract(Reply):
    """address: where it lies, or comes to lie if the account sends nothing else before."""

    part: str
    address: str
    state: Literal["there", "planned", "sent", "done"]
    transaction: str = ""


class Deployment(Reply):
    """fee: wei of the coin that all of it may cost at most; likely: if the price of gas stays.

    begun: something was sent; deploying the same again goes on with it. network: the fields of
    the network file; None before the end. node: host name only.
    """

    id: str
    name: str
    chain_id: int
    node: str
    account: str
    contracts: tuple[DeployedContract, ...]
    gas: int
    fee: WeiText
    likely: WeiText
    has: WeiText
    test_chain: bool
    begun: bool = False
    done: bool = False
    network: dict[str, Any] | None = None
    notes: tuple[Worded, ...] = ()


class CommitDeployment(Request):
    """wait_s: how long the answer may wait for the end; it goes on by itself."""

    password: SecretText
    wait_s: Annotated[float, Field(ge=0, le=60)] = 30


class SourceBundle(Reply):
    """files: texts by name, to be written beside the network file."""

    files: dict[str, str]
