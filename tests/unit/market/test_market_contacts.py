"""Lines to workers: shared, dialled where a stranger may send us, let go when nobody wants them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from sonm_desktop.core.errors import RemoteError
from sonm_desktop.core.ids import Address, EndpointId
from sonm_desktop.market import contacts
from sonm_desktop.market.contacts import PeerContacts
from sonm_desktop.p2p.transport import EndpointAddress

US = Address("0x" + "11" * 20)
PUBLIC, PRIVATE = "8.8.4.4:4001", "192.168.0.1:4001"


@dataclass
class _Peer:
    """Answers when the test lets it."""

    place: EndpointAddress
    free: asyncio.Event = field(default_factory=asyncio.Event)
    closed: bool = False

    async def call(self, method: str, _body: dict[str, Any], **_: Any) -> dict[str, Any]:
        await self.free.wait()
        return {"method": method}

    async def relocate(self, address: EndpointAddress) -> None:
        self.place = address

    async def close(self) -> None:
        self.closed = True


@dataclass(frozen=True)
class _Worker:
    worker: Address
    addresses: tuple[str, ...]
    endpoint: str = "0x" + "ee" * 32
    relay: str = ""


class _Endpoint:
    """Dials everybody, and remembers whom."""

    def __init__(self) -> None:
        self.dialled: list[_Peer] = []

    async def dial(self, address: EndpointAddress, expect_account: Address | None = None) -> Any:
        del expect_account
        self.dialled.append(_Peer(address))
        return self.dialled[-1]


def _public_only(addresses: Sequence[str]) -> tuple[str, ...]:
    return tuple(each for each in addresses if each.startswith("8."))


@pytest.fixture
def endpoint() -> _Endpoint:
    return _Endpoint()


@pytest.fixture
def lines(endpoint: _Endpoint) -> PeerContacts:
    async def node_of(_role: str, _account: Address) -> _Endpoint:
        return endpoint

    return PeerContacts(node_of, places=_public_only)


def _worker(at: int, *addresses: str) -> _Worker:
    return _Worker(Address(f"0x{at:040x}"), addresses)


async def test_a_stranger_is_dialled_where_he_may_send_us_and_own_workers_anywhere(
    lines: PeerContacts, endpoint: _Endpoint
) -> None:
    worker = _worker(1, PRIVATE, PUBLIC)
    await lines.reach("consumer", US, worker)
    await lines.reach("master", US, worker)
    stranger, own = endpoint.dialled
    assert stranger.place.addresses == (PUBLIC,)
    assert own.place.addresses == (PRIVATE, PUBLIC)
    assert stranger.place.endpoint == EndpointId("ee" * 32)


async def test_who_names_only_our_own_network_is_not_dialled_also_when_he_moves_there(
    lines: PeerContacts, endpoint: _Endpoint
) -> None:
    with pytest.raises(RemoteError):
        await lines.reach("consumer", US, _worker(1, PRIVATE))
    await lines.reach("consumer", US, _worker(1, PUBLIC))
    await lines.reach("consumer", US, _worker(1, PUBLIC, PRIVATE))
    (peer,) = endpoint.dialled
    assert peer.place.addresses == (PUBLIC,)


async def test_a_host_that_a_crowd_of_offers_names_is_dialled_so_often_and_no_more(
    lines: PeerContacts, endpoint: _Endpoint
) -> None:
    refused = 0
    for at in range(200):
        try:
            await lines.reach("consumer", US, _worker(at, PUBLIC))
        except RemoteError:
            refused += 1
    assert len(endpoint.dialled) + refused == 200
    assert refused > 50
    await lines.reach("consumer", US, _worker(999, "8.8.8.8:4001"))
    rented = _worker(1000, PRIVATE, PUBLIC)
    await lines.reach("consumer", US, rented, rented=True)
    assert endpoint.dialled[-1].place.addresses == (PUBLIC,), "no crowd keeps us from our deal"


async def test_a_line_that_nobody_wants_any_more_is_closed_and_one_in_use_is_not(
    lines: PeerContacts, endpoint: _Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contacts, "IDLE_S", 0.0)
    idle, busy = _worker(1, PUBLIC), _worker(2, PUBLIC)
    await lines.reach("consumer", US, idle)
    line = await lines.reach("consumer", US, busy)
    call = asyncio.ensure_future(line.call("probe", {}))
    await asyncio.sleep(0.01)

    await lines.tidy()

    assert [peer.closed for peer in endpoint.dialled] == [True, False]
    endpoint.dialled[1].free.set()
    assert await call == {"method": "probe"}
    await asyncio.sleep(0.01)
    await lines.tidy()
    assert endpoint.dialled[1].closed
    await lines.reach("consumer", US, idle)
    assert len(endpoint.dialled) == 3
