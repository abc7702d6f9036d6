"""Who a peer is: an account that has signed for an endpoint, and an endpoint that agrees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sonm_desktop.core.ids import Address, EndpointId
from sonm_desktop.wallet.messages import Domain, Message

ROLES = frozenset({"worker", "master", "consumer"})


@dataclass(frozen=True, slots=True)
class PeerIdentity:
    """A peer whose account and endpoint have both signed this, for our network."""

    role: str
    account: Address
    endpoint: EndpointId


class StatementSigner(Protocol):
    """The key of the account (or operator) that a node speaks for."""

    @property
    def address(self) -> Address: ...

    def sign(self, message: Message, domain: Domain) -> bytes: ...
