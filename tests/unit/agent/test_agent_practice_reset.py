"""A practice network of another version never leaves anybody without a way on."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

import pytest

from sonm_desktop.agent.former.known import KnownNetworks
from sonm_desktop.agent.networking import Networking
from sonm_desktop.agent.state import EventLog, StateBoard
from sonm_desktop.chain.deployment.deployer import place_of
from sonm_desktop.chain.deployment.wish import DeploymentWish
from sonm_desktop.chain.network import Network, load_network
from sonm_desktop.chain.records import Block
from sonm_desktop.chain.rpc import NotThisNetwork
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import ZERO_ADDRESS, BlockHash, BlockNumber, ChainId, ChainTime
from sonm_desktop.core.paths import Profile, data_home
from sonm_desktop.core.wake import Wake

HASH = BlockHash("0x" + "11" * 32)
_WISH = DeploymentWish("practice", ZERO_ADDRESS, ZERO_ADDRESS, confirmations=0)
PRACTICE = replace(place_of(_WISH, ChainId(31_337), "http://127.0.0.1:1"), practice=True)
REAL = replace(PRACTICE, name="real", practice=False)


class _Practice:
    """One that another version made, until its file is forgotten."""

    def __init__(self) -> None:
        self.file = data_home() / "practice" / "network.json"
        PRACTICE.save(self.file)
        self.stopped = 0

    async def ensure(self) -> Network:
        if self.file.exists():
            raise NotThisNetwork("chain.foreign_practice", network="practice", contract="market")
        return PRACTICE

    async def stop(self) -> None:
        self.stopped += 1

    async def run(self) -> None:
        return


@dataclass
class _Session:
    network: Network
    indexed: int | None = None
    moved: Wake = field(default_factory=Wake)

    @property
    def reader(self) -> _Session:
        return self

    @property
    def indexer(self) -> _Session:
        return self

    def stir(self) -> None:
        """There is no chain to look at."""

    async def check_network(self) -> None:
        return

    async def head_and_time(self) -> tuple[Block, ChainTime]:
        return Block(BlockNumber(1), HASH, HASH, ChainTime(5)), ChainTime(5)

    async def begin_again(self) -> None:
        return

    async def close(self) -> None:
        return


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Profile:
    monkeypatch.setenv("SONM_HOME", str(tmp_path))
    return Profile.named("somebody")


@pytest.fixture
def networking(profile: Profile) -> Networking:
    async def open_session(network: Network) -> _Session:
        return _Session(network)

    return Networking(
        profile=profile,
        practice=cast(Any, _Practice()),
        open_session=cast(Any, open_session),
        board=StateBoard(EventLog("run")),
        known=KnownNetworks(profile),
    )


async def test_a_profile_without_a_network_can_give_the_foreign_practice_up(
    profile: Profile, networking: Networking
) -> None:
    with pytest.raises(UserError) as caught:
        await networking.start_practice()
    assert caught.value.code == "chain.foreign_practice"

    status = await networking.reset_practice()

    assert status.ready
    assert load_network(profile.network_file) == PRACTICE
    await networking.close()


async def test_a_profile_whose_file_nobody_can_read_can_begin_anew(
    profile: Profile, networking: Networking
) -> None:
    """Such as after a newer version, whose networks have parts that this one does not know."""
    profile.network_file.parent.mkdir(parents=True, exist_ok=True)
    profile.network_file.write_text('{"practice": true, "of_tomorrow": 1}', encoding="utf-8")
    await networking.begin()
    assert (await networking.status()).state.code == "chain.bad_network_file"

    assert (await networking.reset_practice()).ready
    await networking.close()


async def test_a_profile_on_another_network_stays_there_and_may_start_a_new_practice(
    profile: Profile, networking: Networking
) -> None:
    REAL.save(profile.network_file)
    await networking.begin()

    assert (await networking.reset_practice()).name == "real"
    assert load_network(profile.network_file) == REAL
    assert (await networking.start_practice()).practice
    await networking.close()
