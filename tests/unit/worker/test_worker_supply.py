"""What is offered, and every reason to refuse a quote."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonm_desktop.chain.records import Binding, OperatorGrant
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.market.entitlement import settlement_total
from sonm_desktop.wallet.messages import Ask, Quote
from sonm_desktop.wallet.signer import KeySigner, require_signature
from sonm_desktop.worker.benchmarks.ids import COUNT
from sonm_desktop.worker.devices.processor import usable_cores
from sonm_desktop.worker.runtime.docker_runtime import DockerRuntime
from sonm_desktop.worker.selling.plan import AskPlan, plan_from_wire
from sonm_desktop.worker.selling.quote_request import Customer, QuoteRequest, price, refusal
from sonm_desktop.worker.selling.supply import MOST_OPEN_OF_ONE, QUOTE_LIFE_S
from tests.fakes.worker_chain import WorkerChain
from tests.market_asks import make_ask
from tests.unit.worker.business_fixtures import (
    CONSUMER,
    DOMAIN,
    ENDPOINT,
    MASTER,
    OPERATOR,
    PLAN,
    RATE,
    SNM,
    STRANGER,
    Shop,
    open_shop,
)

SLICE = "0x" + "5c" * 32
NOW = 1_800_000_000


async def refused(shop: Shop, code: str, who: KeySigner = CONSUMER, **changes: Any) -> None:
    with pytest.raises(UserError) as caught:
        await shop.quote(who, **changes)
    assert caught.value.code == code


async def test_without_a_plan_nothing_is_offered(shop: Shop) -> None:
    assert (await shop.ask(STRANGER, "asks"))["asks"] == []
    assert not (await shop.ask(STRANGER, "probe"))["accepting"]


async def test_the_ask_is_signed_by_the_worker_and_says_what_is_sold(shop: Shop) -> None:
    ask = await shop.list()
    (entry,) = (await shop.ask(STRANGER, "asks"))["asks"]
    require_signature(ask, DOMAIN, entry["signature"], shop.worker.address)
    assert (ask.rate, ask.cpu_percent, ask.ram_bytes) == (RATE, 100, PLAN["ram_bytes"])
    assert (ask.endpoint, ask.addresses) == ("0x" + ENDPOINT, ("127.0.0.1:7777",))
    assert len(ask.benchmarks) == COUNT
    assert ask.benchmarks[2:5] == (usable_cores(), PLAN["ram_bytes"], PLAN["storage_bytes"])
    assert ask.expiry == shop.chain.now + 1800


async def test_the_ask_stays_the_same_for_minutes_and_is_then_refreshed(shop: Shop) -> None:
    first = await shop.list()
    shop.chain.now += 200
    assert await shop.offer() == first
    shop.chain.now += 200
    assert (await shop.offer()).issued == shop.chain.now


async def test_another_price_is_another_ask(shop: Shop) -> None:
    first = await shop.list()
    second = await shop.list(rate=2 * RATE)
    assert (second.rate, second.slice) == (2 * RATE, first.slice)


async def test_of_two_asks_within_one_second_the_later_one_is_the_newer(shop: Shop) -> None:
    first = await shop.list()
    second = await shop.list(rate=2 * RATE)
    assert second.issued > first.issued
    assert await shop.offer() == second


async def test_a_quote_is_signed_names_its_ask_and_lives_ten_minutes_at_most(shop: Shop) -> None:
    ask = await shop.list(notice=60)
    body = {
        "slice": ask.slice,
        "consumer": CONSUMER.address,
        "duration": 0,
        "max_rate": RATE,
    }
    answer = await shop.ask(CONSUMER, "quote", body)
    quote = Quote.from_wire(answer["quote"])
    require_signature(quote, DOMAIN, answer["signature"], shop.worker.address)
    assert quote.ask == ask.digest(DOMAIN)
    assert (quote.rate, quote.duration, quote.notice, quote.window) == (RATE, 0, 60, 48)
    assert shop.chain.now < quote.expiry <= shop.chain.now + 600


async def test_outstanding_quotes_share_one_nonce(shop: Shop) -> None:
    await shop.list()
    assert (await shop.quote()).nonce == (await shop.quote()).nonce


async def test_a_restart_keeps_the_nonce(
    tmp_path: Path, chain: WorkerChain, shop_runtime: DockerRuntime, worker_key: KeySigner
) -> None:
    async with open_shop(tmp_path, chain, shop_runtime, worker_key) as first:
        await first.list()
        before = await first.quote()
    async with open_shop(tmp_path, chain, shop_runtime, worker_key) as second:
        assert (await second.quote()).nonce == before.nonce


async def test_an_operator_may_ask_for_its_account_and_a_stranger_may_not(shop: Shop) -> None:
    await shop.list()
    await refused(shop, "worker.not_your_account", STRANGER)
    shop.chain.operators[(CONSUMER.address, OPERATOR.address)] = shop.chain.now + 100
    assert (await shop.quote(OPERATOR)).consumer == CONSUMER.address


async def test_who_asks_on_and_on_gets_no_more_quotes_until_the_first_have_run_out(
    shop: Shop,
) -> None:
    """Each is read at every look for as long as it may be taken; signing one costs nobody."""
    await shop.list()
    for _ in range(MOST_OPEN_OF_ONE):
        deal = (await shop.quote()).deal_id
    await refused(shop, "worker.too_many_quotes")
    shop.chain.now += QUOTE_LIFE_S + 1
    assert (await shop.quote()).deal_id == deal


async def test_a_stranger_who_asks_about_a_promised_deal_costs_the_node_one_question(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shop.list()
    for _ in range(5):
        deal = (await shop.quote()).deal_id
    asked, operator = [], shop.chain.operator

    async def counted(account: Address, key: Address) -> OperatorGrant:
        asked.append(account)
        return await operator(account, key)

    monkeypatch.setattr(shop.chain, "operator", counted)
    with pytest.raises(UserError):
        await shop.ask(STRANGER, "deal.status", {"deal": deal})
    assert asked == [CONSUMER.address]


async def test_who_cannot_pay_gets_no_quote(shop: Shop) -> None:
    await shop.list()
    shop.chain.vaults[CONSUMER.address] = RATE
    await refused(shop, "worker.too_little_snm")


async def test_a_worker_that_is_not_bound_gives_no_quote(shop: Shop) -> None:
    await shop.list()
    del shop.chain.bindings[shop.worker.address]
    await refused(shop, "worker.not_bound")


async def test_a_rented_slice_is_not_offered_and_comes_back_with_a_new_nonce(shop: Shop) -> None:
    deal = await shop.rent()
    assert (await shop.ask(STRANGER, "asks"))["asks"] == []
    shop.chain.close(deal)
    await shop.until(deal, "ended")
    assert (await shop.quote()).deal_id != deal


async def test_a_stranger_may_look_and_nothing_else(shop: Shop) -> None:
    await shop.ask(STRANGER, "probe")
    for method in ("worker.plan", "worker.vouchers", "worker.stop", "worker.status", "", "Probe"):
        with pytest.raises(UserError) as caught:
            await shop.ask(STRANGER, method)
        assert caught.value.code == "p2p.not_allowed"


async def test_the_master_alone_sets_the_plan(shop: Shop) -> None:
    for who, role in ((CONSUMER, "consumer"), (CONSUMER, "master"), (MASTER, "consumer")):
        with pytest.raises(UserError) as caught:
            await shop.ask(who, "worker.plan", {"plan": PLAN}, role=role)
        assert caught.value.code == "p2p.not_allowed"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"cpu_percent": 10**6}, "worker.plan_too_large"),
        ({"ram_bytes": 2**60}, "worker.plan_too_large"),
        ({"storage_bytes": 2**60}, "worker.plan_too_large"),
        ({"identity": 4}, "worker.no_identities"),
        ({"duration": 5}, "worker.plan_too_short"),
        ({"window": 1}, "worker.bad_plan"),
        ({"rate": -1}, "worker.bad_plan"),
        ({"rate": True}, "worker.bad_plan"),
        ({"extra": 1}, "worker.bad_plan"),
    ],
)
async def test_a_plan_that_the_machine_cannot_keep_is_refused(
    shop: Shop, changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(UserError) as caught:
        await shop.ask(MASTER, "worker.plan", {"plan": {**PLAN, **changes}})
    assert caught.value.code == code


def sold(plan: AskPlan) -> Ask:
    """The ask of *plan*, as far as rules look at it."""
    return make_ask(
        worker=STRANGER.address,
        slice=SLICE,
        rate=plan.rate,
        min_duration=plan.shortest,
        max_duration=plan.duration,
        identity=plan.identity,
        expiry=NOW + 60,
    )


plans = st.builds(
    AskPlan,
    rate=st.integers(0, 10**20),
    duration=st.sampled_from([0, 600, 86_400]),
    notice=st.just(0),
    window=st.just(48),
    cpu_percent=st.just(100),
    ram_bytes=st.just(1 << 30),
    storage_bytes=st.just(1 << 30),
    identity=st.just(1),
)
requests = st.builds(
    QuoteRequest,
    slice=st.sampled_from([SLICE, "0x" + "00" * 32]),
    consumer=st.just(CONSUMER.address),
    duration=st.integers(0, 100_000),
    max_rate=st.integers(0, 10**20),
)
bindings = st.none() | st.builds(
    Binding,
    master=st.sampled_from([MASTER.address, STRANGER.address]),
    max_duration=st.integers(0, 100_000),
    expiry=st.integers(NOW - 10, NOW + 10),
    nonce=st.just(1),
)


@given(plan=plans, request=requests, binding=bindings, funds=st.integers(0, 10**25))
def test_a_quote_is_given_exactly_when_every_rule_holds(
    plan: AskPlan, request: QuoteRequest, binding: Binding | None, funds: int
) -> None:
    ask = sold(plan)
    no = refusal(
        ask,
        request,
        Customer(level=1, refused=False, funds=funds),
        binding=binding,
        master=MASTER.address,
        now=NOW,
    )
    fixed = plan.duration > 0
    rules = [
        request.slice == SLICE,
        plan.rate <= request.max_rate,
        not fixed or 60 <= request.duration <= plan.duration,
        binding is not None and binding.master == MASTER.address and binding.expiry > NOW,
        not fixed or (binding is not None and request.duration <= binding.max_duration),
        funds >= price(ask, request),
    ]
    assert (no is None) == all(rules)


def test_the_zero_address_and_the_master_himself_get_no_quote() -> None:
    plan = plan_from_wire(PLAN)
    for consumer, code in (
        (Address("0x" + "00" * 20), "worker.bad_quote_request"),
        (MASTER.address, "worker.own_customer"),
    ):
        no = refusal(
            sold(plan),
            QuoteRequest(SLICE, consumer, 0, RATE),
            Customer(level=1, refused=False, funds=SNM),
            binding=Binding(MASTER.address, 1, NOW + 1, 1),
            master=MASTER.address,
            now=NOW,
        )
        assert no is not None
        assert no.code == code


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"slice": "x", "consumer": CONSUMER.address, "duration": 0, "max_rate": 1},
        {"slice": SLICE, "consumer": "0x12", "duration": 0, "max_rate": 1},
        {"slice": SLICE, "consumer": CONSUMER.address, "duration": -1, "max_rate": 1},
        {"slice": SLICE, "consumer": CONSUMER.address, "duration": 0, "max_rate": "1"},
        {"slice": SLICE, "consumer": CONSUMER.address, "duration": True, "max_rate": 1},
    ],
)
async def test_a_garbled_request_is_refused(shop: Shop, body: dict[str, Any]) -> None:
    with pytest.raises(UserError) as caught:
        await shop.ask(CONSUMER, "quote", body)
    assert caught.value.code == "worker.bad_quote_request"


async def test_a_quote_carries_the_minimum_that_its_ask_says(shop: Shop) -> None:
    assert (await shop.list(duration=3600, minimum=20)).min_duration == 60
    with pytest.raises(UserError) as caught:
        await shop.list(duration=3600, minimum=3601)
    assert caught.value.code == "worker.plan_too_short"
    assert (await shop.list(minimum=300)).min_duration == 300
    quote = await shop.quote()
    assert quote.minimum == 300
    deal = shop.chain.take(quote, escrow=SNM)
    shop.chain.now += 5
    assert settlement_total(shop.chain.deals[deal], [], shop.chain.now) == 300 * RATE


async def test_a_measured_line_is_claimed_as_far_as_it_is_sold(shop: Shop) -> None:
    assert (
        len((await shop.ask(MASTER, "worker.line_load", {"blob": b"x", "want": 1000}))["blob"])
        == 1000
    )
    with pytest.raises(UserError):
        await shop.ask(MASTER, "worker.line_load", {"blob": b"", "want": 2 << 20})
    with pytest.raises(UserError):
        await shop.ask(STRANGER, "worker.line_load", {"blob": b"", "want": 1})
    line = {"download": 90_000_000, "upload": 40_000_000, "trips": 50}
    await shop.ask(MASTER, "worker.line_result", line)
    quiet = await shop.list()
    assert quiet.benchmarks[5:7] == (0, 0)
    sold = {"network": "outgoing", "ingress_bps": 30_000_000, "egress_bps": 80_000_000}
    await shop.ask(MASTER, "worker.plan", {"plan": {**PLAN, **sold}})
    (entry,) = (await shop.ask(STRANGER, "asks"))["asks"]
    claimed = [int(each) for each in entry["ask"]["benchmarks"]]
    assert (claimed[5], claimed[6], claimed[22]) == (30_000_000, 40_000_000, 50)
