"""Places and coupons that this profile has signed as a sponsor."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from sonm_desktop.core.ids import Address, CampaignId, Commitment
from sonm_desktop.store.database import Database


class CampaignPlaceRow(NamedTuple):
    """address: of the network, as the sponsor gave it. traffic, coupon: bytes in all, of the
    place and of the best coupon. expiry, signed: chain time."""

    campaign: CampaignId
    commitment: Commitment
    account: Address
    address: str
    traffic: int
    expiry: int
    signed: int
    coupon: int = 0


class CampaignPlaces:
    """Of one network. *database* has the schema ``agent``."""

    def __init__(self, database: Database, network: str) -> None:
        self._database = database
        self._network = network

    async def of(self, campaign: CampaignId) -> list[CampaignPlaceRow]:
        """Those of *campaign*, the oldest first."""
        query = (
            "SELECT campaign, commitment, account, address, traffic, expiry, signed, coupon "
            "FROM campaign_place WHERE network = ? AND campaign = ? ORDER BY signed, commitment"
        )
        return await self._database.run(
            lambda connection: [
                _row(row) for row in connection.execute(query, (self._network, campaign))
            ]
        )

    async def sign(self, row: CampaignPlaceRow) -> None:
        """Keep *row* before its word is given away; replaces an earlier one of that address, but
        not what coupons have said."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT INTO campaign_place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
                "ON CONFLICT DO UPDATE SET account = excluded.account, "
                "address = excluded.address, traffic = excluded.traffic, "
                "expiry = excluded.expiry, signed = excluded.signed",
                (
                    self._network,
                    *(row.campaign, row.commitment, row.account, row.address),
                    *(str(row.traffic), row.expiry, row.signed, str(row.coupon)),
                ),
            )

        await self._database.run(write)

    async def coupon(self, campaign: CampaignId, commitment: Commitment, traffic: int) -> None:
        """A coupon for *traffic* bytes is about to be signed."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(
                "UPDATE campaign_place SET coupon = ? "
                "WHERE network = ? AND campaign = ? AND commitment = ?",
                (str(traffic), self._network, campaign, commitment),
            )

        await self._database.run(write)


def _row(row: sqlite3.Row | tuple[str, str, str, str, str, int, int, str]) -> CampaignPlaceRow:
    campaign, commitment, account, address, traffic, expiry, signed, coupon = row
    return CampaignPlaceRow(
        CampaignId(campaign),
        Commitment(commitment),
        Address(account),
        address,
        int(traffic),
        expiry,
        signed,
        int(coupon),
    )
