"""`sonm market`: the same wishes as in the window, and what would help when nothing matches."""

from __future__ import annotations

import pytest
import typer

from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.market import (
    BenchmarkFacts,
    Elimination,
    OfferFilter,
    SupplierFacts,
)
from sonm_desktop.api.schema.views import View
from sonm_desktop.cli.market.view import benchmarks_view, offer_view, offers_view
from sonm_desktop.cli.market.wish import (
    Network,
    flags_of,
    instead,
    least_results,
    options,
    which_benchmark,
)
from tests.fakes.sample_state import NOW, sample_offers
from tests.unit.cli.test_cli_show import rendered


def test_results_are_named_or_numbered_and_take_sizes_where_they_are_sizes() -> None:
    assert least_results(["cpu-single=3000", "3=8G", "9=7"]) == {1: 3000, 3: 8 << 30, 9: 7}
    assert flags_of([Network.OUTBOUND, Network.OVERLAY, Network.OUTBOUND]) == 5


@pytest.mark.parametrize("text", ["cpu-single", "cpu-single=fast", "speed=1", "=1"])
def test_a_result_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        least_results([text])


def test_an_unknown_benchmark_leads_to_the_list() -> None:
    with pytest.raises(typer.BadParameter, match="sonm market benchmarks"):
        which_benchmark("speed")


def test_what_to_ask_for_instead_is_told_in_options() -> None:
    wish = OfferFilter(
        cpu_percent=6400, ram_bytes=8 << 30, strict=True, max_rate=16_666_666_666_666, netflags=3
    )
    assert options(wish) == {
        "--for": "1 h",
        "--cpu": "64",
        "--ram": "8G",
        "--max-price": "0.06",
        "--network": "outbound incoming",
        "--strict": "",
    }
    assert instead(wish, wish.model_copy(update={"cpu_percent": 800})) == "--cpu 8"
    assert instead(wish, wish.model_copy(update={"strict": False})) == "no --strict"


def test_nothing_that_matches_shows_what_would_help() -> None:
    wish = OfferFilter(cpu_percent=6400)
    reason = Elimination(
        reason=Worded.of("agent.constraint_too_little_cpu"),
        removes=60,
        alone=60,
        relaxed=OfferFilter(cpu_percent=1600),
        matches=12,
    )
    shown = rendered(offers_view([], View(id="", count=0, blocked=3), [reason], wish))
    assert "3 hidden by your lists; show them with --blocked." in shown
    assert "No offer meets this." in shown
    assert "--cpu 16" in shown
    assert "12" in shown
    assert "No single change" not in shown

    slow = Worded.of("agent.constraint_benchmark_too_low", {"benchmark": 1})
    alone = reason.model_copy(update={"reason": slow, "relaxed": None, "matches": 0})
    shown = rendered(offers_view([], View(id="", count=0), [alone], wish))
    assert "Its result is too low: CPU, one core." in shown
    assert "No single change would help" in shown


def test_a_list_says_what_moves_and_what_lists_refuse() -> None:
    offer = sample_offers(1)[0].model_copy(update={"total": 58_999_999_999_997_000})
    refused = offer.model_copy(
        update={
            "total": 4 * 10**16,
            "usd_rate": 1,
            "mismatches": (Worded.of("market.supplier_blocked"),),
        }
    )
    view = View(id="", count=2, blocked=1)
    shown = rendered(offers_view([offer, refused], view, [], OfferFilter(), shows_blocked=True))
    assert "0.059 " in shown
    assert "≈ 0.04 " in shown
    assert "blocked" in shown
    assert "hidden" not in shown


def test_an_offer_is_shown_beside_the_medians_and_its_suppliers_rentals() -> None:
    offer = sample_offers(1)[0].model_copy(update={"benchmarks": {1: 3000}})
    facts = SupplierFacts(worker=offer.worker, open=1, closed=12, stopped=2, paid=10**18, first=NOW)
    shown = rendered(offer_view(offer, facts, {1: 2000}))
    assert "3,000 events in 10 s (1.5 x the median)" in shown
    assert "12 ended, 2 of them by it; 1 running; 1 SNM earned" in shown
    assert "may cost extra" not in shown
    online = {"netflags": 3, "ingress_bps": 25_000_000, "egress_bps": 10_500_000}
    shown = rendered(offer_view(offer.model_copy(update=online), facts, {}))
    assert "outbound, incoming; 25 Mbit/s in, 10.5 out" in shown
    assert "may cost extra per GiB" in shown


def test_benchmarks_are_listed_with_the_names_that_options_take() -> None:
    facts = [BenchmarkFacts(number=3, count=5, median=8 << 30, highest=64 << 30)]
    shown = rendered(benchmarks_view(facts))
    assert "memory" in shown
    assert "8.0 GiB" in shown


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("storage-latency=0.5ms", {21: 2000}),
        ("network-latency=30ms", {22: 34}),
        ("network-latency=34", {22: 34}),
        ("nvidia=1", {13: 1}),
        ("gpu-fp32=30000", {16: 30_000}),
        ("gpu-memory=16G", {8: 16 << 30}),
    ],
)
def test_a_result_is_wished_for_in_its_own_unit(text: str, least: dict[int, int]) -> None:
    assert least_results([text]) == least


@pytest.mark.parametrize("text", ["storage-latency=ms", "gpu-fp32=5ms", "nonsense=1", "cpu-multi"])
def test_a_wish_that_means_nothing_is_not_taken(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        least_results([text])


def test_ones_own_pc_is_marked_in_the_list_and_warned_of_in_full() -> None:
    own, other = sample_offers(2)
    own = own.model_copy(update={"mine": True})
    assert (
        rendered(offers_view([own, other], View(id="", count=2), [], OfferFilter())).count("yours")
        == 1
    )
    facts = SupplierFacts(worker=own.worker, open=0, closed=0, stopped=0, paid=0, first=None)
    assert "you would pay yourself and the gas" in rendered(offer_view(own, facts, {}))
    assert "pay yourself" not in rendered(offer_view(other, facts, {}))
