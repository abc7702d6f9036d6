"""What is kept of a campaign between two looks is never older than the chain."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sonm_desktop.agent.campaigns.tallies import Tallies
from sonm_desktop.campaign.tally import tally_of
from sonm_desktop.chain.events import PlacedEvent
from sonm_desktop.chain.registries.campaign_events import CampaignFunded, Joined, Redeemed
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.ids import (
    BlockHash,
    BlockNumber,
    CampaignId,
    ChainTime,
    Commitment,
    TxHash,
)
from tests.chain_fixtures import test_key

CAMPAIGN = CampaignId("0x" + "ab" * 32)
ADA = test_key(2).address

homes = st.integers(0, 3).map(lambda number: Commitment("0x" + f"{number:064x}"))
sums = st.integers(1, 99).map(Wei)
events = st.one_of(
    st.builds(Joined, st.just(CAMPAIGN), st.just(ADA), homes, sums),
    st.builds(Redeemed, st.just(CAMPAIGN), st.just(ADA), homes, st.integers(0, 9), sums, sums),
    st.builds(CampaignFunded, st.just(CAMPAIGN), st.just(ADA), sums),
)


class _Index:
    """Numbers are used once, as the real one does; read: events that were handed out."""

    def __init__(self) -> None:
        self.placed: list[PlacedEvent] = []
        self.read = 0
        self._last = 0

    def add(self, *found: Joined | Redeemed | CampaignFunded) -> None:
        for event in found:
            self._last += 1
            self.placed.append(_placed(event, self._last))

    def take_back(self, count: int) -> None:
        del self.placed[max(0, len(self.placed) - count) :]

    async def events_of_campaign(
        self, _campaign: CampaignId, since: int = 0, *, limit: int = 1000
    ) -> list[PlacedEvent]:
        found = [placed for placed in self.placed if placed.seq >= since][:limit]
        self.read += len(found)
        return found


moves = st.tuples(st.integers(0, 8), st.lists(events, max_size=6))


@given(steps=st.lists(moves, min_size=1, max_size=12))
async def test_whatever_the_chain_takes_back_the_tally_is_that_of_its_events(
    steps: list[tuple[int, list[Joined | Redeemed | CampaignFunded]]],
) -> None:
    index, tallies = _Index(), Tallies()
    for taken_back, new in steps:
        index.take_back(taken_back)
        index.add(*new)
        found = await tallies.of("here", index, CAMPAIGN)
        assert found == tally_of(placed.event for placed in index.placed)


async def test_only_what_is_new_is_read_again_and_networks_are_kept_apart() -> None:
    index, tallies = _Index(), Tallies()
    index.add(*[CampaignFunded(CAMPAIGN, ADA, Wei(1))] * 1200)
    assert (await tallies.of("here", index, CAMPAIGN)).budget == 1200
    index.read = 0
    index.add(CampaignFunded(CAMPAIGN, ADA, Wei(5)))
    assert (await tallies.of("here", index, CAMPAIGN)).budget == 1205
    assert index.read == 2
    assert (await tallies.of("there", _Index(), CAMPAIGN)).budget == 0


def _placed(event: Joined | Redeemed | CampaignFunded, seq: int) -> PlacedEvent:
    return PlacedEvent(
        event=event,
        block=BlockNumber(1),
        block_hash=BlockHash("0x" + "00" * 32),
        log_index=seq,
        tx=TxHash("0x" + "00" * 32),
        time=ChainTime(1),
        seq=seq,
    )
