"""Who a peer is: an account that has signed for an endpoint, and an endpoint that agrees.

The statement is the same for every connection: what keeps others from showing it is that the
connection itself proves who holds the endpoint's key.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from sonm_desktop.core.clock import Clock
from sonm_desktop.core.errors import RemoteError, UserError
from sonm_desktop.core.ids import Address, EndpointId
from sonm_desktop.p2p.endpoint_key import EndpointKey, endpoint_signed
from sonm_desktop.wallet.messages import Domain, Endpoint, Message, MessageError
from sonm_desktop.wallet.signer import require_signature

ROLES = frozenset({"worker", "master", "consumer"})
VERSIONS = (1,)

VALID_S = 24 * 3600
"""A statement lives for a day and is renewed when half of that is over."""

MOST_VERSIONS = 16


@dataclass(frozen=True, slots=True)
class PeerIdentity:
    """A peer whose account and endpoint have both signed this, for our network.

    seen_from: the IP address that its packets come from now; empty behind a relay. It is no part
    of who it is.
    """

    role: str
    account: Address
    endpoint: EndpointId
    seen_from: str = field(default="", compare=False)


class StatementSigner(Protocol):
    """The key of the account (or operator) that a node speaks for."""

    @property
    def address(self) -> Address: ...

    def sign(self, message: Message, domain: Domain) -> bytes: ...


class Credentials:
    """Says who this node is. Signing takes milliseconds: call it off the event loop."""

    def __init__(
        self, *, key: EndpointKey, role: str, signer: StatementSigner, domain: Domain, clock: Clock
    ) -> None:
        if role not in ROLES:
            raise ValueError(f"{role} is no role")
        self._key = key
        self._role = role
        self._signer = signer
        self._domain = domain
        self._clock = clock
        self._signing = threading.Lock()
        self._statement: dict[str, Any] | None = None

    def statement(self) -> dict[str, Any]:
        """What both sides of a connection show each other first."""
        with self._signing:
            now = int(self._clock.now())
            if self._statement is None or self._statement["expiry"] < now + VALID_S // 2:
                self._statement = self._signed(now + VALID_S)
            return self._statement

    def verified(self, statement: Mapping[str, Any], remote: EndpointId) -> PeerIdentity:
        """Who *remote*, the other side of a connection, has shown to be. See `verified`."""
        return verified(statement, domain=self._domain, remote=remote, now=self._clock.now())

    def _signed(self, expiry: int) -> dict[str, Any]:
        message = Endpoint(
            role=self._role,
            account=self._signer.address,
            endpoint="0x" + self._key.endpoint_id,
            expiry=expiry,
        )
        digest = bytes.fromhex(message.digest(self._domain).removeprefix("0x"))
        return {
            "versions": list(VERSIONS),
            "chain_id": self._domain.chain_id,
            "market": self._domain.market,
            "role": message.role,
            "account": message.account,
            "endpoint": self._key.endpoint_id,
            "expiry": expiry,
            "account_signature": self._signer.sign(message, self._domain),
            "endpoint_signature": self._key.sign(digest),
        }


def verified(
    statement: Mapping[str, Any], *, domain: Domain, remote: EndpointId, now: float
) -> PeerIdentity:
    """The identity in *statement*, shown on a connection with *remote* at *now*.

    Raises RemoteError("p2p.other_version"), UserError("p2p.wrong_network"),
    RemoteError("p2p.bad_identity"), RemoteError("p2p.identity_expired").
    """
    _require_version(statement.get("versions"))
    network = (statement.get("chain_id"), statement.get("market"))
    if network != (domain.chain_id, domain.market):
        raise UserError("p2p.wrong_network")
    if statement.get("endpoint") != remote:
        raise RemoteError("p2p.bad_identity", why="it shows another endpoint's statement")
    message = _message(statement)
    if message.role not in ROLES:
        raise RemoteError("p2p.bad_identity", why="its role is unknown")
    if message.expiry <= now:
        raise RemoteError("p2p.identity_expired")
    _require_signatures(message, statement, domain=domain, remote=remote)
    return PeerIdentity(role=message.role, account=message.account, endpoint=remote)


def _require_version(versions: Any) -> None:
    if not isinstance(versions, list) or len(versions) > MOST_VERSIONS:
        raise RemoteError("p2p.bad_identity", why="its statement cannot be read")
    if not any(version in VERSIONS for version in versions):
        raise RemoteError("p2p.other_version")


def _message(statement: Mapping[str, Any]) -> Endpoint:
    wire = {name: statement.get(name) for name in ("role", "account", "expiry")}
    try:
        return Endpoint.from_wire({**wire, "endpoint": f"0x{statement.get('endpoint')}"})
    except MessageError as error:
        raise RemoteError("p2p.bad_identity", why="its statement cannot be read") from error


def _require_signatures(
    message: Endpoint, statement: Mapping[str, Any], *, domain: Domain, remote: EndpointId
) -> None:
    by_account, by_endpoint = (
        statement.get("account_signature"),
        statement.get("endpoint_signature"),
    )
    if not isinstance(by_account, bytes) or not isinstance(by_endpoint, bytes):
        raise RemoteError("p2p.bad_identity", why="a signature is missing")
    digest = bytes.fromhex(message.digest(domain).removeprefix("0x"))
    if not endpoint_signed(remote, digest, by_endpoint):
        raise RemoteError("p2p.bad_identity", why="its endpoint's signature is wrong")
    try:
        require_signature(message, domain, by_account, message.account)
    except MessageError as error:
        raise RemoteError("p2p.bad_identity", why="its account's signature is wrong") from error
