"""The parts that are tried, each with what it has shown when it works."""

from __future__ import annotations

import asyncio
import json
import platform
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any, Final

import psutil

from sonm_desktop.api.client import AgentClient, ensure_agent
from sonm_desktop.chain.practice.network import PracticeNetwork
from sonm_desktop.core.clock import SystemClock
from sonm_desktop.core.errors import BadReply, UserError
from sonm_desktop.core.ids import Address, Digest
from sonm_desktop.core.paths import Profile
from sonm_desktop.core.program import background_command, window_command
from sonm_desktop.core.resources import resource
from sonm_desktop.core.secret import Secret
from sonm_desktop.core.version import own_version
from sonm_desktop.p2p.identity import PeerIdentity
from sonm_desktop.p2p.node import PeerNode
from sonm_desktop.p2p.service import LogRecord, ServedFile
from sonm_desktop.p2p.transport import EndpointAddress
from sonm_desktop.store.database import Database
from sonm_desktop.wallet.keystore import read_keystore, write_keystore
from sonm_desktop.wallet.messages import Domain
from sonm_desktop.wallet.phrase import account_key, checked_phrase, seed_of
from sonm_desktop.wallet.sealing import Cost
from sonm_desktop.wallet.signer import KeySigner, recover

Check = Callable[[Path], Awaitable[str]]
"""Tries a part with an empty folder of its own; what it has shown. Raises when it does not work."""

PHRASE: Final = "test test test test test test test test test test test junk"
PHRASE_ACCOUNT: Final = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
"""The account that every development node derives from these words (BIP-39, BIP-44)."""

_QUICK_COST = Cost(n=1 << 10, r=8, p=1)
_END_LIMIT_S = 20.0
_SCHEMAS = ("agent", "index", "worker")
_SHIPPED = {"fonts": "*.ttf", "icons": "*.svg", "jobs": "*.py", "templates": "*.toml"}


async def version(_folder: Path) -> str:
    """What this is."""
    return f"{own_version()}, Python {platform.python_version()}, {platform.platform(terse=True)}"


async def files(_folder: Path) -> str:
    """What the programs are shipped with lies where they look for it."""
    found = {name: len(list(resource(name).glob(kind))) for name, kind in _SHIPPED.items()}
    missing = [name for name, count in found.items() if not count]
    if missing:
        raise FileNotFoundError(f"nothing in resources: {', '.join(missing)}")
    return ", ".join(f"{count} {name}" for name, count in found.items())


async def wallet(_folder: Path) -> str:
    """Known words give the known account; what it signs and seals comes back."""
    key = account_key(seed_of(checked_phrase(Secret(PHRASE))), 0)
    signer = KeySigner(key)
    _expect(signer.address, PHRASE_ACCOUNT)
    digest = Digest("0x" + secrets.token_bytes(32).hex())
    _expect(recover(digest, signer.sign_digest(digest)), signer.address)
    password = Secret(secrets.token_hex(8))
    sealed = await asyncio.to_thread(write_keystore, key, password, _QUICK_COST)
    opened = await asyncio.to_thread(read_keystore, sealed, password)
    _expect(KeySigner(opened).address, signer.address)
    return "words, keys, signatures and sealing agree with known ones"


async def store(folder: Path) -> str:
    """Every kind of record file is made anew."""
    for schema in _SCHEMAS:
        database = Database(folder / f"{schema}.sqlite", schema)
        await database.open()
        await database.close()
    return f"{len(_SCHEMAS)} kinds of record files"


async def practice_network(folder: Path) -> str:
    """A node of our own starts, takes the contracts, and ends."""
    network = PracticeNetwork(folder)
    try:
        known = await network.ensure()
    finally:
        await network.stop()
    return f"chain {known.chain_id} with our contracts, started and ended"


async def peers(_folder: Path) -> str:
    """Two endpoints find each other on this machine and prove who they are."""
    async with AsyncExitStack() as stack:
        server = await _node(stack, "worker")
        client = await _node(stack, "consumer")
        await server.serve(_Echo())
        peer = await client.dial(EndpointAddress(server.endpoint_id, server.addresses()))
        said = {"nonce": secrets.token_hex(8)}
        _expect(await peer.call("echo", said), said)
    return "one endpoint called another over QUIC"


async def agent(_folder: Path) -> str:
    """The program in the background starts, answers and ends."""
    profile = Profile.named("self-test")
    health = await ensure_agent(profile)
    process = psutil.Process(health.pid)
    try:
        async with AgentClient(profile) as client:
            await client.shut_down()
        await asyncio.to_thread(process.wait, _END_LIMIT_S)
    finally:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    return f"started, answered as version {health.version}, ended"


async def worker(_folder: Path) -> str:
    """The worker's benchmark measures in a process of its own."""
    said = await _output_of(
        background_command("worker", "measure", "cpu", "--cores=1", "--rounds=1", "--seconds=0.1")
    )
    results = json.loads(said.splitlines()[-1])["results"]
    return f"measured this machine: {max(results.values())} primes' events in 10 s"


async def window(_folder: Path) -> str:
    """The window opens, paints and closes; without a display it does so unseen."""
    return (await _output_of(window_command("--self-test"))).strip()


CHECKS: Final[dict[str, Check]] = {
    "version": version,
    "files": files,
    "wallet": wallet,
    "store": store,
    "practice network": practice_network,
    "peers": peers,
    "agent": agent,
    "worker": worker,
    "window": window,
}


class _Echo:
    """Answers every call with its body; has no logs and no files."""

    async def call(
        self, caller: PeerIdentity, method: str, body: dict[str, Any], call_id: str
    ) -> dict[str, Any]:
        return body

    async def logs(self, caller: PeerIdentity, task: str, after: int) -> AsyncIterator[LogRecord]:
        raise UserError("worker.unknown_task", task=task)
        yield  # an iterator that ends before it begins

    async def open_file(self, caller: PeerIdentity, task: str, path: str) -> ServedFile:
        raise UserError("worker.unknown_task", task=task)


async def _node(stack: AsyncExitStack, role: str) -> PeerNode:
    signer = KeySigner(Secret(secrets.token_bytes(32)))
    node = PeerNode(
        endpoint_key=Secret(secrets.token_bytes(32)),
        role=role,
        signer=signer,
        domain=Domain(chain_id=1, market=Address(PHRASE_ACCOUNT)),
        clock=SystemClock(),
    )
    stack.push_async_callback(node.close)
    await node.start()
    return node


async def _output_of(command: list[str]) -> str:
    """Raises BadReply with the end of what a program said that failed."""
    child = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        output, problem = await child.communicate()
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode:
        words = problem.decode(errors="replace").split()[-40:]
        raise BadReply(f"exit code {child.returncode}: {' '.join(words)}")
    return output.decode()


def _expect(found: object, wanted: object) -> None:
    if found != wanted:
        raise BadReply(f"{found} instead of {wanted}")
