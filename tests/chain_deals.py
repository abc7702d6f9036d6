"""Deals on a test's chain: bound, funded, quoted and taken in a few words."""

from __future__ import annotations

from sonm_desktop.chain.market_calls import MarketCalls, TokenCalls
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.reader import ChainReader
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.wallet.messages import Ask, Bind, Quote
from sonm_desktop.wallet.signer import KeySigner
from tests.chain_fixtures import SNM, Keys, submit
from tests.market_asks import make_ask, make_quote

DAY = 86_400
RATE = WeiPerSecond(10**12)


async def bind_worker(
    rpc: Rpc, network: Network, worker: KeySigner, master: KeySigner, *, nonce: int = 0
) -> None:
    """*worker* serves *master* for a year."""
    expiry = await ChainReader(rpc, network).pending_time() + 365 * DAY
    wish = Bind(worker.address, master.address, 30 * DAY, nonce, expiry)
    call = MarketCalls(network).bind(
        wish, worker.sign(wish, network.domain), master.sign(wish, network.domain)
    )
    await submit(rpc, master.address, call)


async def fill_vault(rpc: Rpc, network: Network, account: Address, amount: int = 100 * SNM) -> None:
    """Move SNM of *account* into its vault."""
    await submit(rpc, account, TokenCalls(network).approve_market(Wei(amount)))
    await submit(rpc, account, MarketCalls(network).deposit(Wei(amount)))


async def fresh_quote(
    rpc: Rpc, network: Network, keys: Keys, *, nonce: int = 1, rate: int = RATE, minimum: int = 0
) -> Quote:
    """A spot quote of the worker for the consumer that runs for five minutes."""
    return make_quote(
        worker=keys.worker.address,
        consumer=keys.consumer.address,
        nonce=nonce,
        rate=rate,
        minimum=minimum,
        expiry=await ChainReader(rpc, network).pending_time() + 300,
    )


async def take(
    rpc: Rpc, network: Network, keys: Keys, quote: Quote, *, escrow: int = SNM
) -> DealId:
    """Open the deal of *quote*, with a lease of an hour."""
    call = MarketCalls(network).take(
        quote,
        keys.worker.sign(quote, network.domain),
        escrow=Wei(escrow),
        lease=3600,
        max_rate=WeiPerSecond(quote.rate),
    )
    await submit(rpc, keys.consumer.address, call)
    return quote.deal_id


def sample_ask(worker: Address, *, issued: int, expiry: int, part: int = 1) -> Ask:
    """An advertisement of the slice *part*."""
    return make_ask(
        worker=worker,
        slice="0x" + bytes([part] * 32).hex(),
        rate=RATE,
        issued=issued,
        expiry=expiry,
    )
