"""Which tokens may be a market's money: each hostile one is refused for what it does."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from contract_tools import CONTRACTS, run_node
from market_bed import Bed
from market_contracts import Contract, deploy

from sonm_desktop.chain.deployment.token_probe import require_sound_token
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address

_SLOT = "0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc"


@pytest.fixture(scope="module")
def built() -> None:
    run_node("forge.mjs", "build")


@pytest.fixture
async def rpc(bed: Bed) -> AsyncIterator[Rpc]:
    client = Rpc((bed.node.url,))
    yield client
    await client.close()


def _hostile(bed: Bed, name: str) -> Contract:
    path = CONTRACTS / "out" / "ProbedTokens.sol" / f"{name}.json"
    if not path.exists():
        path = CONTRACTS / "out" / "Tokens.sol" / f"{name}.json"
    artifact: dict[str, Any] = json.loads(path.read_text("utf-8"))
    code = {"abi": artifact["abi"], "bytecode": artifact["bytecode"]["object"]}
    return deploy(bed.node, code, sender=bed.deployer)


async def _verdict(rpc: Rpc, token: Contract | Address, holder: Address) -> str:
    """The code of the refusal; empty for a token that may be used."""
    address = token if isinstance(token, str) else Address(token.address)
    try:
        await require_sound_token(rpc, address, holder)
    except UserError as error:
        return error.code if error.text and error.action else "no words"
    return ""


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("PlainToken", ""),
        ("HookedToken", ""),
        ("OldToken", ""),
        ("FeeToken", "chain.token_odd_transfer"),
        ("FalseToken", "chain.token_odd_deposit"),
        ("LazyToken", "chain.token_odd_deposit"),
        ("OpenToken", "chain.token_no_guard"),
        ("BottomlessToken", "chain.token_no_guard"),
        ("SilentToken", "chain.token_no_contract"),
        ("BlockingToken", "chain.token_blocks"),
        ("MoodyToken", "chain.token_blocks"),
        ("GrowingToken", "chain.token_rebases"),
        ("CoarseToken", "chain.token_decimals"),
        ("DelegatingToken", "chain.token_changeable"),
    ],
)
@pytest.mark.usefixtures("built")
async def test_a_token_is_judged_by_what_it_does(
    bed: Bed, rpc: Rpc, name: str, refusal: str
) -> None:
    before = bed.node.call("eth_blockNumber")
    token = _hostile(bed, name)

    assert await _verdict(rpc, token, bed.deployer) == refusal
    assert int(bed.node.call("eth_blockNumber"), 16) == int(before, 16) + 1


async def test_snm_of_this_build_needs_no_trial(bed: Bed, rpc: Rpc) -> None:
    assert await _verdict(rpc, bed.token, bed.stranger.address) == ""


async def test_plain_accounts_are_no_tokens(bed: Bed, rpc: Rpc) -> None:
    delegated = bed.stranger.address
    bed.node.call("anvil_setCode", delegated, "0xef0100" + bed.token.address[2:])

    assert await _verdict(rpc, bed.consumer.address, bed.deployer) == "chain.token_no_contract"
    assert await _verdict(rpc, delegated, bed.deployer) == "chain.token_no_contract"


@pytest.mark.usefixtures("built")
async def test_a_token_behind_a_proxy_is_refused(bed: Bed, rpc: Rpc) -> None:
    token = _hostile(bed, "PlainToken")
    bed.node.call("anvil_setStorageAt", token.address, _SLOT, "0x" + "00" * 12 + "11" * 20)

    assert await _verdict(rpc, token, bed.deployer) == "chain.token_changeable"


@pytest.mark.usefixtures("built")
async def test_a_token_that_nobody_here_holds_cannot_be_tried(bed: Bed, rpc: Rpc) -> None:
    token = _hostile(bed, "PlainToken")

    assert await _verdict(rpc, token, bed.stranger.address) == "chain.token_untried"
