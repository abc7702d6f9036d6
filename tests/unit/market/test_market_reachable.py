"""Whom a small question can be put to: workers that say where they listen, answerers first."""

from __future__ import annotations

from typing import Any

from sonm_desktop.core.clock import SystemClock
from sonm_desktop.core.errors import RemoteError
from sonm_desktop.core.ids import Address
from sonm_desktop.market.service import MarketService
from tests.market_asks import DOMAIN, key, make_ask

SILENT, ALIVE, UNKNOWN, NOWHERE, RELAYED = (key(number) for number in range(11, 16))


class Lines:
    """One worker answers, all others do not."""

    async def reach(self, _role: str, _account: Address, worker: Any) -> Any:
        if worker.worker != ALIVE.address:
            raise RemoteError("p2p.unreachable", endpoint="ab")
        return self

    async def call(self, _method: str, _body: Any, **_limits: Any) -> dict[str, Any]:
        return {"accepting": True, "chain_id": DOMAIN.chain_id, "market": DOMAIN.market}


async def test_who_answered_comes_first_and_who_was_silent_or_names_no_place_is_left_out() -> None:
    market = MarketService(
        index=None,  # type: ignore[arg-type]
        chain=None,  # type: ignore[arg-type]
        contacts=Lines(),
        domain=DOMAIN,
        clock=SystemClock(),
    )
    places: dict[Any, dict[str, Any]] = {
        NOWHERE: {"addresses": ()},
        RELAYED: {"addresses": (), "relay": "https://relay"},
    }
    asks = {
        worker: [
            make_ask(worker=worker.address, slice=f"0x{at:064x}", **places.get(worker, {}))
            for at in range(3)
        ]
        for worker in (UNKNOWN, SILENT, NOWHERE, RELAYED, ALIVE)
    }
    for worker, mine in asks.items():
        for ask in mine:
            market.learn(ask, worker.sign(ask, DOMAIN))
    offers = [ask.digest(DOMAIN) for one in (SILENT, ALIVE) for ask in asks[one][:1]]
    await market.probe(key(1).address, offers, budget_s=5)
    found = [ask.worker for ask in market.reachable(5)]
    assert found == [ALIVE.address, UNKNOWN.address, RELAYED.address]
    assert [ask.worker for ask in market.reachable(1)] == [ALIVE.address]
    assert market.reachable(0) == []
