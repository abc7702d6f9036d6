"""Campaigns in the index: found by the event that opened each, and gone with its block."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from eth_abi.abi import encode

from sonm_desktop.chain.index.sync import IndexSync
from sonm_desktop.chain.logs import decode_event, topic_of
from sonm_desktop.chain.registries.campaign_events import CampaignOpened, Joined
from sonm_desktop.chain.registries.campaign_logs import CAMPAIGN_SIGNATURES, PARTICIPATION
from sonm_desktop.core.errors import BadReply
from sonm_desktop.store.database import Database
from sonm_desktop.store.index_events import EventRow, IndexLog
from tests.chain_fixtures import test_key
from tests.fakes.chain import FakeChain, FakeLog
from tests.unit.chain.market_logs import deal, topic

CONTRACT = test_key(7).address
SPONSOR, ADA = test_key(1).address, test_key(2).address
OPENED, JOINED = (
    next(text for text in CAMPAIGN_SIGNATURES if text.startswith(name))
    for name in ("CampaignOpened(", "Joined(")
)


def opened(number: int, budget: int = 500) -> FakeLog:
    money = [50, 80, budget]
    data = encode(["uint256"] * 8, [number, int(SPONSOR, 16), *money, 2_000_000_000, 60, 24])
    return FakeLog((topic_of(OPENED), deal(number), topic(SPONSOR), b"\1" * 32), data, CONTRACT)


def joined(number: int, most: int) -> FakeLog:
    data = encode(["uint256"], [most])
    return FakeLog((topic_of(JOINED), deal(number), topic(ADA), b"\2" * 32), data, CONTRACT)


async def test_a_campaign_is_found_and_forgotten_with_the_block_that_opened_it(
    tmp_path: Path,
) -> None:
    chain = FakeChain()
    chain.extend([[opened(1)], [joined(1, 90)], [opened(2), joined(2, 50)]])
    network = replace(chain.network(practice=True), campaigns=CONTRACT)
    database = Database(tmp_path / "index.sqlite", "index")
    await database.open()
    log, sync = IndexLog(database), IndexSync(database, network)

    async def found() -> list[int]:
        events = [decode_event(row) for row in await log.campaigns(10)]
        return [event.nonce for event in events if isinstance(event, CampaignOpened)]

    await sync.bring_to_head(chain)
    assert await found() == [2, 1]
    places = [decode_event(row) for row in await log.with_party(topic(ADA))]
    assert [place.most for place in places if isinstance(place, Joined)] == [90, 50]
    assert {row.kind for row in await log.with_party(topic(ADA))} <= PARTICIPATION

    chain.reorganise(1, [[opened(3)], []])
    await sync.bring_to_head(chain)
    assert await found() == [3, 1]
    assert len(await log.with_party(topic(ADA))) == 1
    opening = [decode_event(row) for row in await log.campaigns_by(topic(SPONSOR))]
    assert [event.nonce for event in opening if isinstance(event, CampaignOpened)] == [3, 1]
    assert await log.campaigns_by(topic(ADA)) == []
    await database.close()


async def test_campaigns_are_looked_up_without_reading_the_whole_log(tmp_path: Path) -> None:
    """The index of the table holds the same condition as the question, letter by letter."""
    database = Database(tmp_path / "index.sqlite", "index")
    await database.open()
    asked: list[str] = []
    await database.run(lambda connection: connection.set_trace_callback(asked.append))
    await IndexLog(database).campaigns(10)
    (question,) = [text for text in asked if text.startswith("SELECT")]
    plan = await database.run(
        lambda connection: [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {question}")]
    )
    await database.close()
    assert plan == ["SCAN event USING INDEX event_campaign"]
    assert topic_of(OPENED).hex() in question


def test_a_campaign_out_of_range_is_a_bad_reply() -> None:
    with pytest.raises(BadReply):
        decode_event(_row(opened(1, 2**96)))


def _row(log: FakeLog) -> EventRow:
    topics = b"".join(log.topics)
    return EventRow(1, 0, b"\0" * 32, b"\0" * 32, 0, log.topics[1], log.topics[2], topics, log.data)
