"""Adding up counters that begin anew, and the money that is owed for them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonm_desktop.chain.records import NO_END, DealState
from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.ids import ZERO_ADDRESS, Address, DealId
from sonm_desktop.market import accrual
from sonm_desktop.market.entitlement import next_voucher
from sonm_desktop.market.held import Reckoned, less_held, reckon
from sonm_desktop.market.metered import (
    GIB,
    Traffic,
    cost,
    metered,
    most_traffic,
)
from sonm_desktop.wallet.messages import Voucher
from sonm_desktop.worker.deals.owed import owed
from sonm_desktop.worker.deals.tally import Counter, Meter
from sonm_desktop.worker.runtime.port import LineReading, TaskReading
from tests.market_asks import make_quote

DEAL = DealId("0x" + "11" * 32)
QUOTE = make_quote(
    ask="0x" + "22" * 32,
    worker=Address("0x" + "33" * 20),
    consumer=Address("0x" + "44" * 20),
    nonce=7,
    rate=10,
    ingress=GIB,
    egress=2 * GIB,
    expiry=500,
)
STATE = DealState(
    consumer=QUOTE.consumer,
    payee=ZERO_ADDRESS,
    rate=WeiPerSecond(10),
    seq=0,
    paid=Wei(0),
    escrow=Wei(100_000),
    last=1000,
    end=NO_END,
    until=4600,
    floor=0,
    notice=0,
    window=48,
)


@dataclass
class Kernel:
    """Counters of a cell that is now and then born again, and what a perfect count would be."""

    birth: int = 0
    received: int = 0
    sent: int = 0
    all: list[int] = field(default_factory=lambda: [0, 0])
    unread: list[int] = field(default_factory=lambda: [0, 0])
    lost: list[int] = field(default_factory=lambda: [0, 0])

    def carry(self, received: int, sent: int) -> None:
        self.received += received
        self.sent += sent
        self.all = [self.all[0] + received, self.all[1] + sent]
        self.unread = [self.unread[0] + received, self.unread[1] + sent]

    def reborn(self) -> None:
        self.birth += 1
        self.received = self.sent = 0
        self.lost = [self.lost[0] + self.unread[0], self.lost[1] + self.unread[1]]
        self.unread = [0, 0]

    def read(self) -> LineReading:
        self.unread = [0, 0]
        return LineReading(str(self.birth), self.received, self.sent)


BYTES = st.integers(0, 1 << 40)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("carry"), BYTES, BYTES),
        st.just(("reborn",)),
        st.just(("read",)),
        st.just(("away",)),
    ),
    max_size=60,
)


@given(STEPS)
def test_totals_over_rebirths_are_all_that_was_carried_but_what_nobody_could_read(
    steps: list[tuple[object, ...]],
) -> None:
    kernel, meter = Kernel(), Meter()
    for at, step in enumerate(steps):
        before = meter.traffic
        match step:
            case ("carry", int(received), int(sent)):
                kernel.carry(received, sent)
            case ("reborn",):
                kernel.reborn()
            case ("read",):
                meter = meter.after(kernel.read(), None, float(at))
                lost = kernel.lost
                assert meter.traffic == Traffic(kernel.all[0] - lost[0], kernel.all[1] - lost[1]), (
                    step
                )
            case _:
                meter = meter.after(None, None, float(at))
        assert meter.traffic.at_least(before) == meter.traffic


@given(st.lists(st.tuples(st.integers(0, 3), BYTES), max_size=40))
def test_a_counter_never_falls_whatever_it_is_told(readings: list[tuple[int, int]]) -> None:
    counter, birth = Counter(), -1
    for told, value in readings:
        after = counter.after(value, same_life=told == birth)
        assert after.total >= counter.total
        counter, birth = after, told


def test_a_counter_that_shrinks_within_a_life_is_taken_for_a_new_one() -> None:
    counter = Counter().after(100, same_life=False).after(30, same_life=True)
    assert counter.total == 130


def test_processor_time_adds_up_over_tasks_and_the_peak_of_memory_stays() -> None:
    meter = Meter().after(None, TaskReading("a", 50, 900), 1.0)
    meter = meter.after(None, TaskReading("a", 70, 400), 2.0)
    meter = meter.after(None, TaskReading("b", 5, 100, ram_peak=300), 3.0)
    assert (meter.cpu_ns.total, meter.ram_now, meter.ram_peak) == (75, 100, 900)
    assert meter.after(None, None, 4.0).ram_now == 0


def test_traffic_costs_its_price_per_gib_each_way() -> None:
    assert metered(QUOTE, Traffic(received=3, sent=5)) == 13
    assert cost(Traffic(GIB - 1, 0), ingress=1, egress=0) == 0


def test_a_line_carries_no_more_than_its_rate_allows_and_none_without_a_network() -> None:
    most = most_traffic(ingress_bps=8_000_000, egress_bps=0, elapsed_s=100.0)
    assert 100_000_000 < most.received < 115_000_000
    assert most.sent == 0


def test_units_are_owed_on_top_of_time_until_a_voucher_pays_for_them() -> None:
    before = owed(STATE, QUOTE, None, traffic=Traffic(100, 200), covered=0, now=1010)
    assert (before.total, before.promised, before.unpaid) == (600, 100, 500)
    voucher = Voucher(deal=DEAL, total=600, at=1010, until=4600)
    covered = reckon(STATE, None, voucher, 1010).units
    after = owed(STATE, QUOTE, voucher, traffic=Traffic(100, 200), covered=covered, now=1020)
    assert (after.total, after.promised, after.unpaid) == (700, 700, 0)


def test_units_beyond_the_escrow_are_not_owed_by_any_voucher() -> None:
    rich = owed(STATE, QUOTE, None, traffic=Traffic(0, 90_000), covered=0, now=1000)
    assert (rich.total, rich.uncoverable) == (100_000, True)


@given(
    st.lists(
        st.tuples(st.integers(1, 400), st.integers(0, 3_000), st.booleans(), st.booleans()),
        max_size=25,
    )
)
def test_vouchers_pay_for_all_units_once_over_claims_as_far_as_the_escrow_reaches(
    rounds: list[tuple[int, int, bool, bool]],
) -> None:
    """Claims move a deal's line and may round it by a second's pay, for nobody's profit."""
    state, now, traffic, covered = STATE, STATE.last, Traffic(), 0
    vouchers: list[Voucher] = []
    newest: Reckoned | None = None
    for passed, carried, sign, claim in rounds:
        now += passed
        traffic = Traffic(traffic.received + carried, traffic.sent)
        if sign:
            plain = next_voucher(DEAL, state, vouchers, now, now + 600)
            due = metered(QUOTE, traffic) - covered
            voucher, newest = less_held(state, newest, plain, max(0, due))
            covered = newest.units
            vouchers.append(voucher)
            funded = state.paid + state.escrow
            assert voucher.total == funded or covered >= metered(QUOTE, traffic)
            assert voucher.total <= funded
        if claim and vouchers:
            state = accrual.claim_voucher(state, vouchers[-1], now).deal
    assert covered <= metered(QUOTE, traffic) + len(rounds) * 2 * STATE.rate


@pytest.mark.parametrize("claimed", [0, 250])
def test_a_voucher_for_units_is_never_below_the_one_for_time(claimed: int) -> None:
    state = replace(STATE, paid=Wei(claimed), escrow=Wei(1000 - claimed), last=1000 + claimed // 10)
    plain = Voucher(deal=DEAL, total=300, at=1030, until=4600)
    assert less_held(state, None, plain, 0)[0].total == 300
    assert less_held(state, None, plain, 10_000)[0].total == 1000
