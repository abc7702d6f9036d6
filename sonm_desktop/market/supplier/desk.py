"""What every part of a supplier's side works with, put together once."""

from __future__ import annotations

from dataclasses import dataclass, field

from sonm_desktop.chain.market_calls import MarketCalls
from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.market.desk import MarketDesk
from sonm_desktop.market.ports import Peer
from sonm_desktop.market.supplier.held import HeldWords
from sonm_desktop.store.amendments import Amendments
from sonm_desktop.store.supplier_held import SupplierHeld
from sonm_desktop.store.supplier_workers import SupplierWorkerRow, SupplierWorkers
from sonm_desktop.store.vouchers import Promises, VoucherRow
from sonm_desktop.wallet.messages import MessageError, Voucher
from sonm_desktop.wallet.signer import recover


@dataclass(frozen=True)
class SupplierDesk(MarketDesk):
    """Collaborators and records."""

    workers: SupplierWorkers = field(init=False)
    promises: Promises = field(init=False)
    amendments: Amendments = field(init=False)
    held: HeldWords = field(init=False)
    calls: MarketCalls = field(init=False)
    _signers: dict[bytes, Address] = field(init=False, default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self._put(
            workers=SupplierWorkers(self.database, self.network.identity),
            promises=Promises(self.database, self.network.identity, "supplier"),
            amendments=Amendments(self.database, self.network.identity, "supplier"),
            held=HeldWords(SupplierHeld(self.database, self.network.identity)),
            calls=MarketCalls(self.network),
        )

    async def peer(self, row: SupplierWorkerRow) -> Peer:
        """The line to a worker as its master. Raises RemoteError, UserError."""
        return await self.contacts.reach("master", row.master, row)

    async def vouchers(self, deal: DealId, consumer: Address) -> list[tuple[Voucher, bytes]]:
        """The vouchers for *deal* that the contract takes, with their signatures, oldest first.

        One that it refuses would be refused with everything that is claimed beside it.
        """
        rows = await self.promises.vouchers(deal)
        expiries: dict[Address, int] = {}
        return [
            (_voucher(row), row.signature)
            for row in rows
            if await self._counts(_voucher(row), row.signature, consumer, expiries)
        ]

    async def _counts(
        self, voucher: Voucher, signature: bytes, consumer: Address, expiries: dict[Address, int]
    ) -> bool:
        """By the account's key, or by a key that was its operator at that time."""
        signer = self._signers.get(signature)
        if signer is None:
            try:
                signer = recover(voucher.digest(self.domain), signature)
            except MessageError:
                return False
            self._signers[signature] = signer
        if signer == consumer:
            return True
        if signer not in expiries:
            expiries[signer] = (await self.chain.operator(consumer, signer)).expiry
        return expiries[signer] != 0 and voucher.at <= expiries[signer]


def _voucher(row: VoucherRow) -> Voucher:
    return Voucher(deal=row.deal, total=row.total, at=row.at, until=row.until)
