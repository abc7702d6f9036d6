"""The tallies of campaigns, kept between two looks: only what is new is read and decoded.

An event that is stored keeps its number as long as its block stands, and numbers are used once.
So while the last one that was read is there, so is all before it; else everything is read anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sonm_desktop.campaign.tally import Tally
from sonm_desktop.chain.events import PlacedEvent
from sonm_desktop.core.ids import CampaignId

_AT_ONCE = 500
"""Decoded without letting anything else run: some 10 ms."""

_MOST_KEPT = 1000


class CampaignIndex(Protocol):
    """Whose events are read; `chain.index.indexer.Indexer` is one."""

    async def events_of_campaign(
        self, campaign: CampaignId, since: int = 0, *, limit: int = 1000
    ) -> list[PlacedEvent]: ...


@dataclass(frozen=True, slots=True)
class _Read:
    """A tally, and the number of the last event in it."""

    tally: Tally
    seq: int


class Tallies:
    """Of all networks that the agent has been on."""

    def __init__(self) -> None:
        self._read: dict[tuple[str, CampaignId], _Read] = {}

    async def of(self, network: str, index: CampaignIndex, campaign: CampaignId) -> Tally:
        """What the events of *campaign* come to now; empty for one that *index* has not.

        *network*: the identity of the one that *index* is of.
        """
        key = (network, campaign)
        held = self._read.pop(key, None)
        found = await _gone_on(index, campaign, held) if held else None
        found = found or await _forward(index, campaign, _Read(Tally(), 0))
        self._read[key] = found
        while len(self._read) > _MOST_KEPT:
            del self._read[next(iter(self._read))]
        return found.tally


async def _gone_on(index: CampaignIndex, campaign: CampaignId, held: _Read) -> _Read | None:
    """*held* with what came since; None when the chain has taken something of it back."""
    last = await index.events_of_campaign(campaign, held.seq, limit=1)
    if not last or last[0].seq != held.seq:
        return None
    return await _forward(index, campaign, held)


async def _forward(index: CampaignIndex, campaign: CampaignId, held: _Read) -> _Read:
    tally, seq = held.tally, held.seq
    while True:
        events = await index.events_of_campaign(campaign, seq + 1, limit=_AT_ONCE)
        for placed in events:
            tally.read(placed.event)
            seq = placed.seq
        if len(events) < _AT_ONCE:
            return _Read(tally, seq)
