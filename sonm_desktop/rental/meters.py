"""What a worker says that a deal has used, checked against what its line can have carried.

A task's own traffic does not pass through us, so there is nothing of ours to count: what the
sold rates allow since the deal was bought is the bound, and what was believed stays believed.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.ids import DealId
from sonm_desktop.market.metered import Traffic, believed, cost, most_traffic
from sonm_desktop.rental.desk import Desk
from sonm_desktop.rental.usage import DealUsage
from sonm_desktop.store.rental_deals import RentalDealRow
from sonm_desktop.store.rental_meters import RentalMeterRow

logger = logging.getLogger(__name__)

_LARGEST = 2**63 - 1
_COUNTS = ("received", "sent", "cpu_ns", "ram_now", "ram_peak")


@dataclass(frozen=True, slots=True)
class MeterWord:
    """What a worker says of a deal. traffic, ram_now, ram_peak: bytes."""

    traffic: Traffic
    cpu_ns: int
    ram_now: int
    ram_peak: int


def meter_word(said: Any) -> MeterWord | None:
    """What *said* means; None for nothing, and for what has no sense."""
    if not isinstance(said, dict):
        return None
    counts: dict[str, Any] = {name: said.get(name) for name in _COUNTS}
    if not all(type(count) is int and 0 <= count <= _LARGEST for count in counts.values()):
        return None
    return MeterWord(
        Traffic(counts["received"], counts["sent"]),
        cpu_ns=counts["cpu_ns"],
        ram_now=counts["ram_now"],
        ram_peak=counts["ram_peak"],
    )


def unit_prices(quote: dict[str, Any]) -> tuple[int, int]:
    """Wei per GiB into and out of the deal; 0 for a deal whose quote we do not have."""
    return int(quote.get("ingress", 0)), int(quote.get("egress", 0))


class DealMeters:
    """The customer's meters; all that is believed is on disk before it is paid for."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def heard(self, row: RentalDealRow, word: MeterWord | None) -> None:
        """Keep what the worker of *row* says, and what of it can be true."""
        if word is None:
            return
        before = await self._of(row.deal)
        now = self._desk.clock.now()
        most = most_traffic(
            ingress_bps=int(row.ask.get("ingressBps", 0)),
            egress_bps=int(row.ask.get("egressBps", 0)),
            elapsed_s=max(0.0, now - row.created),
        )
        sound = believed(word.traffic, _believed(before), most)
        if sound.doubt and sound.doubt != before.doubt:
            logger.warning(
                "deal %s: its meter is doubted (%s): %s", row.deal, sound.doubt, word.traffic
            )
        after = replace(
            before,
            received=word.traffic.received,
            sent=word.traffic.sent,
            believed_received=sound.traffic.received,
            believed_sent=sound.traffic.sent,
            cpu_ns=max(before.cpu_ns, word.cpu_ns),
            ram_now=word.ram_now,
            ram_peak=max(before.ram_peak, word.ram_peak),
            doubt=sound.doubt,
            heard=now,
        )
        await self._desk.meters.put(after)

    async def owed(self, row: RentalDealRow) -> Wei:
        """What the traffic that is believed costs in all."""
        ingress, egress = unit_prices(row.quote)
        if not ingress and not egress:
            return Wei(0)
        return cost(_believed(await self._of(row.deal)), ingress=ingress, egress=egress)

    async def usage(self, row: RentalDealRow) -> DealUsage:
        """What is known of *row*'s use, and what it costs."""
        return _usage(row, await self._of(row.deal))

    async def usages(self, rows: Collection[RentalDealRow]) -> dict[DealId, DealUsage]:
        """The same of many deals, by one question to the disk."""
        kept = await self._desk.meters.all()
        return {
            row.deal: _usage(row, kept.get(row.deal) or RentalMeterRow(row.deal)) for row in rows
        }

    async def _of(self, deal: DealId) -> RentalMeterRow:
        return await self._desk.meters.get(deal) or RentalMeterRow(deal)


def _usage(row: RentalDealRow, kept: RentalMeterRow) -> DealUsage:
    ingress, egress = unit_prices(row.quote)
    return DealUsage(
        told=Traffic(kept.received, kept.sent),
        believed=_believed(kept),
        cost=cost(_believed(kept), ingress=ingress, egress=egress),
        ingress=Wei(ingress),
        egress=Wei(egress),
        cpu_ns=kept.cpu_ns,
        ram_now=kept.ram_now,
        ram_peak=kept.ram_peak,
        doubt=kept.doubt,
        heard=kept.heard,
    )


def _believed(row: RentalMeterRow) -> Traffic:
    return Traffic(row.believed_received, row.believed_sent)
