"""What a sponsor signs stays within the budget, whenever those who hold tickets use them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from sonm_desktop.agent.campaigns import signing
from sonm_desktop.agent.campaigns.signing import CampaignSigning
from sonm_desktop.agent.shapes.network import network_of
from sonm_desktop.api.schema.campaigns import SignPlace
from sonm_desktop.campaign import rules
from sonm_desktop.campaign.messages import Place, campaign_id
from sonm_desktop.campaign.rules import CampaignState, PlaceState
from sonm_desktop.campaign.tickets import read_ticket
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import CampaignId, Commitment
from sonm_desktop.store.campaign_places import CampaignPlaces
from sonm_desktop.store.database import Database
from tests.chain_fixtures import SNM, test_key

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
        "campaigns": "0x" + "66" * 20,
    }
)
_SPONSOR, _SIGNER, _ADA, _BOB = (test_key(number) for number in (1, 2, 3, 4))
_CAMPAIGN = campaign_id(_SPONSOR.address, 1)


class _Chain:
    """A campaign that bears one place. *word* is brought in by its holder at the last moment at
    which it counts, just before question number *at*."""

    def __init__(self) -> None:
        self.state = CampaignState(
            sponsor=_SPONSOR.address,
            signer=_SIGNER.address,
            bonus=Wei(60 * SNM),
            price=Wei(0),
            free=Wei(100 * SNM),
            reserved=Wei(0),
            end=10_000_000,
            notice=0,
            window=24,
        )
        self.places: dict[Commitment, PlaceState] = {}
        self.now = 1000
        self.questions = 0
        self.at = -1
        self.word: Place | None = None

    async def pending_time(self) -> int:
        self._asked()
        return self.now

    async def campaign(self, _campaign: CampaignId) -> CampaignState:
        self._asked()
        return self.state

    async def seats(
        self, _campaign: CampaignId, commitments: Sequence[Commitment]
    ) -> Mapping[Commitment, PlaceState]:
        self._asked()
        return {one: self.places[one] for one in commitments if one in self.places}

    async def seat(self, campaign: CampaignId, commitment: Commitment) -> PlaceState | None:
        return (await self.seats(campaign, [commitment])).get(commitment)

    def _asked(self) -> None:
        if self.questions == self.at and self.word is not None:
            word = self.word
            self.state, self.places[word.commitment] = rules.join(
                self.state, None, word, word.expiry
            )
            self.now = word.expiry + 1
        self.questions += 1


Sign = Callable[[str, str], Awaitable[str]]


def _signing(chain: _Chain, journal: Database, monkeypatch: pytest.MonkeyPatch) -> Sign:
    async def signer(_account: object) -> object:
        return _SIGNER

    monkeypatch.setattr(signing, "CampaignReader", lambda _rpc, _network: chain)
    session = SimpleNamespace(
        network=_NETWORK, rpc=None, reader=chain, keys=SimpleNamespace(signer=signer)
    )
    wallet = SimpleNamespace(holds=lambda _: True, signer=lambda _: _SPONSOR)
    places = CampaignPlaces(journal, _NETWORK.identity)
    desk = CampaignSigning(cast(Any, session), places, cast(Any, wallet))

    async def sign(account: str, address: str) -> str:
        wanted = SignPlace(account=account, address=address)
        return (await desk.place(_CAMPAIGN, wanted)).ticket

    return sign


@pytest.mark.parametrize("at", range(8))
async def test_a_place_that_is_taken_while_another_is_signed_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    journal, chain = Database(tmp_path / "agent.sqlite", "agent"), _Chain()
    await journal.open()
    try:
        sign = _signing(chain, journal, monkeypatch)
        word = read_ticket(await sign(_ADA.address, "9.9.9.9")).word
        assert isinstance(word, Place)
        chain.word, chain.at = word, chain.questions + at
        with pytest.raises(UserError) as refusal:
            await sign(_BOB.address, "149.112.112.112")
        assert refusal.value.code == "campaign.budget_promised"
        chain.state = replace(chain.state, free=Wei(chain.state.free + 60 * SNM))
        chain.at = -1
        assert read_ticket(await sign(_BOB.address, "149.112.112.112"))
    finally:
        await journal.close()
