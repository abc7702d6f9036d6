"""A node of a network of before says what it likes; what nobody can have is not shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sonm_desktop.agent.campaigns.reading import CampaignReader
from sonm_desktop.agent.former import holdings
from sonm_desktop.agent.shapes.network import network_of
from sonm_desktop.api.schema.network import KnownNetwork
from sonm_desktop.chain.reader import ChainReader
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.ids import Address
from sonm_desktop.core.paths import Profile
from sonm_desktop.store.database import Database

_NETWORK = network_of(
    {
        "name": "of May",
        "chain_id": 5,
        "rpc_urls": ["http://127.0.0.1:1"],
        "market": "0x" + "11" * 20,
        "token": "0x" + "22" * 20,
        "deployed_block": 1,
        "deployment_hash": "0x" + "33" * 32,
        "confirmations": 12,
    }
)
_ACCOUNTS = (Address("0x" + "44" * 20), Address("0x" + "55" * 20))


@pytest.mark.parametrize(("vault", "held"), [(7, 14), (2**128, 0), (2**256 - 1, 0)])
async def test_more_than_any_market_keeps_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, vault: int, held: int
) -> None:
    """The window could not even read it, nor anything that stands beside it."""

    async def told(_reader: ChainReader, _account: Address) -> Wei:
        return Wei(vault)

    monkeypatch.setattr(ChainReader, "vault", told)
    monkeypatch.setattr(CampaignReader, "vault", told)
    journal = Database(tmp_path / "agent.sqlite", "agent")
    found = await holdings.look(Profile("p", tmp_path), journal, _NETWORK, _ACCOUNTS)
    assert (found.answers, found.held) == (held > 0, held)
    sponsoring = replace(_NETWORK, campaigns=Address("0x" + "66" * 20))
    more = await holdings.look(Profile("p", tmp_path), journal, sponsoring, _ACCOUNTS)
    assert (more.answers, more.held) == (held > 0, 2 * held)
    assert KnownNetwork.model_validate_json(found.model_dump_json()) == found
