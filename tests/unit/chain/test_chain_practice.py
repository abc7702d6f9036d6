"""The practice network outlives programs and survives crashes."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from sonm_desktop.chain import wire
from sonm_desktop.chain.calldata import encode_call
from sonm_desktop.chain.network import Network, load_network
from sonm_desktop.chain.practice.anvil import process_of
from sonm_desktop.chain.practice.deploy import unlocked_account
from sonm_desktop.chain.practice.network import PracticeNetwork
from sonm_desktop.chain.practice.pulse import Pulse
from sonm_desktop.chain.practice.reset import forget_practice
from sonm_desktop.chain.practice.state import StateFile
from sonm_desktop.chain.reader import ChainReader
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address
from tests.chain_fixtures import eventually, mine, pass_time, test_key

SOMEBODY = test_key(9).address


async def _reading(network: Network) -> tuple[Rpc, ChainReader]:
    rpc = Rpc(network.rpc_urls)
    return rpc, ChainReader(rpc, network)


async def test_two_programs_that_start_at_once_get_one_network(practice_folder: Path) -> None:
    first, second = PracticeNetwork(practice_folder), PracticeNetwork(practice_folder)

    networks = await asyncio.gather(first.ensure(), second.ensure())

    assert networks[0] == networks[1]
    assert networks[0].practice


async def test_a_practice_network_has_every_contract(practice_folder: Path) -> None:
    network = await PracticeNetwork(practice_folder).ensure()
    rpc, _ = await _reading(network)

    assert await _owner_of(rpc, network.profiles, "registrar()") == await unlocked_account(rpc)
    assert await _owner_of(rpc, network.feed, "keeper()") == await unlocked_account(rpc)
    assert await _owner_of(rpc, network.reputation, "market()") == network.market
    assert await _owner_of(rpc, network.market, "feed()") == network.feed
    assert await rpc.call("eth_getCode", [network.blacklists, "latest"]) != "0x"
    await rpc.close()


async def test_a_network_of_another_version_is_kept_until_somebody_gives_it_up(
    practice_folder: Path,
) -> None:
    practice = PracticeNetwork(practice_folder)
    network = await practice.ensure()
    rpc, _ = await _reading(network)
    await rpc.call("anvil_setCode", [network.market, "0x6001"])

    with pytest.raises(UserError) as caught:
        await practice.ensure()
    assert caught.value.code == "chain.foreign_practice"
    assert load_network(practice_folder / "network.json") == network
    await practice.stop()
    await forget_practice(practice_folder)
    assert (await practice.ensure()).identity != network.identity
    await rpc.close()


async def test_funded_money_survives_kill_nine_after_a_second(practice_folder: Path) -> None:
    practice = PracticeNetwork(practice_folder)
    network = await practice.ensure()
    await practice.fund(SOMEBODY, coin=Wei(5), snm=Wei(7))
    state = practice_folder / "state.json"
    wanted = SOMEBODY[2:].lower()

    async def saved() -> bool:
        return wanted in state.read_text(encoding="utf-8")

    await eventually(saved)
    _kill_node(practice_folder)

    again = await practice.ensure()

    rpc, reader = await _reading(again)
    assert again.identity == network.identity
    assert await reader.coin_balance(SOMEBODY) == 5
    assert await reader.token_balance(SOMEBODY) == 7
    await rpc.close()


async def test_time_that_was_put_forward_does_not_fall_back_behind_the_blocks(
    practice_folder: Path,
) -> None:
    """A quote of before the crash would else come from a future that the contract refuses."""
    practice = PracticeNetwork(practice_folder)
    rpc, reader = await _reading(await practice.ensure())
    await pass_time(rpc, 900)
    before = await reader.pending_time()
    mined = wire.fields(await rpc.call("eth_getBlockByNumber", ["latest", False]), "a block")
    state = practice_folder / "state.json"

    async def saved() -> bool:
        return str(mined["timestamp"]) in state.read_text(encoding="utf-8")

    await eventually(saved)
    await rpc.close()
    _kill_node(practice_folder)

    rpc, reader = await _reading(await practice.ensure())
    assert await reader.pending_time() >= before
    await rpc.close()


async def test_a_killed_node_keeps_its_contracts_at_once(practice_folder: Path) -> None:
    practice = PracticeNetwork(practice_folder)
    network = await practice.ensure()
    pulse = Pulse(network, timeout_s=5)
    other = Pulse(replace(network, deployment_hash="0x" + "11" * 32), timeout_s=5)
    assert [await pulse.beats(), await other.beats()] == [True, False]
    _kill_node(practice_folder)

    assert not await pulse.beats()
    assert (await practice.ensure()).identity == network.identity
    await pulse.close()
    await other.close()


async def test_the_state_is_copied_while_the_chain_moves_and_once_more(tmp_path: Path) -> None:
    state, copy = StateFile(tmp_path), tmp_path / "state.copy.json"

    async def copied(content: str, head: str) -> str:
        state.path.write_text(content)
        await state.copy(head)
        return copy.read_text()

    assert await copied("1", "a") == "1"
    assert await copied("2", "a") == "2"
    assert await copied("3", "a") == "2"
    assert await copied("{", "b") == "2"
    assert await copied("4", "b") == "4"
    assert await copied("5", "b") == "5"
    assert await copied("6", "b") == "5"


async def test_a_torn_state_file_is_replaced_by_its_copy(practice_folder: Path) -> None:
    practice = PracticeNetwork(practice_folder)
    network = await practice.ensure()
    await practice._state.copy("")
    _kill_node(practice_folder)
    state = practice_folder / "state.json"
    state.write_bytes(state.read_bytes()[:1000])

    assert (await practice.ensure()).identity == network.identity


async def test_a_lost_state_begins_a_new_network(practice_folder: Path) -> None:
    practice = PracticeNetwork(practice_folder)
    network = await practice.ensure()
    _kill_node(practice_folder)
    (practice_folder / "state.json").write_bytes(b"{")

    assert (await practice.ensure()).identity != network.identity


async def test_many_payments_at_once_all_arrive(practice_folder: Path) -> None:
    practice = [PracticeNetwork(practice_folder) for _ in range(2)]
    network = await practice[0].ensure()

    await asyncio.gather(
        *(practice[turn % 2].fund(SOMEBODY, coin=Wei(3), snm=Wei(2)) for turn in range(12))
    )

    rpc, reader = await _reading(network)
    assert await reader.coin_balance(SOMEBODY) == 36
    assert await reader.token_balance(SOMEBODY) == 24
    await rpc.close()


async def test_stopping_keeps_everything_for_the_next_start(practice_folder: Path) -> None:
    practice = PracticeNetwork(practice_folder)
    await practice.ensure()
    await practice.fund(SOMEBODY, coin=Wei(11), snm=Wei(0))
    await practice.stop()
    assert process_of(practice_folder / "state.json") is None

    again = await practice.ensure()

    rpc, reader = await _reading(again)
    assert await reader.coin_balance(SOMEBODY) == 11
    await mine(rpc)
    await rpc.close()


async def test_a_taken_port_is_left_and_another_recorded(practice_folder: Path) -> None:
    practice = PracticeNetwork(practice_folder)
    network = await practice.ensure()
    await practice.stop()
    port = int(network.rpc_urls[0].rsplit(":", 1)[1])
    server = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", port)
    try:
        again = await practice.ensure()
    finally:
        server.close()

    assert again.rpc_urls != network.rpc_urls
    assert again.identity == network.identity


async def test_without_anvil_there_is_a_sentence(
    practice_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SONM_ANVIL", str(practice_folder / "nothing"))

    with pytest.raises(UserError) as caught:
        await PracticeNetwork(practice_folder).ensure()

    assert caught.value.code == "chain.no_anvil"


def _kill_node(folder: Path) -> None:
    process = process_of(folder / "state.json")
    assert process is not None
    process.kill()
    process.wait(10)


async def _owner_of(rpc: Rpc, contract: Address | None, question: str) -> Address:
    call = {"to": contract, "data": "0x" + encode_call(question).hex()}
    raw = wire.octets(await rpc.call("eth_call", [call, "latest"]), question)
    return wire.address_word(wire.words(raw, 1, question)[0], question)
