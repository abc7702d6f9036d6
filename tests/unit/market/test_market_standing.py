"""Levels and ratings: what counts for whom, how sure it is, and the order of offers by it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonm_desktop.chain.events import Bound, PlacedEvent, Unbound
from sonm_desktop.chain.registries.events import (
    Attested,
    ProfileWritten,
    Rated,
    RegistryEvent,
    Revoked,
    ValidatorSet,
)
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.ids import Address, BlockHash, BlockNumber, ChainTime, DealId, Digest, TxHash
from sonm_desktop.core.offer_order import SortKey
from sonm_desktop.core.rating_reason import RATING_REASONS, RatingReason
from sonm_desktop.market.offers.book import OfferBook
from sonm_desktop.market.offers.offer import SignedAsk
from sonm_desktop.market.offers.requirement import Requirement
from sonm_desktop.market.standing.identity import Trust
from sonm_desktop.market.standing.rating import Rating, tally
from sonm_desktop.market.standing.registry import Registry, recomputed
from tests.market_asks import NOW, make_ask

ANN, BOB, EVE, GOOD, ODD = (Address(f"0x{digit}" + digit * 39) for digit in "12345")


def placed(events: list[RegistryEvent | Bound | Unbound]) -> list[PlacedEvent]:
    return [
        PlacedEvent(event, BlockNumber(at), BlockHash("0x"), 0, TxHash("0x"), ChainTime(at), at)
        for at, event in enumerate(events, start=1)
    ]


def rated(number: int, stars: int, *, rater: Address = BOB, by_consumer: bool = True) -> Rated:
    deal = DealId(f"0x{number:064x}")
    return Rated(deal, rater, ANN, by_consumer, stars, RatingReason.FULFILLED.number, Wei(10))


def of_stars(stars: list[int]) -> list[Rating]:
    registry = recomputed(placed([rated(at, given) for at, given in enumerate(stars)]))
    return registry.ratings_of(ANN)


def test_one_rating_of_five_stars_never_outranks_ninety_eight_of_a_hundred() -> None:
    one, many = tally(of_stars([5])), tally(of_stars([5] * 98 + [1] * 2))
    assert one.mean_percent == 500
    assert many.mean_percent == 492
    assert 0 < one.sureness < many.sureness
    assert tally([]).sureness == 0
    assert tally([]).mean_percent is None


@given(st.lists(st.integers(1, 5), min_size=1, max_size=60), st.integers(1, 5))
def test_the_interval_holds_the_mean_and_a_number_of_its_own_fits_a_byte(
    stars: list[int], more: int
) -> None:
    found = tally(of_stars(stars))
    low, high = found.interval()
    share = (sum(stars) - len(stars)) / (4 * len(stars))
    assert -1e-9 <= low <= share + 1e-9
    assert share - 1e-9 <= high <= 1 + 1e-9
    assert 1 <= found.sureness <= 255
    assert sum(found.by_stars) == found.ratings == len(stars)
    better = tally(of_stars([*stars, *([5] * 40)]))
    assert better.sureness >= found.sureness
    assert tally(of_stars([*stars, more])).ratings == len(stars) + 1


def test_a_word_counts_up_to_its_validator_until_it_ends_for_who_follows_him() -> None:
    registry = recomputed(
        placed(
            [
                ValidatorSet(GOOD, 3),
                Attested(ANN, GOOD, 4, 100),
                Attested(ANN, ODD, 4, 100),
                Attested(BOB, GOOD, 2, 100),
                Revoked(BOB, GOOD),
            ]
        )
    )
    assert registry.level(ANN, Trust(), 99) == 3
    assert registry.level(ANN, Trust(), 100) == 0
    assert registry.level(ANN, Trust(validators=frozenset({ODD})), 99) == 0
    assert registry.level(BOB, Trust(), 99) == 0
    whys = {one.validator: one.why for one in registry.vouched(ANN, Trust(), 99)}
    assert whys == {GOOD: "standing.vouched_less", ODD: "standing.vouched_by_nobody"}
    late = {one.why for one in registry.vouched(ANN, Trust(), 100)}
    assert late == {"standing.vouched_expired"}
    stranger = registry.vouched(ANN, Trust(validators=frozenset({ODD})), 99)
    assert {one.why for one in stranger} == {
        "standing.vouched_by_stranger",
        "standing.vouched_by_nobody",
    }


def test_ratings_count_from_level_two_or_by_trust_and_apart_in_each_role() -> None:
    registry = recomputed(
        placed(
            [
                ValidatorSet(GOOD, 4),
                Attested(BOB, GOOD, 2, 100),
                Attested(EVE, GOOD, 1, 100),
                rated(1, 5),
                rated(2, 1, rater=EVE),
                rated(3, 4, by_consumer=False),
            ]
        )
    )
    said = registry.standing(ANN, Trust(), 50, as_supplier=True)
    assert (said.counted.ratings, said.apart.ratings) == (1, 1)
    trusting = Trust(accounts=frozenset({EVE}))
    said = registry.standing(ANN, trusting, 50, as_supplier=True)
    assert (said.counted.ratings, said.counted.stars, said.apart.ratings) == (2, 6, 0)
    said = registry.standing(ANN, Trust(), 50, as_supplier=False)
    assert (said.counted.stars, said.counted.volume) == (4, 10)
    assert registry.standing(ANN, Trust(), 100, as_supplier=True).counted.ratings == 0


def test_a_million_ratings_among_strangers_cost_no_look_at_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spam: list[RegistryEvent | Bound | Unbound] = [
        rated(at, 5, rater=Address(f"0x{at % 50:040x}")) for at in range(500)
    ]
    known: list[RegistryEvent | Bound | Unbound] = [
        ValidatorSet(GOOD, 4),
        Attested(BOB, GOOD, 2, 100),
        rated(900, 2),
        rated(901, 4),
    ]
    registry = recomputed(placed([*spam, *known, *spam]))
    asked: list[Address] = []
    level = Registry.level

    def counted(self: Registry, account: Address, trust: Trust, now: int) -> int:
        asked.append(account)
        return level(self, account, trust, now)

    monkeypatch.setattr(Registry, "level", counted)
    said = registry.standing(ANN, Trust(), 50, as_supplier=True)

    assert said.counted == tally(one for one in registry.ratings_of(ANN) if one.rater == BOB)
    assert said.apart == tally(one for one in registry.ratings_of(ANN) if one.rater != BOB)
    assert said.apart.ratings == 500
    assert asked == [BOB]


def test_a_taken_name_is_told_and_a_new_one_is_free_again() -> None:
    events = [
        ProfileWritten(ANN, "Blue Harbour", ""),
        ProfileWritten(EVE, "BLUE\u200b harbour", ""),
    ]
    registry = recomputed(placed([*events]))
    assert (registry.namesakes(ANN), registry.namesakes(EVE), registry.namesakes(BOB)) == (1, 1, 0)
    registry = recomputed(placed([*events, ProfileWritten(EVE, "", "")]))
    assert (registry.namesakes(ANN), registry.namesakes(EVE)) == (0, 0)


def test_a_worker_is_its_masters_while_it_is_bound() -> None:
    bound: list[RegistryEvent | Bound | Unbound] = [Bound(EVE, ANN, 10, 100)]
    registry = recomputed(placed(bound))
    assert registry.master(EVE, 99) == ANN
    assert registry.master(EVE, 100) is None
    assert recomputed(placed([*bound, Unbound(EVE, ANN)])).master(EVE, 1) is None


@pytest.mark.parametrize("sort", [SortKey.RATING, SortKey.IDENTITY])
def test_offers_stand_by_their_suppliers_and_among_equals_by_price(sort: SortKey) -> None:
    book = OfferBook()
    workers = [Address(f"0x{at:040x}") for at in range(1, 6)]
    for at, worker in enumerate(workers):
        ask = replace(make_ask(rate=100 - at, expiry=NOW + 100), worker=worker)
        book.put(SignedAsk(Digest(f"0x{at:064x}"), ask, b""))
    known = {workers[0]: 200, workers[2]: 7, workers[3]: 200}
    best = book.select(Requirement(), NOW, sort=sort, descending=True, suppliers=known).offers(0, 9)
    assert [offer.ask.worker for offer in best] == [workers[at] for at in (3, 0, 2, 4, 1)]
    least = book.select(Requirement(), NOW, sort=sort, suppliers=known).offers(0, 9)
    assert [offer.ask.worker for offer in least] == [workers[at] for at in (4, 1, 2, 3, 0)]


def test_every_reason_has_its_number() -> None:
    assert [RATING_REASONS[reason.number] for reason in RatingReason] == list(RatingReason)
