"""The program: alone on its profile, up without a node, gone within seconds."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from sonm_desktop.api.client import AgentClient, ensure_agent, wait_for_agent
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.practice.anvil import free_port
from sonm_desktop.core.errors import RemoteError, UserError
from sonm_desktop.core.paths import Profile
from sonm_desktop.core.secret import Secret
from tests.agent_parts import PASSWORD, agent_here, agent_program, processes_of
from tests.chain_fixtures import Anvil, eventually


async def state_code(agent: AgentClient) -> str:
    return (await agent.network.status()).state.code


async def test_without_a_network_it_says_what_to_do(profile: Profile) -> None:
    async with agent_here(profile) as agent:
        status = await agent.network.status()
        assert (status.state.code, status.ready) == ("chain.no_network", False)
        with pytest.raises(UserError) as refused:
            await agent.wallet.balances("0x" + "11" * 20)
        assert refused.value.code == "chain.no_network"


async def test_it_starts_with_the_node_down_and_goes_on_when_it_is_back(
    profile: Profile, network_file: Path, network: Network, anvil: Anvil
) -> None:
    async with agent_here(profile) as agent:
        assert (await agent.network.use(network_file)).ready
    await eventually(lambda: is_saved(anvil, network))
    anvil.kill()
    async with agent_here(profile) as agent:
        status = await agent.network.status()
        assert (status.state.code, status.configured) == ("chain.unreachable", True)
        await agent.wallet.create(PASSWORD)
        with pytest.raises(RemoteError) as failed:
            await agent.wallet.balances("0x" + "11" * 20)
        assert failed.value.code == "chain.unreachable"
        anvil.restart()

        async def ready() -> bool:
            return (await agent.state.read()).network.ready

        await eventually(ready)
        await agent.market.open()


async def is_saved(anvil: Anvil, network: Network) -> bool:
    """Whether the node has written the contracts to its state file."""
    state = anvil.setup.state
    return state.exists() and network.market.lower() in state.read_text("utf-8").lower()


async def test_a_node_that_goes_away_is_noticed(
    profile: Profile, network_file: Path, anvil: Anvil
) -> None:
    async with agent_here(profile) as agent:
        await agent.network.use(network_file)
        anvil.kill()

        async def noticed() -> bool:
            return (await agent.state.read()).network.state.code == "chain.unreachable"

        await eventually(noticed)


async def test_a_node_of_another_network_is_not_used(
    profile: Profile, network: Network, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.json"
    replace(network, deployment_hash="0x" + "77" * 32).save(wrong)  # type: ignore[arg-type]
    async with agent_here(profile) as agent:
        await agent.network.use(wrong)

        async def refused() -> bool:
            return await state_code(agent) == "chain.wrong_network"

        await eventually(refused)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"name": 1}', "\x00", "[" * 5000])
async def test_a_damaged_network_file_is_refused(
    profile: Profile, tmp_path: Path, content: str
) -> None:
    file = tmp_path / "network.json"
    file.write_text(content)
    async with agent_here(profile) as agent:
        with pytest.raises(UserError) as refused:
            await agent.network.use(file)
        assert refused.value.code == "chain.bad_network_file"
        assert await state_code(agent) == "chain.no_network"


async def test_a_second_agent_is_kept_out(profile: Profile) -> None:
    with agent_program(profile) as first:
        await wait_for_agent(profile)
        with agent_program(profile) as second:
            assert await asyncio.to_thread(second.wait, 30) == 1
        said = (profile.folder / "agent.out").read_text("utf-8")
        assert f"process {first.pid}" in said
        async with AgentClient(profile) as agent:
            assert (await agent.health()).pid == first.pid


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_within_seconds(profile: Profile, sign: signal.Signals) -> None:
    with agent_program(profile) as process:
        await wait_for_agent(profile)
        async with AgentClient(profile) as agent:
            state = await agent.state.read()
            following = agent.state.events(run=state.run, after=state.seq)
            waiting = asyncio.create_task(anext(following, None))
            await asyncio.sleep(0.1)
            begun = time.monotonic()
            process.send_signal(sign)
            assert await asyncio.to_thread(process.wait, 10) == 0
            assert time.monotonic() - begun < 5
            assert await asyncio.wait_for(waiting, 5) is None
            await following.aclose()
    assert not profile.socket.exists()


async def test_a_dead_agents_socket_is_no_obstacle(profile: Profile) -> None:
    with agent_program(profile):
        await wait_for_agent(profile)
    assert profile.socket.exists()
    async with agent_here(profile) as agent:
        assert (await agent.health()).pid == os.getpid()


async def test_whoever_needs_an_agent_gets_the_same_one(profile: Profile) -> None:
    found = await asyncio.gather(*(ensure_agent(profile) for _ in range(3)))
    assert len({health.pid for health in found}) == 1
    async with AgentClient(profile) as agent:
        await agent.shut_down()

    async def gone() -> bool:
        return not processes_of(profile.folder)

    await eventually(gone)


async def test_an_agent_that_cannot_start_is_said_with_its_log(profile: Profile) -> None:
    profile.folder.mkdir(parents=True)
    profile.journal.write_bytes(b"this is no database" * 100)
    with pytest.raises(RemoteError) as failed:
        await ensure_agent(profile, limit_s=20)
    assert failed.value.code == "agent.not_up"
    assert str(profile.agent_log) in str(failed.value)


async def test_deep_nesting_does_not_end_it(profile: Profile) -> None:
    async with agent_here(profile) as agent:
        await agent.wallet.create(PASSWORD)
    code = (
        "import sys, asyncio, json\n"
        "from pathlib import Path\n"
        "import sonm_desktop.agent.program\n"
        "from sonm_desktop.core.clock import SystemClock\n"
        "from sonm_desktop.core.secret import Secret\n"
        "from sonm_desktop.wallet.wallet import Wallet\n"
        "wallet = Wallet(Path(sys.argv[1]), SystemClock())\n"
        "asyncio.run(wallet.unlock(Secret(sys.argv[2])))\n"
        "try:\n    json.loads('[' * 100_000)\n"
        "except RecursionError:\n    print('refused')\n"
    )
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", code, str(profile.wallet_folder), PASSWORD.reveal()],
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, b"refused\n")


async def test_a_profile_in_too_deep_a_folder_is_said(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SONM_HOME", str(home / ("x" * 90)))
    deep = Profile.named("test")
    with agent_program(deep) as process:
        assert await asyncio.to_thread(process.wait, 20) == 1
    assert b"too long for a socket" in (deep.folder / "agent.out").read_bytes()


async def test_an_unused_port_is_no_agent(profile: Profile) -> None:
    profile.token_file.parent.mkdir(parents=True)
    token = Secret("sonm_admin_" + "0" * 64)
    url = f"http://127.0.0.1:{free_port()}"
    async with AgentClient(profile, token=token, url=url) as agent:
        with pytest.raises(RemoteError) as failed:
            await agent.health()
    assert failed.value.code == "agent.unreachable"
