"""Plays the month before now on a fresh practice chain, through its contracts."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from sonm_desktop.chain import wire
from sonm_desktop.chain.calldata import encode_call
from sonm_desktop.chain.index.projection import DEAL_OPENED
from sonm_desktop.chain.neighbourhood.history import seeded_consumers, seeded_rentals
from sonm_desktop.chain.neighbourhood.machines import (
    DAY_S,
    HISTORY_S,
    LIVELY,
    SEED,
    key_of,
    seeded_machines,
)
from sonm_desktop.chain.neighbourhood.people import (
    VALIDATOR_LEVEL,
    seeded_people,
    seeded_validator,
)
from sonm_desktop.chain.neighbourhood.record import Neighbourhood
from sonm_desktop.chain.neighbourhood.script import DEPOSIT, Script, Step
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.practice.deploy import unlocked_account
from sonm_desktop.chain.registries.calls import ProfileCalls
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.errors import RemoteError
from sonm_desktop.core.ids import Address
from sonm_desktop.wallet.signer import KeySigner

logger = logging.getLogger(__name__)

BEFORE_S = HISTORY_S + DAY_S // 2
"""How long before now the chain of a neighbourhood begins."""

_PLAY_COIN = Wei(10 * 10**18)
_LONGEST_BLOCK_GAS = 28_000_000
_HIGHEST_FEE = 20 * 10**9


async def seed_neighbourhood(rpc: Rpc, network: Network, *, seed: int = SEED) -> Neighbourhood:
    """Fill *network*, which was just deployed and whose clock is `BEFORE_S` late; afterwards
    it shows the time of now. What it did belongs in a record.

    Raises RemoteError("chain.practice_failed") when the chain did not take all of it.
    """
    now = int(time.time())
    machines, consumers = seeded_machines(seed), seeded_consumers(seed)
    rentals = seeded_rentals(machines, consumers, seed=seed, now=now)
    clerk = KeySigner(key_of(seed, "clerk", 0))
    begin = now - HISTORY_S - DAY_S // 4
    script = Script(network, clerk, now)
    steps = script.steps(machines, consumers, rentals, begin=begin)
    people = seeded_people(network, machines, consumers, seed=seed, now=now)
    if people is not None:
        told = people.steps(rentals, begin=begin)
        steps = sorted([*steps, *told], key=lambda step: step.time)
    await rpc.call("evm_setAutomine", [False])
    try:
        masters = {machine.master.address for machine in machines}
        validator = seeded_validator(seed).address
        payers = [clerk.address, validator, *sorted(masters)]
        paid = [one.address for one in consumers]
        await _fund(rpc, network, payers, paid, validator=validator, at=begin - 1)
        await _play(rpc, network, steps)
        await rpc.call("evm_mine", [hex(int(time.time()))])
    finally:
        await rpc.call("evm_setAutomine", [True])
    await _require_deals(rpc, network, len(rentals))
    logger.info("seeded: %d machines, %d rentals", len(machines), len(rentals))
    workers = tuple(machine.worker.address for machine in machines)
    return Neighbourhood(network.identity, seed, workers, LIVELY)


async def _fund(
    rpc: Rpc,
    network: Network,
    payers: Sequence[Address],
    consumers: Sequence[Address],
    *,
    validator: Address,
    at: int,
) -> None:
    """Play money from the node's own account, which is registrar and admits *validator*; all in
    one block."""
    bank = await unlocked_account(rpc)
    first = wire.quantity(await rpc.call("eth_getTransactionCount", [bank, "latest"]), "a nonce")
    gifts = [{"to": who, "value": hex(_PLAY_COIN)} for who in (*payers, *consumers)]
    for consumer in consumers:
        transfer = encode_call("transfer(address,uint256)", consumer, DEPOSIT)
        gifts.append({"to": network.token, "data": "0x" + transfer.hex()})
    if network.profiles is not None:
        admit = ProfileCalls(network).set_validator(validator, VALIDATOR_LEVEL)
        gifts.append({"to": admit.to, "data": "0x" + admit.data.hex()})
    for number, gift in enumerate(gifts, start=first):
        fields = {"from": bank, "nonce": hex(number), "gas": hex(200_000), **gift}
        await rpc.call("eth_sendTransaction", [fields])
    await rpc.call("evm_mine", [hex(at)])


async def _play(rpc: Rpc, network: Network, steps: Sequence[Step]) -> None:
    """Each moment is a block."""
    nonces: Counter[Address] = Counter()
    for moment, together in groupby(steps, key=lambda step: step.time):
        signed: list[tuple[str, list[str]]] = []
        for step in together:
            nonce = nonces[step.sender.address]
            nonces[step.sender.address] += 1
            raw = step.sender.sign_transaction(
                {
                    "chainId": network.chain_id,
                    "nonce": nonce,
                    "to": step.call.to,
                    "value": 0,
                    "data": step.call.data,
                    "gas": step.gas,
                    "maxFeePerGas": _HIGHEST_FEE,
                    "maxPriorityFeePerGas": 0,
                }
            )
            signed.append(("eth_sendRawTransaction", ["0x" + raw.hex()]))
        await rpc.batch(signed)
        await rpc.call("evm_mine", [hex(moment)])


async def _require_deals(rpc: Rpc, network: Network, count: int) -> None:
    wanted = {"address": network.market, "fromBlock": "0x0", "topics": ["0x" + DEAL_OPENED.hex()]}
    found = wire.items(await rpc.call("eth_getLogs", [wanted]), "logs")
    if len(found) != count:
        raise RemoteError("chain.practice_failed", log=f"{len(found)} of {count} deals")
