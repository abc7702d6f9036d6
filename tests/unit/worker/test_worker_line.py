"""The line between two workers of one owner, over two real endpoints; nobody else gets a byte."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sonm_desktop.core.clock import SystemClock
from sonm_desktop.core.errors import CodedError, RemoteError, UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.core.secret import Secret
from sonm_desktop.market.line_test import BLOB, LIMIT_S, measure_line
from sonm_desktop.p2p.limits import Limits
from sonm_desktop.p2p.node import PeerNode
from sonm_desktop.p2p.peer import Peer
from sonm_desktop.p2p.transport import EndpointAddress
from sonm_desktop.wallet.signer import KeySigner
from sonm_desktop.worker.benchmarks.ids import Benchmark
from sonm_desktop.worker.desks.line import LARGEST
from sonm_desktop.worker.desks.line_consents import BYTES, LIVES_S, LineConsents
from sonm_desktop.worker.public_address import MOST_PEERS, public_ip, weighed
from sonm_desktop.worker.runtime.docker_runtime import DockerRuntime
from tests.fakes.worker_chain import WorkerChain
from tests.p2p_parts import PATIENT
from tests.unit.worker.business_fixtures import DOMAIN, MASTER, STRANGER, open_shop

NETWORK = (Benchmark.NET_DOWNLOAD, Benchmark.NET_UPLOAD, Benchmark.NET_LATENCY)


def node(signer: KeySigner, role: str, limits: Limits = PATIENT) -> PeerNode:
    return PeerNode(
        endpoint_key=Secret(secrets.token_bytes(32)),
        role=role,
        signer=signer,
        domain=DOMAIN,
        clock=SystemClock(),
        limits=limits,
    )


@dataclass(frozen=True, slots=True)
class Pair:
    """Two workers of MASTER, each with a line from him; both serve on loopback."""

    keys: tuple[KeySigner, KeySigner]
    nodes: tuple[PeerNode, PeerNode]
    masters: tuple[Peer, Peer]
    stack: AsyncExitStack

    def place(self, at: int) -> dict[str, Any]:
        where = self.nodes[at]
        return {
            "peer": self.keys[at].address,
            "endpoint": where.endpoint_id,
            "addresses": list(where.addresses()),
            "relay": "",
        }

    async def figures(self, at: int) -> dict[int, int]:
        status = await self.masters[at].call("worker.status", {})
        return {one["number"]: one["value"] for one in status["figures"]}

    async def dialled(self, signer: KeySigner, role: str) -> Peer:
        """The second worker, as *signer* in *role* reaches it."""
        own = node(signer, role)
        await own.start()
        self.stack.push_async_callback(own.close)
        where = self.nodes[1]
        return await own.dial(EndpointAddress(where.endpoint_id, where.addresses()))


@pytest.fixture
async def pair(tmp_path: Path, shop_runtime: DockerRuntime) -> AsyncIterator[Pair]:
    async with AsyncExitStack() as stack:
        keys = tuple(KeySigner(Secret(secrets.token_bytes(31) + b"\1")) for _ in range(2))
        nodes, masters = [], []
        for at, key in enumerate(keys):
            served = node(key, "worker")
            (tmp_path / str(at)).mkdir()
            chain = WorkerChain(payee=MASTER.address)
            shop = await stack.enter_async_context(
                open_shop(tmp_path / str(at), chain, shop_runtime, key, peers=served)
            )
            await served.start()
            stack.push_async_callback(served.close)
            await served.serve(shop.business.service)
            nodes.append(served)
        for served in nodes:
            own = node(MASTER, "master")
            await own.start()
            stack.push_async_callback(own.close)
            masters.append(await own.dial(EndpointAddress(served.endpoint_id, served.addresses())))
        yield Pair((keys[0], keys[1]), (nodes[0], nodes[1]), (masters[0], masters[1]), stack)


async def test_two_workers_measure_their_line_once_their_owner_has_told_both(pair: Pair) -> None:
    with pytest.raises(UserError) as refused:
        await pair.masters[0].call("worker.line_measure", pair.place(1))
    assert refused.value.code == "worker.line_not_agreed"
    await pair.masters[1].call("worker.line_agree", {"peer": pair.keys[0].address})
    await pair.masters[0].call("worker.line_measure", pair.place(1), deadline_s=LIMIT_S)
    measured = await pair.figures(0)
    assert all(measured[number] > 0 for number in NETWORK)
    other = await pair.figures(1)
    assert not any(other[number] for number in NETWORK)


async def test_the_owner_measures_the_line_to_his_worker_both_ways(pair: Pair) -> None:
    async def ask(method: str, body: dict[str, Any]) -> dict[str, Any]:
        return await pair.masters[0].call(method, body, deadline_s=LIMIT_S)

    line = await measure_line(ask, SystemClock(), 0.1)
    assert min(line.sent, line.received) > 1_000_000
    assert line.trips > 1


async def test_nobody_else_moves_a_byte(pair: Pair) -> None:
    """Not a customer, not a worker that was not named, not somebody who calls himself master."""
    await pair.masters[1].call("worker.line_agree", {"peer": pair.keys[0].address})
    stranger = KeySigner(Secret(secrets.token_bytes(31) + b"\2"))
    for signer, role in ((STRANGER, "consumer"), (stranger, "worker"), (STRANGER, "master")):
        peer = await pair.dialled(signer, role)
        for method, body in (
            ("worker.line_load", {"blob": b"", "want": 1}),
            ("worker.line_agree", {"peer": signer.address}),
            ("worker.line_measure", pair.place(0)),
            ("worker.line_result", {"download": 1, "upload": 1, "trips": 1}),
            ("worker.address", {"peers": [pair.place(0)]}),
        ):
            with pytest.raises(UserError) as refused:
                await peer.call(method, body)
            assert refused.value.code in {"worker.line_not_agreed", "p2p.not_allowed"}
    as_customer = await pair.dialled(pair.keys[0], "consumer")
    with pytest.raises(UserError) as refused:
        await as_customer.call("worker.line_load", {"blob": b"", "want": 1})
    assert refused.value.code == "worker.line_not_agreed"


async def test_a_line_measures_only_to_the_worker_that_was_named(pair: Pair) -> None:
    other = {**pair.place(1), "peer": STRANGER.address}
    with pytest.raises(RemoteError) as refused:
        await pair.masters[0].call("worker.line_measure", other)
    assert refused.value.code == "p2p.not_who_expected"


@pytest.mark.parametrize(
    "body",
    [
        {"blob": b"", "want": LARGEST + 1},
        {"blob": b"", "want": -1},
        {"blob": b"", "want": True},
    ],
)
async def test_more_than_a_mebibyte_at_once_is_refused(pair: Pair, body: dict[str, Any]) -> None:
    with pytest.raises(UserError) as refused:
        await pair.masters[0].call("worker.line_load", body)
    assert refused.value.code == "worker.bad_request"


class Hands:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.time = 0.0

    def now(self) -> float:
        return self.time

    def monotonic(self) -> float:
        return self.time


PEER = Address("0x" + "Ab" * 20)


def test_what_was_agreed_ends_with_its_time() -> None:
    clock = Hands()
    consents = LineConsents(clock)
    consents.agree(PEER)
    consents.spend(PEER, 1)
    clock.time = LIVES_S
    with pytest.raises(UserError, match="has not agreed"):
        consents.spend(PEER, 1)


def test_what_was_agreed_ends_with_its_bytes() -> None:
    consents = LineConsents(Hands())
    consents.agree(PEER)
    for _ in range(BYTES // BLOB):
        consents.spend(PEER, BLOB)
    with pytest.raises(UserError, match="has not agreed"):
        consents.spend(PEER, BLOB)


def test_only_so_many_lines_are_agreed_at_once() -> None:
    clock = Hands()
    consents = LineConsents(clock)
    for number in range(16):
        consents.agree(Address(f"0x{number:040x}"))
    with pytest.raises(UserError, match="Too many"):
        consents.agree(PEER)
    clock.time = LIVES_S
    consents.agree(PEER)


async def test_a_peer_on_the_same_machine_says_nothing_of_the_world(pair: Pair) -> None:
    said = await (await pair.dialled(STRANGER, "consumer")).call("probe", {})
    assert said["seen"] in {"127.0.0.1", "::1"}, "whichever way answered first"
    found = await pair.masters[0].call("worker.address", {"peers": [pair.place(1)]})
    assert (found["code"], found["address"]) == ("worker.address_local", "")
    assert (found["answered"], found["asked"]) == (1, 1)
    status = await pair.masters[0].call("worker.status", {})
    assert status["public_address"] == found


async def test_whoever_does_not_answer_is_counted_as_silent(pair: Pair) -> None:
    nobody = {**pair.place(1), "endpoint": "ab" * 32, "addresses": ["127.0.0.1:9"]}
    found = await pair.masters[0].call("worker.address", {"peers": [nobody]}, deadline_s=30)
    assert found["code"] == "worker.address_silent"
    with pytest.raises(CodedError, match="peers"):
        await pair.masters[0].call("worker.address", {"peers": [nobody] * (MOST_PEERS + 1)})


async def test_an_offer_that_names_no_place_does_not_keep_the_others_from_being_asked(
    pair: Pair,
) -> None:
    strange = {**pair.place(1), "addresses": ["127.0.0.1:9"] * 17}
    wrong = {**pair.place(1), "endpoint": "x" * 600}
    peers = [strange, wrong, pair.place(1)]
    found = await pair.masters[0].call("worker.address", {"peers": peers})
    assert (found["answered"], found["asked"]) == (1, 3)


@pytest.mark.parametrize(
    ("claims", "code", "address"),
    [
        ([], "nobody", ""),
        ([None, None], "silent", ""),
        (["10.0.0.1", "127.0.0.1", "fe80::1", ""], "local", ""),
        (["8.8.4.4", None], "one_says", "8.8.4.4"),
        (["8.8.4.4", "8.8.4.4", "9.9.9.9"], "agreed", "8.8.4.4"),
        (["2620:fe::fe", "2620:FE::FE"], "agreed", "2620:fe::fe"),
        (["8.8.4.4", "9.9.9.9"], "disputed", ""),
        (["8.8.4.4", "8.8.4.4", "9.9.9.9", "9.9.9.9"], "disputed", ""),
    ],
)
def test_an_address_is_what_most_peers_claim(
    claims: list[str | None], code: str, address: str
) -> None:
    found = weighed(claims, at=7)
    assert (found.code, found.address) == (f"worker.address_{code}", address)
    assert found.asked == len(claims)


@pytest.mark.parametrize(
    "claim",
    ["<b>8.8.8.8</b>", "8.8.8.8:80", "224.0.0.1", "::1", "a" * 64, "2620:fe::fe%<b>Call me"],
)
def test_a_claim_that_is_no_public_address_is_none(claim: str) -> None:
    assert not public_ip(claim)
