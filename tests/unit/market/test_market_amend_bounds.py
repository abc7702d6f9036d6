"""What a customer cannot do to a supplier by asking for other terms, again and again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from sonm_desktop.chain.network import Network
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.ids import DealId
from sonm_desktop.market.supplier.amending import Amending
from sonm_desktop.market.terms.outcome import MOST_WISHES
from sonm_desktop.market.terms.terms import terms_of, word_for
from sonm_desktop.store.supplier_workers import SupplierWorkerRow
from tests.chain_deals import bind_worker, fill_vault, fresh_quote, take
from tests.chain_fixtures import Keys
from tests.rental_parts import Agent, agent

HOUR = 3600


class Line:
    """A worker's line that keeps what the master says."""

    def __init__(self) -> None:
        self.said: list[dict[str, Any]] = []

    async def call(self, method: str, body: dict[str, Any], **_: Any) -> dict[str, Any]:
        self.said.append(body)
        return {}


async def asked(
    one: Agent, keys: Keys, amending: Amending, deal: DealId, shelf: int, **changes: int
) -> dict[str, Any]:
    """What the supplier says to *changes*; *shelf*: at which the slice is on sale."""
    state = await one.chain.deal(deal)
    assert state is not None
    now, domain = await one.chain.pending_time(), one.network.domain
    total = state.paid + state.rate * (now + 60 - state.last)
    word = word_for(deal, state.seq, replace(terms_of(state), **changes), total=total, now=now)
    entry = {"amend": word.to_wire(), "signature": keys.consumer.sign(word, domain)}
    row = SupplierWorkerRow(keys.worker.address, keys.master.address, "", (), "", 0.0, {}, b"", b"")
    line = Line()
    waiting = {"amendments": [{**entry, "obstacle": "", "rate": shelf}]}
    await amending.answer_all(row, line, waiting)  # type: ignore[arg-type]
    return line.said[0]


async def test_what_no_person_agreed_to_is_judged_each_time_and_lists_have_an_end(
    tmp_path: Path, rpc: Rpc, network: Network, keys: Keys
) -> None:
    await bind_worker(rpc, network, keys.worker, keys.master)
    await fill_vault(rpc, network, keys.consumer.address)
    quote = replace(await fresh_quote(rpc, network, keys), duration=2 * HOUR)
    deal = await take(rpc, network, keys, quote)
    async with agent(tmp_path / "supplier", network, keys.master) as one:
        state = await one.chain.deal(deal)
        assert state is not None
        shelf = state.rate
        amending, longer = Amending(one.supplier_desk), {"end": state.end + HOUR}
        first = await asked(one, keys, amending, deal, shelf, **longer)
        assert "signature" in first
        dearer = await asked(one, keys, amending, deal, 2 * shelf, **longer)
        assert dearer["waits"] == "market.amend_below_plan"
        (row,) = await amending.all()
        await amending.decide(row.id, agree=True)
        by_hand = await asked(one, keys, amending, deal, 2 * shelf, **longer)
        assert "signature" in by_hand

        for less in range(1, MOST_WISHES + 5):
            last = await asked(one, keys, amending, deal, shelf, rate=state.rate - less)
        assert last["refused"] == "market.amend_too_many"
        assert len(await amending.all()) == MOST_WISHES
