"""Prices in USD: what the app reckons is what the market does, and both refuse the same feeds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from eth_utils.address import to_checksum_address
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from market_bed import HOUR, MAX_RATE, Bed, fill_vault
from market_contracts import Contract, Refused, deploy, load

from sonm_desktop.chain.feed import FeedAnswer, FeedReader
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.dollars import UsdPrice, highest_rate
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import ZERO_ADDRESS, Address, BlockHash, BlockNumber, ChainId
from sonm_desktop.wallet.messages import Domain
from tests.fakes.price_feed import FEED, put_feed

MOST_AGE = HOUR
PRICE = 5_000_000
USD_RATE = 10**18 // 50 // HOUR
"""0.02 USD an hour."""

answers = st.one_of(st.integers(1, 50), st.integers(1, 2**128), st.integers(1, 10**10))
usd_rates = st.one_of(st.integers(1, 2**96 - 1), st.integers(1, 10**14))


class Dollars:
    """A market with a feed of so many decimals, and the bed that it stands in."""

    def __init__(self, bed: Bed, decimals: int) -> None:
        self.bed = bed
        self.decimals = decimals
        self.feed = Address(to_checksum_address(FEED[:-2] + f"{decimals:02x}"))
        self.says(PRICE)
        self.market = deploy(
            bed.node, load("Market"), bed.token.address, self.feed, MOST_AGE, sender=bed.deployer
        )
        self.domain = Domain(bed.domain.chain_id, Address(self.market.address))

    def says(self, answer: int, *, age: int = 0, decimals: int | None = None) -> None:
        shown = self.decimals if decimals is None else decimals
        for method, params in put_feed(shown, answer, self.bed.now() - age, self.feed):
            self.bed.node.call(method, *params)

    def rate(self, usd_rate: int, *, nonce: int = 1) -> int | None:
        """What the market converts to now; None where it refuses any such deal."""
        try:
            self.take(usd_rate, max_rate=0, nonce=nonce)
        except Refused as refused:
            if refused.name != "RateAboveMaximum":
                return None
            found = int(refused.arguments[0])
            return found if found <= MAX_RATE else None
        raise AssertionError("a price in USD was free")

    def take(self, usd_rate: int, *, max_rate: int = MAX_RATE, nonce: int = 1) -> str:
        quote = self.bed.quote(rate=0, usd_rate=usd_rate, nonce=nonce)
        signature = self.bed.worker.sign(quote, self.domain)
        arguments = (quote.abi_tuple(), signature, 10**18, HOUR, max_rate)
        self.market.send("take", *arguments, sender=self.bed.consumer.address)
        return quote.deal_id

    def reader(self, rpc: Rpc) -> FeedReader:
        return FeedReader(rpc, network(self.bed, self.market, int(self.deployed_block())))

    def deployed_block(self) -> int:
        return int(self.bed.node.call("eth_blockNumber"), 16)


def network(bed: Bed, market: Contract, block: int) -> Network:
    return Network(
        name="test",
        chain_id=ChainId(bed.domain.chain_id),
        rpc_urls=(bed.node.url,),
        market=Address(market.address),
        token=Address(bed.token.address),
        faucet=None,
        deployed_block=BlockNumber(block),
        deployment_hash=BlockHash("0x" + "00" * 32),
        confirmations=0,
        relays=(),
        practice=False,
    )


def on_market(dollars: Dollars) -> Dollars:
    """The worker bound and the consumer's vault filled, there too."""
    bed = dollars.bed
    there = Bed(
        node=bed.node,
        token=bed.token,
        market=dollars.market,
        domain=dollars.domain,
        deployer=bed.deployer,
        consumer=bed.consumer,
        master=bed.master,
        worker=bed.worker,
        operator=bed.operator,
        stranger=bed.stranger,
    )
    there.bind(bed.worker, bed.master, nonce=0, expiry=2**40 - 1)
    fill_vault(there, bed.consumer.address, 10**22)
    return dollars


@pytest.fixture
def dollars(bed: Bed) -> Dollars:
    return on_market(Dollars(bed, 8))


@pytest.fixture
def rpc(bed: Bed) -> Iterator[Rpc]:
    return Rpc((bed.node.url,), timeout_s=10)


