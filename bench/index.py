"""Events that the index takes in per second, beside a plain web3 loop over the same node.

Ours checks, decodes, projects and stores durably; the plain loop fetches and decodes only.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sonm_desktop.chain.artifacts import load_artifact
from sonm_desktop.chain.index.indexer import Indexer
from sonm_desktop.chain.market_calls import Call, MarketCalls, TokenCalls
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.practice.anvil import AnvilSetup, find_anvil, free_port
from sonm_desktop.chain.practice.deploy import deploy, send_unlocked, unlocked_account
from sonm_desktop.chain.reader import ChainReader
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.errors import RemoteError
from sonm_desktop.core.ids import Address, ChainId
from sonm_desktop.core.secret import Secret
from sonm_desktop.store.database import Database
from sonm_desktop.wallet.messages import Ask, Bind
from sonm_desktop.wallet.signer import KeySigner
from tests.market_asks import make_ask, make_quote

ROUNDS = 60
"""Each round makes 400 events in three transactions."""

FINAL_AFTER = 70
PLAIN_RANGE = 2_000
CHAIN_ID = ChainId(1_700_000_003)
SNM = 10**18


def measure() -> dict[str, dict[str, Any]]:
    """The promised number: index.events_per_s."""
    with tempfile.TemporaryDirectory() as folder:
        setup = AnvilSetup(CHAIN_ID, free_port(), Path(folder) / "state", Path(folder) / "log")
        with _node(setup):
            return asyncio.run(_measure(setup.url, Path(folder)))


async def _measure(url: str, folder: Path) -> dict[str, dict[str, Any]]:
    rpc = Rpc((url,), timeout_s=60)
    try:
        await _answering(rpc)
        network = await deploy(rpc, rpc_urls=(url,))
        await _make_events(rpc, network)
        head = int(await rpc.call("eth_blockNumber"), 16)
        plain, ours = [], []
        for attempt in range(3):
            plain.append(await asyncio.to_thread(_plain_loop, url, network, head))
            ours.append(await _our_index(rpc, network, folder / f"{attempt}.sqlite"))
        return {
            "index.events_per_s": {
                "value": round(max(ours)),
                "unit": "events/s",
                "peer": f"web3 get_logs and decode: {round(max(plain))} events/s",
                "ratio": round(max(ours) / max(plain), 1),
            }
        }
    finally:
        await rpc.close()


async def _our_index(rpc: Rpc, network: Network, file: Path) -> float:
    database = Database(file, "index")
    await database.open()
    try:
        started = time.perf_counter()
        change = await Indexer(ChainReader(rpc, network), database, network).refresh()
        return change.seq / (time.perf_counter() - started)
    finally:
        await database.close()


def _plain_loop(url: str, network: Network, head: int) -> float:
    from tests.plain_web3 import Web3

    web3 = Web3(Web3.HTTPProvider(url))
    contract = web3.eth.contract(address=network.market, abi=load_artifact("Market")["abi"])
    events = {event.topic: event() for event in contract.events}
    count = 0
    started = time.perf_counter()
    for first in range(network.deployed_block, head + 1, PLAIN_RANGE):
        logs = web3.eth.get_logs(
            {
                "address": network.market,
                "fromBlock": first,
                "toBlock": min(first + PLAIN_RANGE - 1, head),
            }
        )
        for log in logs:
            events[log["topics"][0].to_0x_hex()].process_log(log)
            count += 1
    return count / (time.perf_counter() - started)


async def _make_events(rpc: Rpc, network: Network) -> None:
    """Deposits, announcements and claims, joined in large transactions; then they are final."""
    sender = await unlocked_account(rpc)
    calls = MarketCalls(network)
    deal = await _open_deal(rpc, network, sender)
    ask = _ask(_key(1).address)
    await _submit(rpc, sender, TokenCalls(network).approve_market(Wei(10**9 * SNM)))
    deposits = calls.multicall([calls.deposit(Wei(1))] * 150)
    announcements = calls.multicall([calls.announce(ask, b"\1" * 65)] * 100)
    claims = calls.claim_many([deal] * 150)
    for _ in range(ROUNDS):
        for call in (deposits, announcements, claims):
            await _submit(rpc, sender, call)
    await rpc.call("anvil_mine", [hex(FINAL_AFTER)])


async def _open_deal(rpc: Rpc, network: Network, consumer: Address) -> Any:
    worker, master = _key(1), _key(2)
    calls = MarketCalls(network)
    now = await ChainReader(rpc, network).pending_time()
    wish = Bind(worker.address, master.address, 86_400, 0, now + 86_400)
    signatures = [key.sign(wish, network.domain) for key in (worker, master)]
    await _submit(rpc, consumer, calls.bind(wish, *signatures))
    await _submit(rpc, consumer, TokenCalls(network).approve_market(Wei(SNM)))
    await _submit(rpc, consumer, calls.deposit(Wei(SNM)))
    quote = make_quote(
        worker=worker.address,
        consumer=consumer,
        nonce=1,
        rate=1,
        window=24,
        expiry=now + 300,
    )
    taking = calls.take(
        quote,
        worker.sign(quote, network.domain),
        escrow=Wei(SNM),
        lease=3600,
        max_rate=WeiPerSecond(1),
    )
    await _submit(rpc, consumer, taking)
    return quote.deal_id


def _ask(worker: Address) -> Ask:
    return make_ask(worker=worker, benchmarks=tuple(range(16)), issued=1, expiry=2)


async def _submit(rpc: Rpc, sender: Address, call: Call) -> None:
    fields = {"from": sender, "to": call.to, "data": "0x" + call.data.hex(), "gas": hex(16_000_000)}
    await send_unlocked(rpc, fields)


def _key(number: int) -> KeySigner:
    return KeySigner(Secret(number.to_bytes(32, "big")))


async def _answering(rpc: Rpc) -> None:
    for _ in range(200):
        try:
            await rpc.call("eth_chainId")
        except RemoteError:
            await asyncio.sleep(0.05)
        else:
            return
    raise RuntimeError("the node did not start")


@contextmanager
def _node(setup: AnvilSetup) -> Iterator[None]:
    arguments: Sequence[str] = [
        *(str(find_anvil()), "--host", "127.0.0.1", "--port", str(setup.port)),
        *("--chain-id", str(setup.chain_id), "--no-cors", "--quiet"),
    ]
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.kill()
        process.wait()


if __name__ == "__main__":
    json.dump(measure(), sys.stdout, indent=2)
