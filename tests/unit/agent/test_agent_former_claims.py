"""What is owed on a network of before is claimed there, and never by two at the same records."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from sonm_desktop.agent.former import keeper
from sonm_desktop.agent.former.holdings import shown
from sonm_desktop.agent.former.keeper import FormerNetworks
from sonm_desktop.agent.former.known import KnownNetworks
from sonm_desktop.agent.shapes.network import network_of
from sonm_desktop.api.schema.network import KnownNetwork
from sonm_desktop.chain.network import Network
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.core.paths import Profile
from sonm_desktop.store.database import Database
from sonm_desktop.store.supplier_workers import SupplierWorkerRow, SupplierWorkers
from tests.chain_fixtures import eventually

_FILE = {
    "name": "of May",
    "chain_id": 5,
    "rpc_urls": ["http://127.0.0.1:1"],
    "market": "0x" + "11" * 20,
    "token": "0x" + "22" * 20,
    "deployed_block": 1,
    "deployment_hash": "0x" + "33" * 32,
    "confirmations": 12,
}
MAY = network_of(_FILE)
JUNE = network_of({**_FILE, "name": "of June", "market": "0x" + "44" * 20})


class _Session:
    """A network's session whose claims are as the test says."""

    def __init__(self, log: list[str], network: Network, claim: Callable[[], Awaitable[None]]):
        self._log = log
        self._name = network.name
        self._claim = claim

    async def wind_up(self) -> None:
        self._log.append(f"claims {self._name}")
        await self._claim()

    async def close(self) -> None:
        self._log.append(f"closes {self._name}")


class _Street:
    """FormerNetworks over a folder of known networks, one deal that pays on each of them."""

    def __init__(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.log: list[str] = []
        self.told: tuple[KnownNetwork, ...] = ()
        self.claim: Callable[[], Awaitable[None]] = self.nothing
        self.selling = 1
        self.broken = ""
        self.journal = Database(tmp_path / "agent.sqlite", "agent")
        profile = Profile("p", tmp_path)
        known = KnownNetworks(profile)
        for network in (MAY, JUNE):
            known.remember(network)
        monkeypatch.setattr(keeper, "look", self._look)
        self.former = FormerNetworks(
            profile=profile,
            journal=self.journal,
            known=known,
            networking=cast(Any, self),
            wallet=cast(Any, SimpleNamespace(accounts=lambda: [])),
            open_session=cast(Any, self._open),
        )

    async def nothing(self) -> None:
        return

    async def show_others(self, others: tuple[KnownNetwork, ...]) -> None:
        self.told = others

    async def round(self) -> None:
        """One look at all of them."""
        before, self.told = self.told, ()
        run = asyncio.ensure_future(self.former.run())
        try:
            await eventually(self._has_told, what="a look at the networks of before")
        finally:
            run.cancel()
            await asyncio.gather(run, return_exceptions=True)
            self.told = self.told or before

    async def _has_told(self) -> bool:
        return bool(self.told)

    async def _open(self, network: Network) -> _Session:
        return _Session(self.log, network, self.claim)

    async def _look(
        self, _profile: Profile, _journal: object, network: Network, _accounts: object
    ) -> KnownNetwork:
        if network.name == self.broken:
            raise OSError("its records cannot be read")
        return shown(network).model_copy(
            update={"answers": True, "deals": 1, "selling": self.selling, "owed": 7}
        )


@pytest.fixture
async def street(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[_Street]:
    street = _Street(tmp_path, monkeypatch)
    await street.journal.open()
    yield street
    await street.journal.close()


async def test_each_network_of_before_is_claimed_on_but_the_one_in_use(street: _Street) -> None:
    await street.former.step_aside(JUNE)
    await street.round()
    assert street.log == ["claims of May", "closes of May"]
    assert [one.name for one in street.told] == ["of May"]


async def test_who_cannot_claim_there_is_told_why(street: _Street) -> None:
    async def refuses() -> None:
        raise UserError("market.operator_missing")

    street.claim = refuses
    await street.former.step_aside(JUNE)
    await street.round()
    (one,) = street.told
    assert one.trouble is not None
    assert one.trouble.code == "market.operator_missing"
    assert street.log[-1] == "closes of May"


async def test_who_has_workers_there_is_paid_for_deals_that_began_since(street: _Street) -> None:
    """They go on selling; the records of the time when the profile was there know nothing of it."""
    row = SupplierWorkerRow(
        worker=Address("0x" + "55" * 20),
        master=Address("0x" + "66" * 20),
        endpoint="0x" + "77" * 32,
        addresses=(),
        relay="",
        added=1.0,
        bind={},
        worker_signature=b"",
        master_signature=b"",
    )
    await SupplierWorkers(street.journal, MAY.identity).put(row)
    street.selling = 0
    await street.round()
    assert street.log == ["claims of May", "closes of May"]


async def test_one_network_that_cannot_be_looked_at_holds_up_no_other(street: _Street) -> None:
    street.broken = "of May"
    await street.round()
    assert street.log == ["claims of June", "closes of June"]
    may, june = street.told
    assert may.trouble is not None
    assert (may.trouble.code, june.trouble) == ("agent.former_unreadable", None)


async def test_a_claim_under_way_ends_before_its_network_is_entered(street: _Street) -> None:
    never = asyncio.Event()

    async def waits() -> None:
        await never.wait()

    street.claim = waits
    await street.former.step_aside(JUNE)
    run = asyncio.ensure_future(street.former.run())

    async def begun() -> bool:
        return "claims of May" in street.log

    try:
        await eventually(begun, what="the claim")
        await street.former.step_aside(MAY)
        assert street.log[-1] == "closes of May"
        street.claim = street.nothing

        async def gone_on() -> bool:
            return "closes of June" in street.log

        await eventually(gone_on, what="the other network's turn")
        assert street.log.count("claims of May") == 1
    finally:
        run.cancel()
        await asyncio.gather(run, return_exceptions=True)
