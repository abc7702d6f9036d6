"""Nobody pays for time in which a supplier held the job: beside the reference model, both sides."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import example, given, settings
from hypothesis import strategies as st

from sonm_desktop.chain.records import NO_END, DealState
from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.market import accrual
from sonm_desktop.market.entitlement import (
    entitled,
    next_voucher,
    promised_until,
    settlement_total,
)
from sonm_desktop.market.held import (
    NEVER_HELD,
    Held,
    Reckoned,
    believed,
    billable,
    less_held,
    line,
    open_credit,
    reckon,
    unbilled,
)
from sonm_desktop.wallet.messages import Amend, Voucher
from sonm_desktop.worker.deals.vouchers import require_sound

START = 1_000_000
LEASE = 600
RATE = 7
ID = DealId("0x" + "ab" * 32)
DEAL = DealState(
    consumer=Address("0x" + "01" * 20),
    payee=Address("0x" + "02" * 20),
    rate=WeiPerSecond(RATE),
    seq=0,
    paid=Wei(0),
    escrow=Wei(10**6),
    last=START,
    end=NO_END,
    until=START + LEASE,
    floor=0,
    notice=0,
    window=48,
)


@dataclass(slots=True)
class Life:
    """A deal, its customer and its worker, who reckon for themselves."""

    state: DealState = DEAL
    now: int = START
    held: Held = NEVER_HELD
    told: Held = NEVER_HELD
    theirs: Reckoned | None = None
    ours: Reckoned | None = None
    vouchers: list[Voucher] = field(default_factory=list)
    billed: int = 0
    units: int = 0
    claims: int = 0

    def pass_time(self, seconds: int, *, held: bool) -> None:
        newest = self.theirs.voucher if self.theirs else None
        counted = billable(self.state, newest, self.now, self.now + seconds)
        self.billed += counted * self.state.rate
        self.now += seconds
        if held:
            cost = self.held.cost + counted * self.state.rate
            self.held = Held(self.held.seconds + counted, Wei(cost))

    def hear(self) -> None:
        self.told = self.held

    def sign(self, *, units: int = 0) -> None:
        """The customer promises a lease, and the worker takes it or says why not."""
        self.units += units
        plain = next_voucher(ID, self.state, self.vouchers, self.now, self.now + LEASE)
        due = self.units - (self.theirs.units if self.theirs else 0)
        due -= open_credit(self.state, self.theirs, self.told)
        voucher, self.theirs = less_held(self.state, self.theirs, plain, due)
        require_sound(voucher, self.ours, self.state, self.held, self.now)
        self.ours = reckon(self.state, self.ours, voucher, self.now)
        self.vouchers.append(voucher)

    def claim(self, number: int) -> None:
        """By any of the vouchers, or none; each rounds by less than a second's pay."""
        self.claims += 1
        if number < len(self.vouchers):
            self.state = accrual.claim_voucher(self.state, self.vouchers[number], self.now).deal
        else:
            self.state = accrual.claim(self.state, self.now).deal

    def pass_time_by_worker(self, seconds: int, *, held: bool) -> None:
        """As `pass_time`, by the vouchers that the worker has."""
        self.theirs = self.ours
        self.pass_time(seconds, held=held)

    def try_to_sign(self, *, ago: int, span: int, beyond: int) -> None:
        """A voucher of a time *ago*, for *span* from now, which is as low as the worker takes it,
        or *beyond* that."""
        at = self.now - ago
        until = max(self.now + span, self.ours.voucher.until if self.ours else 0)
        runs = RATE * max(0, min(self.now, until) - max(at, self.state.floor))
        off = open_credit(self.state, self.ours, self.held)
        total = max(0, line(self.state, self.ours, self.now) - off - runs + beyond)
        total = max(total, self.ours.voucher.total if self.ours else 0)
        voucher = Voucher(ID, total, at, until)
        try:
            require_sound(voucher, self.ours, self.state, self.held, self.now)
        except UserError:
            return
        self.ours = reckon(self.state, self.ours, voucher, self.now)
        self.vouchers.append(voucher)

    @property
    def due(self) -> int:
        """What is owed to the payee: time that was billed and not held, and units."""
        return self.billed + self.units - self.held.cost

    @property
    def settlement(self) -> int:
        total = settlement_total(self.state, self.vouchers, self.now)
        unpaid = max(0, self.units - (self.theirs.units if self.theirs else 0))
        words = (self.state, self.vouchers, self.theirs, self.told, self.now)
        return total - unbilled(*words, unpaid=unpaid)

    @property
    def least(self) -> int:
        """What the payee signs for."""
        total = settlement_total(self.state, self.vouchers, self.now)
        return total - unbilled(self.state, self.vouchers, self.ours, self.held, self.now)

    def amend(self, rate: int) -> None:
        """By both: what is owed by every line is the total of the word."""
        total = entitled(self.state, self.vouchers, self.now)
        if self.vouchers:
            self.state = accrual.claim_voucher(self.state, self.vouchers[-1], self.now).deal
        word = Amend(
            deal=ID,
            rate=rate,
            end=self.state.end,
            notice=self.state.notice,
            total=total,
            seq=self.state.seq,
            expiry=self.now,
        )
        self.claims += 1
        self.state = accrual.amend(self.state, word, self.now).deal
        self.sign()


