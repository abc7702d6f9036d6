"""Deals become prices by time, exactly."""

from __future__ import annotations

from typing import Any

from sonm_desktop.chain.index.records import IndexedDeal
from sonm_desktop.core.ids import Address
from sonm_desktop.market.prices.history import Spread, price_history

WORKER, OTHER = Address("0x" + "11" * 20), Address("0x" + "22" * 20)
HOUR = 3600


def _deal(**fields: Any) -> IndexedDeal:
    known: dict[str, Any] = {
        **{"deal": "0x1", "worker": WORKER, "consumer": "0x2", "payee": "0x3", "nonce": 1},
        **{"ask": "0x4", "rate": 10, "notice": 0, "window": 48, "deposited": 0, "paid": 0},
        **{"refunded": 0, "end": 2**32 - 1, "until": 2**32 - 1, "stopped": False},
        **{"opened_block": 1, "opened_at": 100, "closed_block": None, "closed_at": None},
    }
    return IndexedDeal(**{**known, **fields})


def _history(deals: list[IndexedDeal], **fields: Any) -> Any:
    usual: dict[str, Any] = {
        **{"since": 0, "until": 1000, "buckets": 10, "cpu_percent": {}, "seeded": ()},
    }
    return price_history(deals, **{**usual, **fields})


def test_deals_lie_in_the_part_in_which_they_began_and_empty_parts_are_left_out() -> None:
    found = _history([_deal(opened_at=at) for at in (0, 99, 100, 950, 1000, 1001)])
    assert [(part.start, part.end, part.deals) for part in found] == [
        (0, 100, 2),
        (100, 200, 1),
        (900, 1000, 2),
    ]


def test_a_median_is_a_price_that_was_paid() -> None:
    (part,) = _history([_deal(rate=rate) for rate in (9, 1, 5, 2)])
    assert part.hour == Spread(1 * HOUR, 2 * HOUR, 9 * HOUR)


def test_the_price_of_a_core_needs_a_known_machine() -> None:
    deals = [_deal(rate=80), _deal(rate=7, worker=OTHER)]
    (part,) = _history(deals, cpu_percent={WORKER: 400}, seeded={OTHER})
    assert part.core_hour == Spread(20 * HOUR, 20 * HOUR, 20 * HOUR)
    assert part.seeded == 1
    assert _history(deals)[0].core_hour is None


def test_time_counts_to_the_first_of_the_end_the_authority_the_close_and_now() -> None:
    deals = [
        _deal(end=150),
        _deal(until=160),
        _deal(closed_at=130, closed_block=2, paid=4),
        _deal(paid=3),
    ]
    (part,) = _history(deals)
    assert part.seconds == 50 + 60 + 30 + 900
    assert part.volume == 7
