"""What the tour's books are made of, read through the API like anybody's."""

from __future__ import annotations

import asyncio

from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.deals import Deal
from sonm_desktop.api.schema.wallet import TransactionRecord
from sonm_desktop.cli.tour.books import Books, Holdings, Party, Payment, Settlement
from sonm_desktop.cli.tour.household import Accounts

SUPPLIER, CUSTOMER = "supplier", "customer"
COIN_LEAST, COIN_GIFT = 10**17, 10**18
SNM_LEAST, SNM_GIFT = 50 * 10**18, 100 * 10**18

_LIMIT_S = 30.0
_POLL_S = 0.2


class Ledger:
    """Holdings and transactions since it was opened."""

    def __init__(self, agent: AgentClient, accounts: Accounts) -> None:
        self._agent = agent
        self._roles = {
            SUPPLIER: accounts.selling.address,
            CUSTOMER: accounts.buying.address,
        }
        self._before: dict[str, Holdings] = {}
        self._known: set[str] = set()

    async def open(self) -> None:
        """From here on everything counts."""
        self._before = await self._holdings()
        for account in self._roles.values():
            self._known |= {record.intent for record in await self._records(account)}

    async def close(self, deal: Deal, escrow: int) -> Books:
        """The books of the tour whose deal is *deal*."""
        payments = [payment for role in self._roles for payment in await self._payments(role)]
        after = await self._holdings()
        parties = {
            role: Party(role, account, self._before[role], after[role])
            for role, account in self._roles.items()
        }
        return Books(
            supplier=parties[SUPPLIER],
            customer=parties[CUSTOMER],
            payments=tuple(payments),
            settlement=Settlement(deal.paid, deal.refunded, escrow),
        )

    async def _payments(self, role: str) -> list[Payment]:
        records = await self._settled_records(self._roles[role])
        return [
            Payment(
                role,
                record.what.text.rstrip("."),
                record.hash or "",
                record.gas_used or 0,
                record.fee,
            )
            for record in reversed(records)
            if record.fee is not None
        ]

    async def _settled_records(self, account: str) -> list[TransactionRecord]:
        """The account's transactions since `open`, once none of them is under way."""
        async with asyncio.timeout(_LIMIT_S):
            while True:
                records = [
                    record
                    for record in await self._records(account)
                    if record.intent not in self._known
                ]
                if all(record.state not in ("recorded", "signed") for record in records):
                    return records
                await asyncio.sleep(_POLL_S)

    async def _records(self, account: str) -> list[TransactionRecord]:
        return await self._agent.wallet.transactions(account, limit=500)

    async def _holdings(self) -> dict[str, Holdings]:
        return {role: await self._of(account) for role, account in self._roles.items()}

    async def _of(self, account: str) -> Holdings:
        own = await self._agent.wallet.balances(account)
        operator = (await self._agent.wallet.operator(account)).operator
        keys = await self._agent.wallet.balances(operator)
        return Holdings(own.token, own.vault, own.coin + keys.coin)


async def fund(agent: AgentClient, accounts: Accounts) -> None:
    """Play money for both sides, where it runs low."""
    for account, needs_snm in ((accounts.selling, False), (accounts.buying, True)):
        has = await agent.wallet.balances(account.address)
        coin = COIN_GIFT if has.coin < COIN_LEAST else 0
        snm = SNM_GIFT if needs_snm and has.token + has.vault < SNM_LEAST else 0
        if coin or snm:
            await agent.wallet.fund(account.address, coin=coin, snm=snm)
