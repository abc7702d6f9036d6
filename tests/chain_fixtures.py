"""Fixtures of a real chain: an anvil of its own for each test, contracts, funded keys.

Load with ``pytest_plugins = ["tests.chain_fixtures"]`` in the root conftest, or import the
fixtures by name.
"""

from __future__ import annotations

import asyncio
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from sonm_desktop.chain.calldata import encode_call
from sonm_desktop.chain.market_calls import Call
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.practice.anvil import AnvilSetup, find_anvil, free_port
from sonm_desktop.chain.practice.deploy import deploy, send_unlocked, unlocked_account
from sonm_desktop.chain.reader import ChainReader
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.amounts import SNM_DECIMALS, Wei
from sonm_desktop.core.errors import RemoteError
from sonm_desktop.core.ids import Address, ChainId
from sonm_desktop.core.secret import Secret
from sonm_desktop.wallet.signer import KeySigner

CHAIN_ID = ChainId(1_700_000_001)
SNM = 10**SNM_DECIMALS
COIN = 10**18


@dataclass(slots=True)
class Anvil:
    """A running node that nobody else uses."""

    setup: AnvilSetup
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return self.setup.url

    def kill(self) -> None:
        """As a crash or a power cut would."""
        self.process.kill()
        self.process.wait()

    def restart(self) -> None:
        """The same chain from its state file, on the same port."""
        self.process = _spawn(self.setup)


@pytest.fixture
async def anvil(tmp_path: Path) -> AsyncIterator[Anvil]:
    setup = AnvilSetup(CHAIN_ID, free_port(), tmp_path / "anvil-state.json", tmp_path / "anvil.log")
    node = Anvil(setup, _spawn(setup))
    try:
        await answering(setup.url)
        yield node
    finally:
        node.kill()


@pytest.fixture
async def rpc(anvil: Anvil) -> AsyncIterator[Rpc]:
    client = Rpc((anvil.url,), timeout_s=10)
    yield client
    await client.close()


@pytest.fixture
async def network(anvil: Anvil, rpc: Rpc) -> Network:
    """The contracts, deployed on `anvil`."""
    return await deploy(rpc, rpc_urls=(anvil.url,))


@pytest.fixture
async def reader(rpc: Rpc, network: Network) -> ChainReader:
    return ChainReader(rpc, network)


@dataclass(frozen=True, slots=True)
class Keys:
    """Accounts of a test; each has coin and SNM, the worker's key has neither."""

    consumer: KeySigner
    master: KeySigner
    stranger: KeySigner
    worker: KeySigner


@pytest.fixture
async def keys(rpc: Rpc, network: Network) -> Keys:
    signers = [test_key(number) for number in (1, 2, 3, 4)]
    for signer in signers[:3]:
        await give(rpc, network, signer.address, coin=Wei(100 * COIN), snm=Wei(10_000 * SNM))
    return Keys(*signers)


def test_key(number: int) -> KeySigner:
    """Always the same key for the same number; never use it for anything else."""
    return KeySigner(Secret((0x50_4E_4D_00 + number).to_bytes(32, "big")))


test_key.__test__ = False  # type: ignore[attr-defined]  # a fixture's part, not a test


async def give(rpc: Rpc, network: Network, to: Address, *, coin: Wei, snm: Wei) -> None:
    """Play money out of the node's own account."""
    bank = await unlocked_account(rpc)
    await send_unlocked(rpc, {"from": bank, "to": to, "value": hex(coin)})
    transfer = encode_call("transfer(address,uint256)", to, snm)
    await send_unlocked(rpc, {"from": bank, "to": network.token, "data": "0x" + transfer.hex()})


async def submit(rpc: Rpc, sender: Address, call: Call) -> dict[str, Any]:
    """The receipt of *call*, sent by the node in *sender*'s name without his key."""
    await rpc.call("anvil_impersonateAccount", [sender])
    return await send_unlocked(
        rpc,
        {"from": sender, "to": call.to, "data": "0x" + call.data.hex(), "value": hex(call.value)},
    )


async def mine(rpc: Rpc, blocks: int = 1) -> None:
    """Blocks without transactions."""
    await rpc.call("anvil_mine", [hex(blocks)])


async def pass_time(rpc: Rpc, seconds: int) -> None:
    """Let the chain's clock jump ahead, in a new block."""
    await rpc.call("evm_increaseTime", [hex(seconds)])
    await mine(rpc)


async def eventually(
    condition: Callable[[], Awaitable[bool]], *, limit_s: float = 60.0, what: str = "condition"
) -> None:
    """Return once *condition* holds; fail after *limit_s*."""
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline:
        if await condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"{what}: not within {limit_s} s")


async def answering(url: str, limit_s: float = 60.0) -> None:
    """Wait until the node at *url* answers."""
    client = Rpc((url,), timeout_s=2)

    async def answers() -> bool:
        try:
            await client.call("eth_chainId")
        except RemoteError:
            return False
        return True

    try:
        await eventually(answers, limit_s=limit_s, what=url)
    finally:
        await client.close()


def _spawn(setup: AnvilSetup) -> subprocess.Popen[bytes]:
    with setup.log.open("ab") as log:
        return subprocess.Popen(
            [
                *(str(find_anvil()), "--host", "127.0.0.1", "--port", str(setup.port)),
                *("--chain-id", str(setup.chain_id), "--no-cors", "--quiet"),
                *("--state", str(setup.state), "--state-interval", "1"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )


@pytest.fixture
def practice_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder for a `PracticeNetwork`; whatever node is left in it is killed afterwards."""
    folder = tmp_path / "practice"
    yield folder
    for process in psutil.process_iter(["cmdline"]):
        if str(folder / "state.json") in (process.info["cmdline"] or []):
            process.kill()
            process.wait(10)