steps = st.lists(
    st.one_of(
        st.tuples(st.just("pass"), st.integers(1, LEASE // 2), st.booleans()),
        st.tuples(st.just("sign"), st.integers(0, 300), st.booleans()),
        st.tuples(st.just("claim"), st.integers(0, 12), st.booleans()),
    ),
    max_size=40,
)


wide = st.lists(
    st.one_of(
        st.tuples(st.just("pass"), st.integers(1, LEASE * 2), st.booleans()),
        st.tuples(st.just("sign"), st.integers(0, 300), st.booleans()),
        st.tuples(st.just("claim"), st.integers(0, 12), st.booleans()),
        st.tuples(st.just("amend"), st.integers(RATE + 1, RATE * 3), st.booleans()),
    ),
    max_size=30,
)


def lived(life: Life, course: list[tuple[str, int, bool]], *, claims: bool) -> Life:
    """Promises are renewed in time, as a customer's program does it; the worker refuses none."""
    for what, number, flag in course:
        if what == "pass":
            life.pass_time(number, held=flag)
            life.hear()
        elif what == "claim" and claims:
            life.claim(number)
        elif what == "sign" and flag:
            life.sign(units=number)
        if promised_until(life.state, life.vouchers) - life.now <= LEASE // 2:
            life.sign()
    life.sign()
    return life


@given(course=steps)
@settings(max_examples=60, deadline=None)
def test_a_customer_pays_for_each_second_that_was_not_held_and_for_no_other(
    course: list[tuple[str, int, bool]],
) -> None:
    life = lived(Life(), course, claims=False)
    assert life.least <= life.settlement == life.due


@given(course=steps)
@settings(max_examples=60, deadline=None)
def test_claims_between_cost_nobody_more_than_a_second_each(
    course: list[tuple[str, int, bool]],
) -> None:
    """What was paid by then stays paid; all else is reckoned as if nobody had claimed."""
    life = lived(Life(), course, claims=True)
    slack = (life.claims + 1) * RATE
    assert life.least <= life.settlement <= entitled(life.state, life.vouchers, life.now)
    assert abs(life.settlement - max(life.due, life.state.paid)) <= slack


@given(course=wide)
@settings(max_examples=60, deadline=None)
def test_lapsed_promises_and_new_terms_make_nobody_a_bad_payer_and_no_credit_count_twice(
    course: list[tuple[str, int, bool]],
) -> None:
    """The worker takes every voucher, the payee signs what is proposed, and of what was held at
    most all of it comes off."""
    life = Life()
    for what, number, flag in course:
        if what == "pass":
            life.pass_time(number, held=flag)
            life.hear()
        elif what == "claim":
            life.claim(number)
        elif what == "amend" and life.now < promised_until(life.state, life.vouchers):
            life.amend(max(number, life.state.rate + 1))
        elif flag:
            life.sign(units=number)
    life.sign()
    slack = (life.claims + 1) * life.state.rate
    assert life.least <= life.settlement + slack
    assert life.settlement >= life.due - slack


hostile = st.lists(
    st.one_of(
        st.tuples(st.just("pass"), st.integers(1, LEASE), st.integers(0, 1), st.just(0)),
        st.tuples(
            st.just("sign"), st.integers(0, LEASE), st.integers(-LEASE, LEASE), st.integers(-9, 9)
        ),
        st.tuples(st.just("claim"), st.integers(0, 12), st.just(0), st.just(0)),
    ),
    max_size=30,
)


@given(course=hostile)
@example(course=[("pass", 500, 0, 0), ("sign", 400, -500, 0)])
@example(course=[("pass", 500, 1, 0), ("sign", 400, -500, 0), ("sign", 0, LEASE, 0)])
@settings(max_examples=100, deadline=None)
def test_whatever_a_customer_signs_time_and_counted_units_cost_him_what_they_cost(
    course: list[tuple[str, int, int, int]],
) -> None:
    """Of any time, up to any time: what the worker takes never makes the least that the payee
    signs for lower than what is owed."""
    life = Life()
    for what, number, span, beyond in course:
        if what == "pass":
            life.pass_time_by_worker(number, held=bool(span))
        elif what == "claim":
            life.claim(number)
        else:
            life.try_to_sign(ago=number, span=span, beyond=beyond)
        slack = (life.claims + 3) * RATE
        units = life.ours.units if life.ours else 0
        owed = min(life.billed + units, life.state.paid + life.state.escrow)
        assert life.least >= owed - life.held.cost - slack


def test_a_count_that_cannot_be_changes_nothing_and_none_falls() -> None:
    known = Held(60, Wei(600))
    assert believed(Held(90, Wei(900)), known, most_s=100) == Held(90, Wei(900))
    assert believed(Held(101, Wei(5000)), known, most_s=100) == known
    assert believed(Held(10, Wei(100)), known, most_s=100) == known
