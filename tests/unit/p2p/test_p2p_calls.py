"""Calls between two nodes with real endpoints on loopback."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import Any

import psutil
import pytest

from sonm_desktop.core.errors import BadReply, CodedError, RemoteError, UserError
from sonm_desktop.core.ids import EndpointId
from sonm_desktop.core.secret import Secret
from sonm_desktop.p2p.access import ASKS_THE_CHAIN
from sonm_desktop.p2p.limits import Limits
from sonm_desktop.p2p.node import LOOPBACK, PeerNode
from sonm_desktop.p2p.peer import Peer
from sonm_desktop.p2p.socket_address import parse_socket_address
from sonm_desktop.p2p.transport import EndpointAddress
from tests.p2p_parts import PATIENT, CuttingTransport, EchoService, where
from tests.unit.p2p.conftest import StartNode


async def connected(start_node: StartNode, service: EchoService, **options: Any) -> Peer:
    worker = await start_node(1, "worker", service=service, **options)
    return await (await start_node(2)).dial(where(worker))


async def test_a_body_comes_back_unchanged(start_node: StartNode, service: EchoService) -> None:
    peer = await connected(start_node, service)
    body = {"wei": 2**255, "text": "ü", "bytes": b"\0\xff", "list": [1, None, True, -(2**70)]}
    assert (await peer.call("echo", body))["body"] == body


async def test_a_megabyte_travels(start_node: StartNode, service: EchoService) -> None:
    peer = await connected(start_node, service)
    await peer.call("echo", {})
    body = {"bytes": b"x" * 1_000_000}
    assert (await peer.call("echo", body))["body"] == body


async def test_a_stranger_cannot_send_a_megabyte(
    start_node: StartNode, service: EchoService
) -> None:
    peer = await connected(start_node, service)
    with pytest.raises(RemoteError):
        await peer.call("quote", {"bytes": b"x" * 1_000_000}, deadline_s=1)
    assert service.done == []


async def test_a_refusal_of_the_service_reaches_the_caller(
    start_node: StartNode, service: EchoService
) -> None:
    peer = await connected(start_node, service)
    with pytest.raises(UserError) as caught:
        await peer.call("fail.user", {})
    assert caught.value.code == "market.refused_example"
    assert caught.value.params == {"amount": 2**90, "why": "no\ufffd[31m"}


async def test_a_failure_behind_the_service_is_a_remote_error(
    start_node: StartNode, service: EchoService
) -> None:
    peer = await connected(start_node, service)
    with pytest.raises(RemoteError) as caught:
        await peer.call("fail.remote", {})
    assert caught.value.code == "chain.unreachable"


@pytest.mark.usefixtures("failures_are_expected")
@pytest.mark.parametrize("method", ["fail.bug", "fail.odd"])
async def test_a_bug_of_the_service_stays_there(
    start_node: StartNode, service: EchoService, method: str
) -> None:
    peer = await connected(start_node, service)
    with pytest.raises(RemoteError) as caught:
        await peer.call(method, {})
    assert caught.value.code == "p2p.peer_failed"


async def test_a_hundred_calls_at_once_are_all_answered(
    start_node: StartNode, service: EchoService
) -> None:
    peer = await connected(start_node, service, limits=PATIENT)
    replies = await asyncio.gather(*(peer.call("echo", {"n": n}) for n in range(100)))
    assert [reply["body"]["n"] for reply in replies] == list(range(100))
    assert len(service.done) == 100


async def test_a_call_ends_at_its_deadline_on_both_sides(
    start_node: StartNode, service: EchoService
) -> None:
    peer = await connected(start_node, service)
    began = time.monotonic()
    with pytest.raises(RemoteError) as caught:
        await peer.call("hold", {}, deadline_s=0.3)
    assert caught.value.code == "p2p.deadline"
    assert time.monotonic() - began < 2
    await asyncio.wait_for(service.cancelled.wait(), 2)
    service.held.set()
    await peer.call("echo", {}, call_id="next")
    assert service.done == ["next"]


async def test_a_repeated_call_gets_the_first_answer_and_does_nothing(
    start_node: StartNode, service: EchoService
) -> None:
    peer = await connected(start_node, service)
    first = await peer.call("echo", {"n": 1}, call_id="same")
    assert await peer.call("echo", {"n": 1}, call_id="same") == first
    assert service.done == ["same"]


async def test_another_connection_of_the_same_account_gets_the_first_answer(
    start_node: StartNode, service: EchoService
) -> None:
    worker = await start_node(1, "worker", service=service)
    first = await (await start_node(2)).dial(where(worker))
    second = await (await start_node(2)).dial(where(worker))
    assert await first.call("echo", {}, call_id="x") == await second.call("echo", {}, call_id="x")
    assert service.done == ["x"]


async def test_two_accounts_may_use_the_same_id(
    start_node: StartNode, service: EchoService
) -> None:
    worker = await start_node(1, "worker", service=service)
    for account in (2, 3):
        peer = await (await start_node(account)).dial(where(worker))
        await peer.call("echo", {}, call_id="x")
    assert service.done == ["x", "x"]


async def test_an_id_is_not_reused_for_other_contents(
    start_node: StartNode, service: EchoService
) -> None:
    peer = await connected(start_node, service)
    await peer.call("echo", {"n": 1}, call_id="same")
    with pytest.raises(UserError) as caught:
        await peer.call("echo", {"n": 2}, call_id="same")
    assert caught.value.code == "p2p.id_reused"


async def test_a_failed_call_may_be_tried_again_under_its_id(
    start_node: StartNode, service: EchoService
) -> None:
    peer = await connected(start_node, service)
    for _ in range(2):
        with pytest.raises(RemoteError):
            await peer.call("fail.remote", {}, call_id="again")
    assert len(service.callers) == 2


async def cutting(
    start_node: StartNode, service: EchoService
) -> tuple[Peer, CuttingTransport, PeerNode]:
    made: list[CuttingTransport] = []

    def factory(seed: Secret[bytes], relays: Any) -> CuttingTransport:
        made.append(CuttingTransport(seed, relays))
        return made[-1]

    worker = await start_node(1, "worker", service=service)
    node = await start_node(2, transport=factory)
    return await node.dial(where(worker)), made[0], worker


async def test_a_call_cut_off_in_its_middle_is_answered_once(
    start_node: StartNode, service: EchoService
) -> None:
    peer, transport, _ = await cutting(start_node, service)
    calling = asyncio.ensure_future(peer.call("hold", {}, call_id="held"))
    await service.entered.wait()
    await transport.cut()
    service.held.set()
    assert (await calling)["count"] == 1
    assert service.done == ["held"]
    assert transport.dials == 2


async def test_calls_survive_any_number_of_cuts(
    start_node: StartNode, service: EchoService
) -> None:
    peer, transport, _ = await cutting(start_node, service)
    for number in range(5):
        await transport.cut()
        assert (await peer.call("echo", {"n": number}))["body"] == {"n": number}


async def test_nobody_at_the_address_is_unreachable(start_node: StartNode) -> None:
    node, gone = await start_node(2), await start_node(3)
    await gone.close()
    nobody = EndpointAddress(gone.endpoint_id, ("127.0.0.1:1", "nonsense", "[::1]:1"))
    with pytest.raises(RemoteError) as caught:
        await node.dial(nobody, limit_s=1)
    assert caught.value.code == "p2p.unreachable"


@pytest.mark.parametrize("endpoint", ["", "no key", "ab" * 32, "0x" + "11" * 32])
async def test_an_id_that_is_no_key_is_refused_at_once(
    start_node: StartNode, endpoint: str
) -> None:
    node = await start_node(2)
    with pytest.raises(BadReply):
        await node.dial(EndpointAddress(EndpointId(endpoint), ("127.0.0.1:1",)))


async def test_another_key_at_the_address_is_not_the_peer(
    start_node: StartNode, service: EchoService
) -> None:
    worker = await start_node(1, "worker", service=service)
    other = await start_node(3, "worker", service=service)
    node = await start_node(2)
    with pytest.raises(RemoteError) as caught:
        await node.dial(EndpointAddress(other.endpoint_id, worker.addresses()), limit_s=1)
    assert caught.value.code == "p2p.unreachable"


async def test_strangers_are_limited_by_account(
    start_node: StartNode, service: EchoService
) -> None:
    limits = Limits(strange_per_account=0.0, strange_account_burst=3)
    worker = await start_node(1, "worker", service=service, limits=limits)
    peer = await (await start_node(2)).dial(where(worker))
    for _ in range(3):
        await peer.call("probe", {})
    with pytest.raises(UserError) as caught:
        await peer.call("probe", {})
    assert caught.value.code == "p2p.too_many"
    other = await (await start_node(3)).dial(where(worker))
    await other.call("probe", {})


async def test_a_quote_weighs_more_because_it_asks_the_chain(
    start_node: StartNode, service: EchoService
) -> None:
    limits = Limits(strange_per_account=0.0, strange_account_burst=20)
    worker = await start_node(1, "worker", service=service, limits=limits)
    peer = await (await start_node(2)).dial(where(worker))
    for _ in range(2):
        await peer.call("quote", {})
    with pytest.raises(UserError) as caught:
        await peer.call("quote", {})
    assert caught.value.code == "p2p.too_many"
    await peer.call("probe", {})


async def test_a_crowd_of_strangers_keeps_out_nobody_who_has_business_here(
    start_node: StartNode, service: EchoService, caplog: pytest.LogCaptureFixture
) -> None:
    worker = await start_node(1, "worker", service=service, limits=Limits(connections=3))
    customer = await (await start_node(2)).dial(where(worker))
    await customer.call("task.status", {})
    crowd = [await start_node(number) for number in (3, 4)]
    for node in crowd:
        await (await node.dial(where(worker))).call("probe", {})

    late = await (await start_node(5)).dial(where(worker))
    await late.call("task.status", {})
    await (await start_node(6)).dial(where(worker))

    await customer.call("task.status", {})
    await late.call("task.status", {})
    sent_away = [said.split()[2] for said in caplog.messages if "make room" in said]
    assert sent_away == [node.endpoint_id[:10] for node in crowd]


async def test_strangers_are_limited_by_address(
    start_node: StartNode, service: EchoService
) -> None:
    limits = Limits(strange_per_host=0.0, strange_host_burst=3)
    worker = await start_node(1, "worker", service=service, limits=limits)
    codes = []
    for account in (2, 3, 4, 5):
        peer = await (await start_node(account)).dial(where(worker))
        try:
            await peer.call("probe", {})
            codes.append("")
        except CodedError as error:
            codes.append(error.code)
    assert codes == ["", "", "", "p2p.too_many"]


async def test_a_proven_caller_is_not_limited_in_what_it_may(
    start_node: StartNode, service: EchoService
) -> None:
    limits = Limits(strange_per_account=0.0, strange_account_burst=ASKS_THE_CHAIN)
    peer = await connected(start_node, service, limits=limits)
    for _ in range(20):
        await peer.call("task.status", {})


async def test_connections_of_one_address_are_limited(
    start_node: StartNode, service: EchoService
) -> None:
    worker = await start_node(1, "worker", service=service, limits=Limits(connections_per_host=2))
    peers = [await (await start_node(number)).dial(where(worker)) for number in (2, 3)]
    late = await start_node(4)
    with pytest.raises(RemoteError):
        await late.dial(where(worker), limit_s=0.5)
    await peers[0].close()
    await late.dial(where(worker))


async def test_dialling_again_shares_the_connection(
    start_node: StartNode, service: EchoService
) -> None:
    worker = await start_node(1, "worker", service=service, limits=Limits(connections=1))
    node = await start_node(2)
    first, second = await node.dial(where(worker)), await node.dial(where(worker))
    await first.close()
    await first.close()
    await second.call("echo", {})


async def test_a_busy_program_still_answers_pings_and_is_reached_later(
    start_node: StartNode, service: EchoService
) -> None:
    peer = await connected(start_node, service)
    calling = asyncio.ensure_future(peer.call("echo", {}))
    await asyncio.sleep(0)
    time.sleep(0.5)  # noqa: ASYNC251 - the event loop of the program stands still
    assert (await calling)["count"] == 1


async def test_a_cancelled_call_is_cancelled_and_the_peer_stays(
    start_node: StartNode, service: EchoService
) -> None:
    peer = await connected(start_node, service)
    calling = asyncio.ensure_future(peer.call("hold", {}))
    await service.entered.wait()
    calling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await calling
    service.held.set()
    await peer.call("echo", {})


async def test_calls_after_close_are_refused(start_node: StartNode, service: EchoService) -> None:
    worker = await start_node(1, "worker", service=service)
    node = await start_node(2)
    peer = await node.dial(where(worker))
    held = asyncio.ensure_future(peer.call("hold", {}))
    await service.entered.wait()
    await node.close()
    for call in (held, peer.call("echo", {})):
        with pytest.raises(RemoteError) as caught:
            await call
        assert caught.value.code == "p2p.closed"
    await peer.close()
    service.held.set()


async def test_a_port_in_use_is_named(start_node: StartNode) -> None:
    first = await start_node(1)
    with pytest.raises(UserError) as caught:
        await start_node(2, bind=first.addresses()[0])
    assert caught.value.code == "p2p.port_in_use"
    assert first.addresses()[0] in str(caught.value)


@pytest.mark.parametrize("bind", ["", "here:1", "127.0.0.1", "127.0.0.1:70000", "::1:5", "[::1]"])
async def test_nonsense_is_no_address_to_listen_on(start_node: StartNode, bind: str) -> None:
    with pytest.raises(UserError) as caught:
        await start_node(1, bind=bind)
    assert caught.value.code == "p2p.bad_address"


@pytest.mark.parametrize("bind", [LOOPBACK, "[::1]:0"])
async def test_only_loopback_is_opened_unless_told_otherwise(
    start_node: StartNode, bind: str
) -> None:
    before = listening()
    node = await start_node(1, bind=bind)
    assert node.addresses()
    expected = {parse_socket_address(text) for text in node.addresses()}
    for _ in range(50):
        if listening() - before == expected:
            break
        await asyncio.sleep(0.1)  # iroh asks once for a router that forwards ports
    assert listening() - before == expected
    hosts = {parse_socket_address(text)[0] for text in node.addresses()}
    assert hosts == {"127.0.0.1", "::1"}


def listening() -> set[tuple[str, int]]:
    return {
        (found.laddr.ip, found.laddr.port) for found in psutil.Process().net_connections(kind="udp")
    }


async def test_a_node_closes_while_peers_are_connected(
    start_node: StartNode, service: EchoService
) -> None:
    worker = await start_node(1, "worker", service=service)
    peer = await (await start_node(2)).dial(where(worker))
    await peer.call("echo", {})
    began = time.monotonic()
    await worker.close()
    assert time.monotonic() - began < 3
    with contextlib.suppress(RemoteError):
        await peer.call("echo", {}, deadline_s=0.2)
