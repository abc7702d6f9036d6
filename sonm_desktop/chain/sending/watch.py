"""One look at one own transaction: is it in a block, and if not, what helps it there."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from eth_utils.crypto import keccak

from sonm_desktop.chain import wire
from sonm_desktop.chain.finality import FINAL_DEPTH
from sonm_desktop.chain.market_calls import NEW_CONTRACT, Call
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.chain.sending import simulation
from sonm_desktop.chain.sending.broadcast import Reception, broadcast
from sonm_desktop.chain.sending.fees import Fee, GasPrice, Speed, gas_price
from sonm_desktop.chain.sending.receipts import Receipt, parse_receipt
from sonm_desktop.core.amounts import Wei, format_amount
from sonm_desktop.core.clock import Clock
from sonm_desktop.core.errors import RemoteError, UserError
from sonm_desktop.core.ids import Address, BlockNumber, TxHash
from sonm_desktop.store.transactions import (
    Attempt,
    SentTransaction,
    TransactionJournal,
    TxState,
)

logger = logging.getLogger(__name__)

RESEND_AFTER_S = 5.0
OVERTAKEN_AFTER_S = 30.0
"""How long our nonce must look used before we believe that it was somebody else."""

GAS_OF_NOTHING = 21_000
"""What the chain takes for a payment that does nothing else."""

_CANCELLED = "chain.tx_cancelled"

PRICE_LIMIT = 4
"""Above so many times the market's price, more money is not what a transaction lacks."""


class TransactionSigner(Protocol):
    """Who pays the gas and signs; `wallet.signer.KeySigner` is one."""

    @property
    def address(self) -> Address: ...

    def sign_transaction(self, fields: Mapping[str, Any]) -> bytes:
        """The raw signed transaction of *fields* (names as in eth_sendTransaction, integers)."""
        ...


@dataclass(frozen=True, slots=True)
class _Sight:
    """What one node shows at one moment. count: nonces used by the account.

    cancelled: the receipt is that of an attempt which did nothing.
    """

    count: int
    head: BlockNumber
    receipt: Receipt | None
    cancelled: bool = False


