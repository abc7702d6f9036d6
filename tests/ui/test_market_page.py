"""The market's page: filters and chips, sorting, the inspector's facts, prices, and why nothing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton, QWidget

from sonm_desktop.api.schema.market import BenchmarkFacts, OfferFilter, SupplierFacts
from sonm_desktop.core.offer_order import SortKey
from sonm_desktop.ui.market.columns import offer_columns, priced
from sonm_desktop.ui.market.facts import benchmark_facts, supplier_facts
from sonm_desktop.ui.market.fields import whole
from sonm_desktop.ui.market.more_filters import MoreFilters
from sonm_desktop.ui.market.order import Order
from sonm_desktop.ui.market.page import MarketPage
from sonm_desktop.ui.market.wishes import change_words, wishes, without
from sonm_desktop.ui.theme.theme import Theme
from sonm_desktop.ui.widgets.table import RecordView
from tests.fakes.agent import FakeAgent
from tests.fakes.sample_state import NOW, sample_offers
from tests.ui.stage import Stage, opened, staged

pytestmark = pytest.mark.usefixtures("qapp")

ALL = OfferFilter(
    duration=86_400,
    terms="spot",
    cpu_percent=150,
    ram_bytes=8 << 30,
    storage_bytes=20 << 30,
    gpus=1,
    ingress_bps=10**8,
    egress_bps=10**7,
    architecture="arm64",
    strict=True,
    max_rate=16_666_666_666_666,
    max_total=10**18,
    liveness="answering",
    netflags=3,
    benchmarks={0: 5000, 3: 8 << 30},
)


def asked(agent: FakeAgent) -> OfferFilter:
    """The filter of the newest view."""
    return agent.told("open")[-1][0]


async def settled(stage: Stage, agent: FakeAgent, wanted: object) -> None:
    await stage.until(lambda: asked(agent) == wanted, f"a list for {wanted}")
    await stage.calm()


def test_every_wish_has_words_and_goes_away_by_itself() -> None:
    assert [wish.words for wish in wishes(ALL)] == [
        "Spot",
        "1.5+ cores",
        "RAM 8.0 GiB+",
        "Storage 20.0 GiB+",
        "1+ GPUs",
        "Download 100 Mbit/s+",
        "Upload 10 Mbit/s+",
        "arm64",
        "Strict sandbox",
        "At most 0.06 SNM per hour",
        "At most 1 SNM in all",
        "Answers now",
        "Outbound network",
        "Incoming network",
        "CPU, all cores 5,000+",
        "Memory, measured 8.0 GiB+",
    ]
    left = ALL
    for wish in wishes(ALL):
        left = without(left, wish)
    assert left == OfferFilter(duration=86_400)


def test_a_change_is_told_as_what_a_person_would_do() -> None:
    less = ALL.model_copy(update={"cpu_percent": 100})
    assert change_words(ALL, less) == "Take “1+ cores”"
    assert change_words(ALL, ALL.model_copy(update={"strict": False})) == "Without “Strict sandbox”"
    assert change_words(ALL, ALL.model_copy(update={"duration": 7200})) == "Rent for 2 h"
    converted = ALL.model_copy(update={"max_rate": 11_111_111_111_100})
    assert change_words(ALL, converted) == "Take “At most about 0.04 SNM per hour”"


def test_little_storage_is_not_shown_as_none() -> None:
    (column,) = [one for one in offer_columns(lambda _: False) if one.title == "Storage, GiB"]
    offer = sample_offers(1)[0]
    for count, shown in ((1 << 29, "0.5"), (15 << 30, "15"), (2000 << 30, "2,000")):
        assert column.text(offer.model_copy(update={"storage_bytes": count})) == shown


def test_what_cannot_be_read_counts_as_nothing_and_is_marked() -> None:
    field = whole("Least storage in GiB", unit=1 << 30)
    QTest.keyClicks(field, "1.5")
    assert field.value == 3 << 29
    QTest.keyClicks(field, "x")
    assert (field.value, field.property("wrong")) == (0, True)
    assert "number" in field.accessibleDescription()
    field.set_value(1 << 30)
    assert (field.text(), field.property("wrong")) == ("1", False)
    field.deleteLater()


@staged()
async def test_filters_become_chips_and_chips_take_filters_away() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        await stage.go("market")
        await stage.press("More filters")
        await stage.write(QLineEdit, "Least storage in GiB", "10")
        await stage.write(QLineEdit, "Least result: CPU, one core", "1200")
        await stage.press("Outbound network")
        await stage.write(QLineEdit, "Highest price per hour in SNM", "0.5")
        await settled(
            stage,
            agent,
            OfferFilter(
                storage_bytes=10 << 30,
                benchmarks={1: 1200},
                netflags=1,
                max_rate=138_888_888_888_888,
            ),
        )
        await stage.press("Remove the filter: CPU, one core 1,200+")
        await stage.press("Remove the filter: Outbound network")
        rest = OfferFilter(storage_bytes=10 << 30, max_rate=138_888_888_888_888)
        await settled(stage, agent, rest)
        await stage.press("Clear all")
        await settled(stage, agent, OfferFilter())
        assert stage.seen(QLineEdit, "Highest price per hour in SNM").text() == ""
        await stage.press("Close the filters")
        assert stage.reads("Paid by")


@staged()
async def test_offers_are_sorted_by_any_figure_either_way() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        await stage.go("market")
        page = stage.window.findChild(MarketPage)
        table = stage.seen(RecordView, "Offers")
        header = table.horizontalHeader()
        for section, key, down in ((4, "cpu", True), (4, "cpu", False), (2, "price", False)):
            at = header.sectionViewportPosition(section) + 10
            QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=_point(at))
            await stage.calm()
            assert agent.told("open")[-1][1:] == (SortKey(key), down)
        box = stage.seen(QComboBox, "Sort by")
        box.setCurrentIndex(box.findText("Sort by CPU, one core"))
        await stage.until(
            lambda: agent.told("open")[-1][1:] == (SortKey.BENCHMARK, True), "the order"
        )
        assert page._filters.order == Order(SortKey.BENCHMARK, 1, True)
        await stage.press("Largest first")
        await stage.until(lambda: not agent.told("open")[-1][2], "the other way round")


@staged()
async def test_nothing_that_matches_offers_the_smallest_change() -> None:
    agent = FakeAgent(offers=[o for o in sample_offers(20) if o.cpu_percent < 1600])
    async with opened(agent) as stage:
        await stage.go("market")
        page = stage.window.findChild(MarketPage)
        page._filters.ask_for(OfferFilter(cpu_percent=6400))
        await stage.until(lambda: stage.reads("It has too little processor."), "the reason")
        assert stage.seen(QComboBox, "Least cores").currentText() == "64+ cores"
        helpful = next(
            b for b in stage.window.findChildren(QPushButton) if b.text().startswith("Take “8+")
        )
        QTest.mouseClick(helpful, Qt.MouseButton.LeftButton)
        await settled(stage, agent, OfferFilter(cpu_percent=800))
        assert stage.seen(RecordView, "Offers").model().rowCount() > 0


@staged()
async def test_the_inspector_tells_what_the_chain_knows_of_the_supplier() -> None:
    seeded = sample_offers(1)[0].model_copy(update={"seeded": True, "issued": NOW - 120})
    agent = FakeAgent(offers=[seeded])
    async with opened(agent) as stage:
        await stage.go("market")
        for part in (
            "nobody real offers it",
            "Rentals ended | 12",
            "Ended by it | 1 of 12",
            "Earned in all | 1.2500 SNM",
            "Offered | 2 min ago",
            "1.0× the median",
        ):
            await stage.until(lambda part=part: stage.reads(part), part)
        table = stage.seen(RecordView, "Offers")
        assert table.model().index(0, 1).data() == f"practice {seeded.worker[-4:]}"


@staged()
async def test_the_inspector_warns_of_renting_ones_own_pc() -> None:
    own, other = sample_offers(2)
    agent = FakeAgent(offers=[own.model_copy(update={"mine": True}), other])
    async with opened(agent) as stage:
        await stage.go("market")
        table = stage.seen(RecordView, "Offers")
        await stage.until(lambda: table.model().rowCount() == 2, "the offers")
        for row in range(2):
            table.selectRow(row)
            offer = table.model().record(row)
            warns = offer.worker == own.worker
            await stage.until(
                lambda warns=warns: stage.reads("you would pay yourself and the gas") is warns,
                "the warning",
            )


@staged()
async def test_prices_show_what_was_paid_and_what_is_on_sale() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        await stage.go("market")
        await stage.press("Prices")
        await stage.until(lambda: stage.reads("came with the practice network."), "the deals")
        page = stage.window.findChild(MarketPage)
        charts = (page._prices._paid, page._prices._depth)
        await stage.calm()
        assert all(chart.accessibleDescription().count("SNM") for chart in charts)
        assert not stage.reads("Paid by")
        box = stage.seen(QComboBox, "How far back")
        box.setCurrentIndex(0)
        await stage.calm()
        assert agent.told("prices")[-1] == (NOW - 86_400, NOW, 24)
        await stage.press("Offers")
        assert stage.reads("Paid by")


def test_every_result_that_is_on_sale_can_be_asked_for_in_its_own_unit(
    qapp: QApplication,
) -> None:
    """A flag is chosen, a latency has a longest time, the rest a least result."""
    more = MoreFilters(Theme(qapp))
    numbers = (13, 14, 16, 17, 18, 19, 20, 21, 22)
    facts = [BenchmarkFacts(number=n, count=3, median=40, highest=90) for n in numbers]
    more.show_benchmarks(facts)
    named = {field.accessibleName(): field for field in more.findChildren(QWidget)}
    assert more.apply(OfferFilter()).benchmarks == {}
    for name, typed in (
        ("Least result: GPU arithmetic, FP32, GFLOPS", "30000"),
        ("Least result: GPU memory bandwidth, GB/s", "500"),
        ("Least result: GPU hashes, SHA-256, MH/s", "1000"),
        ("Least result: Memory bandwidth, GB/s", "9.5"),
        ("Least result: Storage, random reads, IOPS", "50000"),
        ("Longest: Storage latency, ms", "0.2"),
        ("Longest: Network latency, ms", "30"),
    ):
        field = named[name]
        assert isinstance(field, QLineEdit)
        field.setText(typed)
    nvidia = named["NVIDIA GPU"]
    assert isinstance(nvidia, QComboBox)
    nvidia.setCurrentIndex(1)
    wanted = more.apply(OfferFilter())
    assert wanted.benchmarks == {
        13: 1,
        16: 30_000,
        17: 500 * 10**9,
        18: 10**9,
        19: 9_500_000_000,
        20: 50_000,
        21: 5000,
        22: 34,
    }
    said = [wish.words for wish in wishes(wanted)]
    assert "NVIDIA GPU only" in said
    assert "Storage latency 0.2 ms or less" in said
    assert "GPU arithmetic, FP32 30,000 GFLOPS+" in said
    again = MoreFilters(Theme(qapp))
    again.show_benchmarks(facts)
    again.show_filter(wanted)
    assert again.apply(OfferFilter()).benchmarks == wanted.benchmarks


def test_facts_compare_with_the_median_and_say_when_there_is_nothing() -> None:
    offer = sample_offers(1)[0].model_copy(update={"benchmarks": {0: 300, 9: 5}})
    assert benchmark_facts(offer, {0: 200}) == [
        ("CPU, all cores", "300 · 1.5× the median"),
        ("Benchmark 9", "5"),
    ]
    none = SupplierFacts(worker="0x", open=0, closed=0, stopped=0, paid=0, first=None)
    assert supplier_facts(none, NOW) == [("Rentals", "none yet")]


@pytest.mark.parametrize(
    ("wei", "shown"),
    [(46_999_999_999_999_998, "0.0470"), (1, "<0.0001"), (0, "0.0000"), (None, "—")],
)
def test_a_price_is_rounded_to_four_decimals(wei: int | None, shown: str) -> None:
    assert priced(wei) == shown


def _point(x: int) -> QPoint:
    return QPoint(x, 10)
