"""The network of a worker is measured against another machine of ours, or not at all."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from sonm_desktop.agent.line import LineMeasuring, ask_address, elsewhere, own_addresses
from sonm_desktop.core.clock import SystemClock
from sonm_desktop.core.errors import RemoteError, UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.market.line_test import BLOB, Line, measure_line
from sonm_desktop.market.supplier.records import EnrolledWorker
from sonm_desktop.p2p.strangers import dialled

PUBLIC = partial(dialled, lan=(), this_machine=False)
HERE, AWAY, MASTER = (Address("0x" + each * 20) for each in ("aa", "bb", "cc"))


class Jumping:
    """A clock whose every look is a tenth of a second later."""

    def __init__(self) -> None:
        self.time = 0.0

    def now(self) -> float:
        return self.monotonic()

    def monotonic(self) -> float:
        self.time += 0.1
        return self.time


class Workers:
    """One beside us, one elsewhere; what each was asked."""

    def __init__(
        self,
        *,
        away: bool = True,
        reachable: bool = True,
        refusing: frozenset[str] | set[str] = frozenset(),
    ) -> None:
        self._refusing = refusing
        self._known = [_worker(HERE, "127.0.0.1:4001", reachable=True)]
        if away:
            self._known.append(_worker(AWAY, "203.0.113.7:4001", reachable=reachable))
        self.asked: list[tuple[Address, str, dict[str, Any]]] = []

    async def workers(self, _master: Address | None = None) -> list[EnrolledWorker]:
        return self._known

    async def load_line(self, worker: Address, method: str, body: dict[str, Any]) -> dict[str, Any]:
        self.asked.append((worker, method, body))
        if method in self._refusing:
            raise RemoteError("p2p.unreachable", endpoint="ab")
        return {"blob": bytes(body.get("want", 0))}

    def results(self) -> list[tuple[Address, dict[str, Any]]]:
        return [(who, body) for who, method, body in self.asked if method == "worker.line_result"]


class Market:
    """Workers of others that answer."""

    def __init__(self, known: list[EnrolledWorker]) -> None:
        self._known = known

    def reachable(self, most: int) -> list[EnrolledWorker]:
        return self._known[:most]


def _worker(worker: Address, address: str, *, reachable: bool) -> EnrolledWorker:
    return EnrolledWorker(worker, MASTER, "ab", (address,), "", True, reachable, "", "")


async def test_a_worker_elsewhere_is_its_own_peer() -> None:
    workers = Workers()
    await LineMeasuring(workers, Jumping()).measure(AWAY)
    assert {who for who, _, _ in workers.asked} == {AWAY}
    ((_, told),) = workers.results()
    assert set(told) == {"download", "upload", "trips"}
    assert all(told.values())


async def test_the_worker_beside_us_measures_with_another_one_that_was_told() -> None:
    workers = Workers()
    await LineMeasuring(workers, Jumping()).measure(HERE)
    place = {
        "peer": AWAY,
        "endpoint": "ab",
        "addresses": ["203.0.113.7:4001"],
        "relay": "",
    }
    assert workers.asked == [
        (AWAY, "worker.line_agree", {"peer": HERE}),
        (HERE, "worker.line_measure", place),
    ]


async def test_where_workers_do_not_reach_each_other_the_agent_beside_one_measures() -> None:
    workers = Workers(refusing={"worker.line_measure"})
    await LineMeasuring(workers, Jumping()).measure(HERE)
    loaded = {who for who, method, _ in workers.asked if method == "worker.line_load"}
    assert loaded == {AWAY}
    assert [who for who, _ in workers.results()] == [HERE]


async def test_a_peer_that_the_owner_names_is_the_one_or_none() -> None:
    workers = Workers(refusing={"worker.line_measure"})
    with pytest.raises(RemoteError):
        await LineMeasuring(workers, Jumping()).measure(HERE, AWAY)
    with pytest.raises(UserError, match="two machines of yours"):
        await LineMeasuring(workers, Jumping()).measure(HERE, MASTER)
    with pytest.raises(UserError, match="two machines of yours"):
        await LineMeasuring(workers, Jumping()).measure(AWAY, AWAY)
    assert not workers.results()


async def test_two_workers_on_one_machine_are_no_line() -> None:
    workers = Workers()
    here = frozenset({"203.0.113.7", "127.0.0.1"})
    with pytest.raises(UserError, match="two machines of yours"):
        await LineMeasuring(workers, Jumping(), here).measure(HERE)
    assert not workers.asked


async def test_for_an_address_own_workers_are_asked_first_and_then_the_market() -> None:
    workers = Workers()
    strangers = [
        _worker(Address(f"0x{at:040x}"), "8.8.4.4:4001", reachable=True) for at in range(9)
    ]
    market = Market([_worker(AWAY, "203.0.113.7:4001", reachable=True), *strangers])
    await ask_address(workers, market, HERE, PUBLIC)
    ((who, method, body),) = workers.asked
    assert (who, method) == (HERE, "worker.address")
    named = [each["peer"] for each in body["peers"]]
    assert named == [AWAY, *(each.worker for each in strangers[:4])]


async def test_a_stranger_cannot_aim_a_worker_at_the_network_that_it_stands_in() -> None:
    """Also not where the agent is a neighbour: its worker may stand in another network."""
    workers = Workers()
    aimed = [
        _worker(Address(f"0x{at:040x}"), address, reachable=True)
        for at, address in enumerate(["192.168.0.1:4001", "127.0.0.1:4001", "8.8.4.4:53"])
    ]
    await ask_address(workers, Market(aimed), HERE, PUBLIC)
    ((_, _, body),) = workers.asked
    assert [each["peer"] for each in body["peers"]] == [AWAY]


@pytest.mark.parametrize("workers", [Workers(away=False), Workers(reachable=False)])
async def test_without_another_machine_nobody_is_asked(workers: Workers) -> None:
    with pytest.raises(UserError, match="two machines of yours"):
        await LineMeasuring(workers, Jumping()).measure(HERE)
    assert not workers.asked


async def test_each_direction_carries_its_own_bytes() -> None:
    carried = {"out": 0, "back": 0}

    async def ask(_method: str, body: dict[str, Any]) -> dict[str, Any]:
        carried["out"] += len(body["blob"])
        carried["back"] += body["want"]
        return {"blob": bytes(body["want"])}

    line = await measure_line(ask, Jumping())
    assert carried["out"] >= BLOB
    assert carried["back"] >= BLOB
    assert line.sent > 0
    assert line.turned == Line(sent=line.received, received=line.sent, trips=line.trips)


async def test_a_line_without_any_time_still_ends() -> None:
    async def ask(_method: str, body: dict[str, Any]) -> dict[str, Any]:
        return {"blob": bytes(body["want"])}

    assert (await measure_line(ask, SystemClock(), 0.0)).sent == 0


def test_who_is_here_is_known_by_his_addresses() -> None:
    here = frozenset({"192.0.2.2", "2001:db8::2"})
    assert elsewhere(["203.0.113.7:4001"], here)
    assert elsewhere([], here)
    assert not elsewhere(["203.0.113.7:4001", "192.0.2.2:4001"], here)
    assert not elsewhere(["[2001:db8::2]:4001"], here)
    assert not elsewhere(["[::1]:4001"], here)
    assert "127.0.0.1" in own_addresses()
