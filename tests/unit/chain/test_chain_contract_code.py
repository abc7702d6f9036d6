"""Contracts that this program was not built for are not used, whatever the network file says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sonm_desktop.chain import wire
from sonm_desktop.chain.artifacts import built_code
from sonm_desktop.chain.contract_code import code_hash
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.reader import ChainReader, network_rpc
from sonm_desktop.chain.rpc import NotThisNetwork, Rpc
from sonm_desktop.core.ids import Address
from tests.chain_fixtures import Keys

_JUMPI, _GAS = 0x57, 0x5A
_SOMEBODY = Address("0x" + "71" * 20)


@pytest.fixture
def real(network: Network) -> Network:
    """The same contracts, as a network that is not for practice."""
    return replace(network, practice=False)


async def _code(rpc: Rpc, address: Address | None) -> bytes:
    return wire.octets(await rpc.call("eth_getCode", [address, "latest"]), "code")


async def _put(rpc: Rpc, address: Address | None, code: bytes) -> None:
    await rpc.call("anvil_setCode", [address, "0x" + code.hex()])


async def _refused(network: Network) -> NotThisNetwork:
    """What the first question to the nodes of *network* gives."""
    nodes = network_rpc(network)
    with pytest.raises(NotThisNetwork) as caught:
        await nodes.call("eth_blockNumber")
    await nodes.close()
    return caught.value


@pytest.mark.parametrize(
    "name", ["market", "token", "faucet", "profiles", "reputation", "campaigns"]
)
async def test_one_changed_opcode_is_enough(rpc: Rpc, real: Network, name: str) -> None:
    address: Address = getattr(real, name)
    code = bytearray(await _code(rpc, address))
    where = code.index(_JUMPI)
    code[where] = _GAS
    await _put(rpc, address, bytes(code))

    refusal = await _refused(real)

    assert refusal.code == "chain.foreign_code"
    assert refusal.params == {"contract": name, "network": real.name}


async def test_a_market_for_another_token_is_not_ours(rpc: Rpc, real: Network) -> None:
    code = bytearray(await _code(rpc, real.market))
    for start in built_code("Market").immutables["token"]:
        code[start : start + 32] = bytes(12) + bytes.fromhex(_SOMEBODY[2:])
    await _put(rpc, real.market, bytes(code))

    assert (await _refused(real)).params["contract"] == "market"


async def test_a_market_with_one_of_its_tokens_exchanged_is_not_ours(
    rpc: Rpc, real: Network
) -> None:
    code = bytearray(await _code(rpc, real.market))
    start = built_code("Market").immutables["token"][-1]
    code[start : start + 32] = bytes(12) + bytes.fromhex(_SOMEBODY[2:])
    await _put(rpc, real.market, bytes(code))

    assert (await _refused(real)).params["contract"] == "market"


async def test_a_market_with_another_domain_or_feed_is_not_ours(rpc: Rpc, real: Network) -> None:
    whole = await _code(rpc, real.market)
    for name in ("_cachedDomainSeparator", "_cachedThis", "_name", "feed"):
        code = bytearray(whole)
        code[built_code("Market").immutables[name][0] + 31] ^= 1
        await _put(rpc, real.market, bytes(code))

        assert (await _refused(real)).params["contract"] == "market"


async def test_a_plain_account_and_a_proxy_are_no_contracts_of_ours(
    rpc: Rpc, real: Network, keys: Keys
) -> None:
    behind = bytes.fromhex(real.market[2:])
    proxy = bytes.fromhex("363d3d373d3d3d363d73") + behind
    proxy += bytes.fromhex("5af43d82803e903d91602b57fd5bf3")
    await _put(rpc, _SOMEBODY, proxy)

    assert (await _refused(replace(real, reputation=keys.consumer.address))).params == {
        "contract": "reputation",
        "network": real.name,
    }
    assert (await _refused(replace(real, market=_SOMEBODY))).params["contract"] == "market"
    assert (await _refused(replace(real, market=keys.consumer.address))).code == (
        "chain.wrong_network"
    )


async def test_a_practice_network_of_another_version_says_so(rpc: Rpc, network: Network) -> None:
    await _put(rpc, network.market, await _code(rpc, network.token))

    with pytest.raises(NotThisNetwork) as caught:
        await ChainReader(rpc, network).check_network()

    assert caught.value.code == "chain.foreign_practice"
    assert "sonm network reset" in caught.value.action


async def test_a_foreign_token_needs_its_hash_in_the_file(rpc: Rpc, real: Network) -> None:
    """Its file says which code it had when the market was deployed, and that must be there."""
    code = await _code(rpc, real.token) + b"\0"
    await _put(rpc, real.token, code)
    assert (await _refused(real)).params["contract"] == "token"

    named = replace(real, codes={"token": code_hash(code)})
    await ChainReader(rpc, named).check_network()

    await _put(rpc, real.token, code + b"\0")
    assert (await _refused(named)).params["contract"] == "token"
