"""The book: newest of each slice, sorted exactly, views that stay as they were."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from sonm_desktop.core.amounts import WeiPerSecond
from sonm_desktop.core.ids import Address, Digest
from sonm_desktop.core.offer_order import SortKey
from sonm_desktop.market.offers import book as book_module
from sonm_desktop.market.offers.book import OfferBook
from sonm_desktop.market.offers.matching import Reason, mismatches
from sonm_desktop.market.offers.offer import Presence, SignedAsk
from sonm_desktop.market.offers.requirement import Liveness, Requirement
from tests.market_asks import NOW, make_ask

ANY = Requirement(duration=60)


def entry(number: int, **fields: object) -> SignedAsk:
    ask = make_ask(**{"worker": Address(f"0x{number:040x}"), **fields})
    mark = hash((number, tuple(sorted(fields.items())))) % 2**200
    return SignedAsk(Digest(f"0x{mark:064x}"), ask, b"")


def rates(found: list[SignedAsk]) -> list[int]:
    return [offer.ask.rate for offer in found]


def test_offers_come_cheapest_first_to_the_last_wei() -> None:
    book = OfferBook()
    close = [2**64, 2**64 - 1, 2**64 + 1, 2**80 - 1, 0]
    for number, rate in enumerate(close, start=1):
        book.put(entry(number, rate=rate))
    found = book.select(ANY, NOW, sort=SortKey.PRICE)
    assert rates(found.offers(0, 10)) == sorted(close)
    down = book.select(ANY, NOW, sort=SortKey.PRICE, descending=True)
    assert rates(down.offers(1, 2)) == sorted(close, reverse=True)[1:3]


def test_a_newer_ask_takes_the_place_of_an_older_one_and_never_the_other_way() -> None:
    book = OfferBook()
    old, new = entry(1, issued=NOW - 5, rate=1), entry(1, issued=NOW, rate=2)
    assert book.put(old)
    assert book.put(new)
    assert not book.put(old)
    assert len(book) == 1
    assert book.find(old.id) == new


def test_a_view_stays_as_it_was_while_the_book_changes() -> None:
    book = OfferBook()
    for number in range(1, 4):
        book.put(entry(number, rate=number))
    view = book.select(ANY, NOW, sort=SortKey.PRICE)
    before = view.offers(0, 10)
    book.put(entry(2, rate=1000, issued=NOW))
    book.remove(before[0].ask.worker and (before[0].ask.worker, before[0].ask.slice))
    for number in range(10, 20):
        book.put(entry(number, rate=0))
    assert view.offers(0, 10) == before
    assert len(book.select(ANY, NOW, sort=SortKey.PRICE)) == 12


def test_dead_rows_are_dropped_in_time_and_nothing_on_sale_is() -> None:
    book = OfferBook()
    for round_ in range(book_module.FEW_DEAD // 2):
        for number in range(1, 4):
            book.put(entry(number, issued=NOW + round_, rate=number))
    found = book.select(ANY, NOW, sort=SortKey.PRICE)
    assert rates(found.offers(0, 10)) == [1, 2, 3]
    assert len(found.columns) < book_module.FEW_DEAD + 10


def test_why_nothing_matches_counts_each_reason_and_those_that_fail_nothing_else() -> None:
    book = OfferBook()
    book.put(entry(1, cpu_percent=50))
    book.put(entry(2, cpu_percent=50, ram_bytes=1))
    book.put(entry(3, cpu_percent=200))
    wanted = replace(ANY, cpu_percent=100, ram_bytes=2)
    cpu, ram = book.explain(wanted, NOW)
    assert (cpu.reason, cpu.removes, cpu.alone) == (Reason("market.too_little_cpu"), 2, 1)
    assert (ram.reason, ram.removes, ram.alone) == (Reason("market.too_little_ram"), 1, 0)


def test_a_huge_rate_stands_in_its_exact_place_whenever_it_comes() -> None:
    book = OfferBook()
    arriving = [5, 2**63, 2**79, 2**63 - 1, 7, 2**63 + 1]
    for number, rate in enumerate(arriving, start=1):
        book.put(entry(number, rate=rate))
        found = book.select(ANY, NOW, sort=SortKey.PRICE)
        assert rates(found.offers(0, 10)) == sorted(arriving[:number])


def test_a_benchmark_that_nobody_has_sorts_nothing_away() -> None:
    book = OfferBook()
    for number, result in enumerate((7, 9, 8), start=1):
        book.put(entry(number, benchmarks=(result,)))
    best = book.select(ANY, NOW, sort=SortKey.BENCHMARK, descending=True)
    assert [offer.ask.benchmarks[0] for offer in best.offers(0, 9)] == [9, 8, 7]
    assert len(book.select(ANY, NOW, sort=SortKey.BENCHMARK, benchmark=9)) == 3


def test_what_was_heard_of_suppliers_filters_and_sorts() -> None:
    book = OfferBook()
    workers = [entry(number, rate=number) for number in range(1, 5)]
    for offer in workers:
        book.put(offer)
    heard = {
        workers[0].ask.worker: Presence.SILENT,
        workers[1].ask.worker: Presence.BUSY,
        workers[3].ask.worker: Presence.ALIVE,
        Address("0x" + "ee" * 20): Presence.ALIVE,
    }

    def found(liveness: Liveness, sort: SortKey = SortKey.PRICE) -> list[int]:
        wanted = replace(ANY, liveness=liveness)
        some = book.select(wanted, NOW, sort=sort, presence=heard, descending=sort != "price")
        return rates(some.offers(0, 9))

    assert found(Liveness.ANSWERING) == [2, 4]
    assert found(Liveness.NOT_SILENT) == [2, 3, 4]
    assert found(Liveness.ANY, SortKey.LIVENESS) == [4, 2, 1, 3]


def test_the_smallest_change_that_helps_is_told_for_each_wish() -> None:
    book = OfferBook()
    book.put(entry(1, cpu_percent=800, rate=10, benchmarks=(4,)))
    book.put(entry(2, cpu_percent=400, rate=10, benchmarks=(9,)))
    book.put(entry(3, cpu_percent=800, rate=12, benchmarks=(9,)))
    book.put(entry(4, cpu_percent=800, rate=10, benchmarks=(9,), max_duration=30))
    wanted = replace(ANY, cpu_percent=800, max_rate=WeiPerSecond(11), benchmarks=((0, 5),))
    told = {each.reason.code: each for each in book.explain(wanted, NOW)}
    eased = {code: each.relaxed for code, each in told.items()}
    assert eased == {
        "market.too_little_cpu": replace(wanted, cpu_percent=400),
        "market.too_expensive": replace(wanted, max_rate=WeiPerSecond(12)),
        "market.benchmark_too_low": replace(wanted, benchmarks=((0, 4),)),
        "market.duration_too_long": replace(wanted, duration=30),
    }
    assert {each.matches for each in told.values()} == {1}


def test_medians_are_those_of_what_is_claimed() -> None:
    book = OfferBook()
    for number, results in enumerate(((5, 0, 1), (7, 0), (9,), (100,)), start=1):
        book.put(entry(number, benchmarks=results))
    book.remove((Address(f"0x{4:040x}"), entry(4).ask.slice))
    facts = book.results().facts()
    assert [(f.number, f.count, f.median, f.highest) for f in facts] == [(0, 3, 7, 9), (2, 1, 1, 1)]


def test_depth_adds_up_what_is_sold_up_to_each_price() -> None:
    book = OfferBook()
    for number in range(1, 6):
        book.put(entry(number, rate=number, cpu_percent=100 * number))
    book.put(entry(9, rate=0, usd_rate=1))
    found = book.select(ANY, NOW, sort=SortKey.PRICE)
    assert [(s.rate, s.cpu_percent, s.offers) for s in found.depth(3)] == [
        (1, 100, 1),
        (3, 600, 3),
        (5, 1500, 5),
    ]


@settings(max_examples=60)
@given(
    listed=st.lists(st.tuples(st.integers(0, 2**80 - 1), st.integers(0, 400)), max_size=40),
    cpu=st.integers(0, 400),
    descending=st.booleans(),
    few=st.booleans(),
)
def test_a_view_is_what_the_matcher_accepts_in_order(
    listed: list[tuple[int, int]], cpu: int, descending: bool, few: bool
) -> None:
    book = OfferBook()
    entries = [
        entry(number, rate=rate, cpu_percent=share)
        for number, (rate, share) in enumerate(listed, start=1)
    ]
    for at, offer in enumerate(entries):
        book.put(offer)
        if at % 7 == 0:
            book.select(ANY, NOW, sort=SortKey.PRICE)
    wanted = replace(ANY, cpu_percent=390 if few else cpu)
    expected = sorted(offer.ask.rate for offer in entries if not mismatches(wanted, offer.ask, NOW))
    found = book.select(wanted, NOW, sort=SortKey.PRICE, descending=descending)
    assert rates(found.offers(0, 100)) == (expected[::-1] if descending else expected)
