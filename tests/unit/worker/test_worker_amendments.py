"""Other terms past the worker: what it adds, whom it believes, what it carries."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from sonm_desktop.core.dollars import UsdPrice, usd_rate_per_hour
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import DealId
from sonm_desktop.market.terms.terms import Terms, amendment_id, terms_of, word_for
from sonm_desktop.wallet.messages import Amend
from sonm_desktop.wallet.signer import KeySigner
from tests.unit.worker.business_fixtures import (
    CONSUMER,
    MASTER,
    PLAN,
    RATE,
    SNM,
    STRANGER,
    Shop,
    signed,
)

HOUR = 3600


async def rented(shop: Shop, **plan: Any) -> DealId:
    await shop.list(duration=2 * HOUR, notice=60, **plan)
    deal = shop.chain.take(await shop.quote(duration=HOUR), escrow=10 * SNM, lease=HOUR)
    await shop.until(deal, "active")
    return deal


def word(shop: Shop, deal: DealId, **changes: int) -> Amend:
    state = shop.chain.deals[deal]
    now = terms_of(state)
    wanted = Terms(**{"rate": now.rate, "end": now.end, "notice": now.notice, **changes})
    return word_for(deal, state.seq, wanted, total=0, now=shop.chain.now)


async def ask(shop: Shop, amend: Amend, who: KeySigner = CONSUMER) -> dict[str, Any]:
    body = {"amend": amend.to_wire(), "signature": signed(who, amend)}
    return await shop.ask(CONSUMER, "deal.amend", body)


async def waiting(shop: Shop) -> dict[str, Any]:
    async with asyncio.timeout(100):
        while True:
            found = (await shop.ask(MASTER, "worker.settlements"))["amendments"]
            if found:
                return dict(found[0])
            await asyncio.sleep(0.02)


async def told(shop: Shop, deal: DealId, end: int) -> tuple[str, int | None]:
    """What the master hears of the machine when the customer wants *end*."""
    asking = asyncio.create_task(ask(shop, word(shop, deal, end=end)))
    entry = await waiting(shop)
    await shop.ask(MASTER, "worker.amend", {"amend": entry["amend"], "waits": "market.amend_asked"})
    assert await asking == {"waits": "market.amend_asked"}
    return entry["obstacle"], entry["rate"]


async def test_the_master_hears_whether_the_machine_can_go_on(shop: Shop) -> None:
    deal = await rented(shop)
    end = shop.chain.deals[deal].end
    assert await told(shop, deal, end + HOUR // 2) == ("", RATE)
    beyond = shop.chain.now + 3 * HOUR
    assert await told(shop, deal, beyond) == ("worker.amend_beyond_plan", RATE)
    await shop.ask(MASTER, "worker.plan", {"plan": PLAN})
    spot = await told(shop, deal, end + HOUR // 2)
    assert spot == ("worker.amend_beyond_plan", RATE), "the plan sells no fixed time any more"
    await shop.ask(MASTER, "worker.rest", {"rest": True})
    assert await told(shop, deal, end + 60) == ("worker.amend_paused", RATE)
    await shop.ask(MASTER, "worker.plan", {"plan": None})
    assert await told(shop, deal, end + 60) == ("worker.amend_plan_gone", None)


async def test_a_longer_rental_at_a_price_in_usd_is_judged_by_what_it_comes_to_now(
    shop: Shop,
) -> None:
    cent, price = usd_rate_per_hour("0.01"), 5_000_000
    shop.chain.say_price(price)
    deal = await rented(shop, rate=0, usd_rate=cent)
    end = shop.chain.deals[deal].end + HOUR // 2
    opened = UsdPrice(price, 8).rate_of(cent)
    assert shop.chain.deals[deal].rate == opened
    assert await told(shop, deal, end) == ("", opened)

    shop.chain.say_price(price // 2)
    assert await told(shop, deal, end) == ("", UsdPrice(price // 2, 8).rate_of(cent))

    shop.chain.feed = None
    assert await told(shop, deal, end) == ("worker.amend_price_unknown", None)


async def test_a_signature_goes_there_and_back(shop: Shop) -> None:
    deal = await rented(shop)
    amend = word(shop, deal, rate=2 * RATE)
    asking = asyncio.create_task(ask(shop, amend))
    entry = await waiting(shop)
    forged = {"amend": entry["amend"], "signature": signed(STRANGER, amend)}
    with pytest.raises(UserError) as caught:
        await shop.ask(MASTER, "worker.amend", forged)
    assert caught.value.code == "worker.bad_amendment"
    answer = {"amend": entry["amend"], "signature": signed(MASTER, amend)}
    assert (await shop.ask(MASTER, "worker.amend", answer))["accepted"]
    assert await asking == {"signature": signed(MASTER, amend)}
    assert (await shop.deal(deal))["state"] == "active", "it goes on"


async def test_a_refusal_says_why_and_a_stranger_is_not_heard(shop: Shop) -> None:
    deal = await rented(shop)
    amend = word(shop, deal, rate=RATE // 2)
    with pytest.raises(UserError) as caught:
        await ask(shop, amend, STRANGER)
    assert caught.value.code == "worker.bad_amendment"
    asking = asyncio.create_task(ask(shop, amend))
    entry = await waiting(shop)
    refusal = {"amend": entry["amend"], "refused": "market.amend_refused"}
    assert (await shop.ask(MASTER, "worker.amend", refusal))["accepted"]
    with pytest.raises(UserError) as refused:
        await asking
    assert refused.value.code == "market.amend_refused"


async def test_an_offer_lies_there_until_it_is_declined(shop: Shop) -> None:
    deal = await rented(shop)
    terms = Terms(2 * RATE, shop.chain.deals[deal].end, 60)
    offer = {
        "id": amendment_id(deal, 0, terms),
        "deal": deal,
        "rate": terms.rate,
        "end": terms.end,
        "notice": terms.notice,
        "seq": 0,
        "good_until": terms.end,
    }
    await shop.ask(MASTER, "worker.offers", {"offers": [offer]})
    assert (await shop.deal(deal))["offers"] == [offer]
    with pytest.raises(UserError):
        await shop.ask(STRANGER, "deal.decline", {"deal": deal, "id": offer["id"]})
    await shop.ask(CONSUMER, "deal.decline", {"deal": deal, "id": offer["id"]})
    assert (await shop.deal(deal))["offers"] == []
    said = (await shop.ask(MASTER, "worker.settlements"))["declined"]
    assert said == [{"deal": deal, "id": offer["id"]}]
    for bad in ({"offers": None}, {"offers": [{**offer, "rate": -1}]}, {"offers": [{"id": "x"}]}):
        with pytest.raises(UserError) as caught:
            await shop.ask(MASTER, "worker.offers", bad)
        assert caught.value.code == "worker.bad_amendment"