class TxWatch:
    """Looks at transactions of *journal*; never takes a new nonce."""

    def __init__(
        self,
        rpc: Rpc,
        journal: TransactionJournal,
        network: Network,
        clock: Clock,
        *,
        stuck_after_s: float,
    ) -> None:
        self._rpc = rpc
        self._journal = journal
        self._network = network
        self._clock = clock
        self._stuck_after_s = stuck_after_s
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._handed_in: dict[str, float] = {}
        self._overtaken_since: dict[str, float] = {}

    def sign(
        self,
        signer: TransactionSigner,
        call: Call,
        *,
        nonce: int,
        gas: int,
        price: GasPrice,
        cancels: bool = False,
    ) -> Attempt:
        """*call* signed for this network; it is not sent."""
        receiver = {} if call.to == NEW_CONTRACT else {"to": call.to}
        raw = signer.sign_transaction(
            {
                "chainId": self._network.chain_id,
                "nonce": nonce,
                **receiver,
                "value": call.value,
                "data": call.data,
                "gas": gas,
                "maxFeePerGas": price.max_fee,
                "maxPriorityFeePerGas": price.priority,
            }
        )
        return Attempt(
            hash=TxHash("0x" + keccak(raw).hex()),
            raw=raw,
            gas=gas,
            max_fee=price.max_fee,
            priority=price.priority,
            signed=self._clock.now(),
            cancels=cancels,
        )

    async def hand_in(self, intent: str, attempt: Attempt) -> Reception | None:
        """Broadcast *attempt*; None when nobody knows whether a node has it now."""
        self._handed_in[intent] = self._clock.monotonic()
        try:
            return await broadcast(self._rpc, attempt.raw)
        except RemoteError:
            return None

    async def step(self, intent: str, signer: TransactionSigner | None) -> Receipt | None:
        """Its receipt, or None after doing what can be done now.

        Raises UserError when it failed in its block or is lost.
        """
        async with self._turns[intent]:
            record = await self._journal.get(intent)
            if record.state is TxState.LOST:
                raise UserError(record.code, **record.params)
            attempts = await self._journal.attempts(intent)
            sight = await self._look(record, attempts)
            if sight.receipt is not None:
                return await self._in_block(record, sight.receipt, sight)
            if record.state is TxState.FINAL:
                raise RemoteError("chain.tx_waiting")
            await self._help(record, attempts, sight, signer)
            return None

    async def replacement(self, intent: str, *, cancel: bool) -> Fee:
        """What it would cost at most to replace *intent* by one that is wanted at once.

        Raises UserError("chain.tx_not_pending") when there is nothing to replace any more.
        """
        record = await self._journal.get(intent)
        attempts = await self._journal.attempts(intent)
        if record.state is not TxState.SIGNED or record.nonce is None or not attempts:
            raise UserError("chain.tx_not_pending")
        newest = attempts[0]
        market = await gas_price(self._rpc, Speed.FAST)
        price = _above(newest, market)
        return Fee(gas=GAS_OF_NOTHING if cancel or newest.cancels else newest.gas, price=price)

    async def replace(
        self, intent: str, signer: TransactionSigner, *, cancel: bool, most: Wei
    ) -> None:
        """Send it again for more, or with *cancel* nothing in its place, for *most* at most.

        Whatever its limit was, from then on it is *most*. The same nonce serves both, so that only
        one of them can ever be in a block. Raises UserError: chain.tx_not_pending,
        chain.fee_risen, chain.no_gas_money.
        """
        async with self._turns[intent]:
            record = await self._journal.get(intent)
            attempts = await self._journal.attempts(intent)
            if (await self._look(record, attempts)).receipt is not None:
                raise UserError("chain.tx_not_pending")
            fee = await self.replacement(intent, cancel=cancel)
            if fee.total > most:
                raise UserError(
                    "chain.fee_risen", shown=format_amount(most), now=format_amount(fee.total)
                )
            cancels = cancel or attempts[0].cancels
            call = _nothing(record) if cancels else _call(record)
            await self._require_money(record.account, fee, call)
            await self._resign(record, signer, fee, cancels=cancels, most=most)

    async def _require_money(self, account: Address, fee: Fee, call: Call) -> None:
        reply = await self._rpc.call("eth_getBalance", [account, "latest"])
        has, needs = wire.quantity(reply, "a balance"), fee.total + call.value
        if has < needs:
            raise UserError(
                "chain.no_gas_money",
                account=account,
                has=format_amount(has),
                needs=format_amount(needs),
            )

    async def _resign(
        self,
        record: SentTransaction,
        signer: TransactionSigner,
        fee: Fee,
        *,
        cancels: bool,
        most: Wei | None = None,
    ) -> None:
        nonce = record.nonce
        if nonce is None:
            raise UserError("chain.tx_not_pending")
        call = _nothing(record) if cancels else _call(record)
        attempt = self.sign(
            signer, call, nonce=nonce, gas=fee.gas, price=fee.price, cancels=cancels
        )
        await self._journal.sign(record.intent, nonce, attempt, most=most)
        await self.hand_in(record.intent, attempt)

    async def _look(self, record: SentTransaction, attempts: list[Attempt]) -> _Sight:
        count, head, *receipts = await self._rpc.batch(
            [
                ("eth_getTransactionCount", [record.account, "latest"]),
                ("eth_blockNumber", []),
                *(("eth_getTransactionReceipt", [attempt.hash]) for attempt in attempts),
            ]
        )
        found = [
            (parse_receipt(reply, attempt.hash, self._network.market), attempt.cancels)
            for reply, attempt in zip(receipts, attempts, strict=True)
            if reply is not None
        ]
        receipt, cancelled = found[0] if found else (None, False)
        return _Sight(
            count=wire.small_quantity(count, "a nonce"),
            head=wire.block_number(head),
            receipt=receipt,
            cancelled=cancelled,
        )

    async def _in_block(self, record: SentTransaction, receipt: Receipt, sight: _Sight) -> Receipt:
        self._overtaken_since.pop(record.intent, None)
        final = sight.head - receipt.block >= FINAL_DEPTH
        done = receipt.succeeded and not sight.cancelled
        known = (
            record.state is (TxState.FINAL if final else TxState.MINED)
            and record.block == receipt.block
            and record.hash == receipt.hash
            and (record.code == "") == done
        )
        reason = UserError(_CANCELLED) if sight.cancelled else None
        if not done and reason is None:
            reason = self._known_reason(record) or await self._reason(record, receipt)
        if not known:
            await self._journal.mined(
                record.intent,
                tx=receipt.hash,
                block=receipt.block,
                fee=receipt.fee,
                final=final,
                code=reason.code if reason else "",
                params=reason.params if reason else {},
            )
        if reason is not None:
            raise reason
        return receipt

    def _known_reason(self, record: SentTransaction) -> UserError | None:
        if not record.code or record.code == _CANCELLED:
            return None
        return UserError(record.code, **record.params)

    async def _reason(self, record: SentTransaction, receipt: Receipt) -> UserError:
        """Why it failed, found by trying it again on the state that its block left."""
        call = _call(record)
        for block in (receipt.block, receipt.block - 1):
            try:
                await simulation.simulate(self._rpc, record.account, call, hex(block))
            except UserError as error:
                return error
            except RemoteError:
                break
        return UserError("chain.tx_failed", tx=receipt.hash)

    async def _help(
        self,
        record: SentTransaction,
        attempts: list[Attempt],
        sight: _Sight,
        signer: TransactionSigner | None,
    ) -> None:
        if record.state is TxState.MINED:
            logger.warning("transaction %s: its block is gone, sent again", record.intent)
            await self._journal.undone(record.intent)
            self._handed_in.pop(record.intent, None)
        if record.nonce is not None and sight.count > record.nonce:
            await self._overtaken(record)
            return
        self._overtaken_since.pop(record.intent, None)
        newest = attempts[0]
        cheap = False
        if self._is_due(record.intent):
            cheap = await self.hand_in(record.intent, newest) is Reception.CHEAP
        stuck = self._clock.now() - newest.signed > self._stuck_after_s
        if signer is not None and (stuck or cheap):
            await self._raise_fee(record, newest, signer)

    def _is_due(self, intent: str) -> bool:
        last = self._handed_in.get(intent)
        return last is None or self._clock.monotonic() - last > RESEND_AFTER_S

    async def _overtaken(self, record: SentTransaction) -> None:
        """The account's count passed our nonce though no attempt of ours is in a block."""
        since = self._overtaken_since.setdefault(record.intent, self._clock.monotonic())
        if self._clock.monotonic() - since < OVERTAKEN_AFTER_S:
            return
        await self._journal.lost(record.intent, "chain.tx_replaced", {"nonce": record.nonce})

    async def _raise_fee(
        self, record: SentTransaction, newest: Attempt, signer: TransactionSigner
    ) -> None:
        """Replace it: the same nonce, so that only one of both can ever be in a block.

        Never above the limit that somebody has confirmed: then it waits for the person.
        """
        market = await gas_price(self._rpc, Speed.NORMAL)
        if newest.max_fee >= market.max_fee * PRICE_LIMIT or record.nonce is None:
            return
        price = _within_limit(newest, _above(newest, market), record.most)
        if price is None:
            logger.info("transaction %s: waits at the highest fee that was agreed", record.intent)
            return
        fee = Fee(newest.gas, price)
        value = 0 if newest.cancels else record.value
        balance = await self._rpc.call("eth_getBalance", [record.account, "latest"])
        if wire.quantity(balance, "a balance") < fee.total + value:
            return
        logger.info("transaction %s: waits too long, fee raised", record.intent)
        await self._resign(record, signer, fee, cancels=newest.cancels)


def _above(newest: Attempt, market: GasPrice) -> GasPrice:
    """Enough for a node to replace *newest*, and no less than *market*."""
    return GasPrice(newest.max_fee, newest.priority, newest.max_fee).raised().at_least(market)


def _within_limit(newest: Attempt, wanted: GasPrice, most: Wei | None) -> GasPrice | None:
    """*wanted*, or as much of it as *most* allows; None where a node would not take that in place
    of *newest*."""
    if most is None or newest.gas * wanted.max_fee <= most:
        return wanted
    least = GasPrice(newest.max_fee, newest.priority, newest.max_fee).raised()
    max_fee = most // newest.gas
    if max_fee < least.max_fee:
        return None
    return GasPrice(max_fee, max(least.priority, min(wanted.priority, max_fee)), wanted.likely)


def _call(record: SentTransaction) -> Call:
    return Call(record.to, record.data, record.value)


def _nothing(record: SentTransaction) -> Call:
    """A payment of nothing to itself: it only uses the nonce."""
    return Call(record.account, b"")