@pytest.mark.parametrize("decimals", [0, 8, 18])
def test_a_price_in_usd_is_reckoned_exactly_as_the_market_converts_it(
    bed: Bed, decimals: int
) -> None:
    dollars = on_market(Dollars(bed, decimals))

    @given(answer=answers, usd_rate=usd_rates)
    @settings(
        max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    def agree(answer: int, usd_rate: int) -> None:
        dollars.says(answer)
        assert UsdPrice(answer, decimals).rate_of(usd_rate) == dollars.rate(usd_rate)

    agree()


@given(answer=answers, decimals=st.integers(0, 48), rate=st.integers(1, MAX_RATE))
def test_a_rate_in_snm_given_in_usd_is_never_less(answer: int, decimals: int, rate: int) -> None:
    price = UsdPrice(answer, decimals)
    usd_rate = price.usd_rate_for(rate)
    assert usd_rate * 10**decimals // answer >= rate
    assert (usd_rate - 1) * 10**decimals // answer < rate


@pytest.mark.parametrize(
    ("answer", "age", "code"),
    [
        (PRICE, 0, None),
        (PRICE, MOST_AGE - 30, None),
        (PRICE, MOST_AGE + 1, "chain.feed_stale"),
        (PRICE, -600, "chain.feed_from_future"),
        (0, 0, "chain.feed_no_price"),
        (-PRICE, 0, "chain.feed_no_price"),
    ],
)
async def test_a_feed_is_used_when_the_market_uses_it_and_refused_when_it_refuses(
    dollars: Dollars, rpc: Rpc, answer: int, age: int, code: str | None
) -> None:
    dollars.says(answer, age=age)
    found = await dollars.reader(rpc).read()
    await rpc.close()

    assert found is not None
    assert found.feed == dollars.feed
    assert (found.answer, found.decimals, found.max_age) == (answer, 8, MOST_AGE)
    trouble = found.trouble(dollars.bed.now())
    assert (trouble.code if trouble else None) == code
    assert (dollars.rate(USD_RATE) is None) is (code is not None)


async def test_a_feed_that_counts_otherwise_than_at_deployment_is_not_believed(
    dollars: Dollars, rpc: Rpc
) -> None:
    reader = dollars.reader(rpc)
    dollars.bed.node.call("anvil_mine", "0x1")
    dollars.says(PRICE * 10**10, decimals=18)
    found = await reader.read()
    await rpc.close()

    assert found is not None
    with pytest.raises(UserError) as caught:
        found.price(dollars.bed.now())
    assert (caught.value.code, caught.value.params) == ("chain.feed_changed", {"was": 8, "now": 18})
    assert dollars.rate(USD_RATE) == USD_RATE * 10**8 // (PRICE * 10**10)


async def test_a_market_without_a_feed_says_so(bed: Bed, rpc: Rpc) -> None:
    found = await FeedReader(rpc, network(bed, bed.market, 0)).read()
    await rpc.close()

    assert found is None
    assert bed.market.view("feed").lower() == ZERO_ADDRESS


def test_a_moved_feed_changes_no_running_deal_and_no_taker_pays_above_his_bound(
    dollars: Dollars,
) -> None:
    price = UsdPrice(PRICE, 8)
    expected = price.rate_of(USD_RATE)
    assert expected is not None
    bound = highest_rate(expected, 200)
    dollars.says(PRICE * 99 // 100)
    deal = dollars.take(USD_RATE, max_rate=bound)
    opened = dollars.market.view("deals", bytes.fromhex(deal[2:]))
    assert expected < opened[1] <= bound

    dollars.says(PRICE // 2)
    with pytest.raises(Refused, match="RateAboveMaximum"):
        dollars.take(USD_RATE, max_rate=bound, nonce=2)
    vault = dollars.market.view("vaultOf", dollars.bed.consumer.address)
    dollars.bed.node.call("evm_increaseTime", hex(600))
    dollars.market.send("claim", bytes.fromhex(deal[2:]), sender=dollars.bed.stranger.address)

    after = dollars.market.view("deals", bytes.fromhex(deal[2:]))
    assert after[1] == opened[1]
    assert vault == 10**22 - 10**18
    assert after[4] % opened[1] == 0
    assert after[4] >= 600 * opened[1]


def test_the_age_of_an_answer_is_counted_by_the_chain() -> None:
    said = FeedAnswer(FEED, PRICE, 8, 8, updated=1000, max_age=60, read=1010)
    assert said.age(1010) == 10
    assert said.price(1060) == UsdPrice(PRICE, 8)
    with pytest.raises(UserError):
        said.price(1061)
