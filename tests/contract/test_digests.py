"""Every signed message has one digest, in Python and in Solidity."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
from contract_tools import CONTRACTS, run_node
from eth_utils.address import to_checksum_address
from market_bed import Bed
from market_contracts import Contract, deploy

from sonm_desktop.campaign.messages import Coupon, Place
from sonm_desktop.wallet.messages import (
    Amend,
    Bind,
    Message,
    Operator,
    Quote,
    Settle,
    Stop,
    Tip,
    Voucher,
)

SAMPLES = 20
MESSAGES = (Amend, Bind, Coupon, Operator, Place, Quote, Settle, Tip, Voucher)


@pytest.fixture(scope="module")
def hashes(deployed: Bed) -> Iterator[Contract]:
    run_node("forge.mjs", "build")
    artifact = json.loads((CONTRACTS / "out" / "Hashes.sol" / "Hashes.json").read_text("utf-8"))
    code = {"abi": artifact["abi"], "bytecode": artifact["bytecode"]["object"]}
    snapshot = deployed.node.call("evm_snapshot")
    yield deploy(deployed.node, code, sender=deployed.deployer)
    deployed.node.call("evm_revert", snapshot)


@pytest.mark.parametrize("kind", MESSAGES, ids=lambda kind: kind.__name__)
def test_both_hash_a_message_alike(hashes: Contract, kind: type[Message]) -> None:
    for seed in range(SAMPLES):
        message = any_message(kind, random.Random(seed))
        assert hashes.view(kind.__name__.lower(), message.abi_tuple()) == message.struct_hash()


def test_both_hash_a_stop_alike(hashes: Contract) -> None:
    stop = any_message(Stop, random.Random(1))
    assert hashes.view("stop", stop.abi_tuple()[0]) == stop.struct_hash()


def test_both_mean_the_same_domain(bed: Bed) -> None:
    _, name, version, chain, market, _, _ = bed.market.view("eip712Domain")
    assert (name, version, chain) == ("SONM Market", "1", bed.domain.chain_id)
    assert market == bed.domain.market.lower()


def test_both_name_a_deal_alike(bed: Bed) -> None:
    quote = bed.quote(nonce=2**256 - 1)
    assert "0x" + bed.market.view("dealId", quote.worker, quote.nonce).hex() == quote.deal_id


def any_message(kind: type[Message], pick: random.Random) -> Any:
    """A message with a random value in each field, often an extreme one."""
    return kind.from_wire({name: any_value(solidity, pick) for solidity, name in kind.TYPE})


def any_value(solidity: str, pick: random.Random) -> Any:
    if solidity == "address":
        return to_checksum_address(pick.randbytes(20))
    if solidity == "bytes32":
        return "0x" + pick.randbytes(32).hex()
    bits = int(solidity.removeprefix("uint"))
    return pick.choice([0, 1, 2**bits - 1, pick.getrandbits(bits)])
