"""Who a peer may be: every way to show another's, an old or a foreign statement."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

import pytest

from sonm_desktop.core.errors import CodedError
from sonm_desktop.core.secret import Secret
from sonm_desktop.p2p.endpoint_key import EndpointKey
from sonm_desktop.p2p.identity import VALID_S, Credentials, PeerIdentity, verified
from sonm_desktop.wallet.messages import Domain
from tests.p2p_parts import DOMAIN, OTHER_MARKET, EchoService, signer, where
from tests.unit.p2p.conftest import StartNode

NOW = 1_800_000_000.0


class FixedClock:
    def __init__(self, now: float = NOW) -> None:
        self.time = now

    def now(self) -> float:
        return self.time

    def monotonic(self) -> float:
        return self.time


KEY = EndpointKey(Secret(b"\x05" * 32))
OTHER_KEY = EndpointKey(Secret(b"\x06" * 32))


def credentials(
    *, key: EndpointKey = KEY, account: int = 1, role: str = "worker", domain: Domain = DOMAIN
) -> Credentials:
    return Credentials(
        key=key, role=role, signer=signer(account), domain=domain, clock=FixedClock()
    )


def check(statement: dict[str, Any], *, now: float = NOW) -> PeerIdentity:
    return verified(statement, domain=DOMAIN, remote=KEY.endpoint_id, now=now)


def refusal(statement: dict[str, Any], *, now: float = NOW) -> str:
    with pytest.raises(CodedError) as caught:
        check(statement, now=now)
    return caught.value.code


def test_a_true_statement_names_its_account_and_endpoint() -> None:
    found = check(credentials().statement())
    assert found == PeerIdentity("worker", signer(1).address, KEY.endpoint_id)


def test_another_endpoints_statement_is_refused() -> None:
    assert refusal(credentials(key=OTHER_KEY).statement()) == "p2p.bad_identity"


def test_another_endpoints_statement_under_our_name_is_refused() -> None:
    stolen = {**credentials(key=OTHER_KEY).statement(), "endpoint": KEY.endpoint_id}
    assert refusal(stolen) == "p2p.bad_identity"


def test_an_endpoint_cannot_claim_an_account_that_signed_for_another() -> None:
    """The endpoint signs the digest itself; the account's signature is of another endpoint."""
    own = credentials(account=2).statement()
    foreign = credentials(key=OTHER_KEY, account=1).statement()
    mixed = {**own, "account": foreign["account"]}
    assert refusal(mixed) == "p2p.bad_identity"
    with_signature = {**mixed, "account_signature": foreign["account_signature"]}
    assert refusal(with_signature) == "p2p.bad_identity"


def test_another_account_than_the_signer_is_refused() -> None:
    shown = {**credentials().statement(), "account": signer(2).address}
    assert refusal(shown) == "p2p.bad_identity"


def test_another_role_than_signed_is_refused() -> None:
    shown = {**credentials(role="consumer").statement(), "role": "master"}
    assert refusal(shown) == "p2p.bad_identity"


def test_an_expired_statement_is_refused() -> None:
    assert refusal(credentials().statement(), now=NOW + VALID_S) == "p2p.identity_expired"


def test_a_prolonged_statement_is_refused() -> None:
    shown = credentials().statement()
    assert refusal({**shown, "expiry": shown["expiry"] + 1}) == "p2p.bad_identity"


def test_a_statement_of_another_market_is_another_network() -> None:
    assert refusal(credentials(domain=OTHER_MARKET).statement()) == "p2p.wrong_network"


def test_a_statement_of_another_market_under_our_name_is_refused() -> None:
    foreign = credentials(domain=OTHER_MARKET).statement()
    assert refusal({**foreign, "market": DOMAIN.market}) == "p2p.bad_identity"


def test_another_version_is_named() -> None:
    shown = {**credentials().statement(), "versions": [2, 3]}
    assert refusal(shown) == "p2p.other_version"


@pytest.mark.parametrize("name", sorted(credentials().statement()))
@pytest.mark.parametrize("value", [None, 7, b"x", "x", [], {}, -1, 2**300, "0x" + "0" * 40])
def test_nonsense_in_any_field_is_refused(name: str, value: Any) -> None:
    shown = credentials().statement()
    with pytest.raises(CodedError):
        check({**shown, name: value})


@pytest.mark.parametrize("name", ["account_signature", "endpoint_signature"])
@pytest.mark.parametrize("change", [lambda old: old[:-1], lambda old: b"\0" * len(old)])
def test_a_damaged_signature_is_refused(name: str, change: Callable[[bytes], bytes]) -> None:
    shown = credentials().statement()
    assert refusal({**shown, name: change(shown[name])}) == "p2p.bad_identity"


def test_a_statement_is_renewed_before_it_expires() -> None:
    clock = FixedClock()
    mine = Credentials(key=KEY, role="worker", signer=signer(1), domain=DOMAIN, clock=clock)
    first = mine.statement()
    clock.time += VALID_S / 2 - 10
    assert mine.statement() is first
    clock.time += 20
    assert mine.statement()["expiry"] > first["expiry"]


def test_a_role_that_is_none_cannot_be_played() -> None:
    with pytest.raises(ValueError, match="no role"):
        credentials(role="admin")


async def test_both_sides_learn_who_the_other_is(
    start_node: StartNode, service: EchoService
) -> None:
    worker = await start_node(1, "worker", service=service)
    customer = await start_node(2)
    peer = await customer.dial(where(worker), expect_account=signer(1).address)
    await peer.call("probe", {})
    assert peer.identity == PeerIdentity("worker", signer(1).address, worker.endpoint_id)
    assert service.callers == [PeerIdentity("consumer", signer(2).address, customer.endpoint_id)]


async def test_a_peer_of_another_network_is_told_so(
    start_node: StartNode, service: EchoService
) -> None:
    worker = await start_node(1, "worker", service=service)
    stranger = await start_node(2, domain=OTHER_MARKET)
    with pytest.raises(CodedError) as caught:
        await stranger.dial(where(worker))
    assert caught.value.code == "p2p.wrong_network"


async def test_another_account_than_expected_is_refused(
    start_node: StartNode, service: EchoService
) -> None:
    worker = await start_node(1, "worker", service=service)
    customer = await start_node(2)
    with pytest.raises(CodedError) as caught:
        await customer.dial(where(worker), expect_account=signer(3).address)
    assert caught.value.code == "p2p.not_who_expected"


async def test_a_peer_whose_clock_is_a_week_ahead_is_refused(
    start_node: StartNode, service: EchoService
) -> None:
    ahead = FixedClock()
    ahead.time = __import__("time").time() + 7 * 24 * 3600
    worker = await start_node(1, "worker", service=service, clock=ahead)
    customer = await start_node(2)
    with pytest.raises(CodedError) as caught:
        await customer.dial(where(worker))
    assert caught.value.code == "p2p.identity_expired"


async def test_an_endpoint_that_changes_its_account_is_not_the_same_peer(
    start_node: StartNode, service: EchoService
) -> None:
    key = Secret(secrets.token_bytes(32))
    first = await start_node(1, "worker", service=service, endpoint_key=key)
    customer = await start_node(2)
    peer = await customer.dial(where(first))
    await first.close()
    second = await start_node(3, "worker", service=service, endpoint_key=key)
    await peer.relocate(where(second))
    with pytest.raises(CodedError) as caught:
        await peer.call("probe", {})
    assert caught.value.code == "p2p.not_who_expected"
