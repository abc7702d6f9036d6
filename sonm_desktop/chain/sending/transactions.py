"""Own transactions: each intent sent once, watched until final, resumed after a restart."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from sonm_desktop.chain import wire
from sonm_desktop.chain.market_calls import Call
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.chain.sending import simulation
from sonm_desktop.chain.sending.broadcast import Reception
from sonm_desktop.chain.sending.fees import Fee, GasPrice, Speed
from sonm_desktop.chain.sending.receipts import Receipt
from sonm_desktop.chain.sending.turns import Taken, Turns
from sonm_desktop.chain.sending.watch import TransactionSigner, TxWatch
from sonm_desktop.core.amounts import Wei, format_amount
from sonm_desktop.core.clock import Clock
from sonm_desktop.core.errors import RemoteError, UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.store.database import Database
from sonm_desktop.store.transactions import (
    SentTransaction,
    TransactionJournal,
    TxState,
)

logger = logging.getLogger(__name__)

FIRST_POLL_S = 0.02
LONGEST_POLL_S = 2.0
FAILED_POLL_S = 3.0
WAIT_LIMIT_S = 900.0
STUCK_AFTER_S = 60.0
PATIENCE_S = 20.0


class Transactions:
    """*database* has the schema ``agent``; records of other networks are left alone.

    stuck_after_s: how long a transaction may wait for a block before its fee is raised. turns:
    shared with others who send for the same accounts.
    """

    def __init__(
        self,
        rpc: Rpc,
        database: Database,
        network: Network,
        clock: Clock,
        *,
        stuck_after_s: float = STUCK_AFTER_S,
        turns: Turns | None = None,
    ) -> None:
        self._rpc = rpc
        self._network = network
        self._clock = clock
        self._journal = TransactionJournal(database, network.identity)
        self._watch = TxWatch(rpc, self._journal, network, clock, stuck_after_s=stuck_after_s)
        self._turns = turns or Turns()
        self._looked: dict[str, tuple[str, int | None]] = {}

    async def send(
        self,
        intent: str,
        signer: TransactionSigner,
        call: Call,
        *,
        speed: Speed = Speed.NORMAL,
        most: Wei | None = None,
        limit_s: float = WAIT_LIMIT_S,
    ) -> Receipt:
        """The receipt of *call*, once it is in a block.

        *most*: what it may cost in gas, also when it waits and its fee is raised; when it would
        cost more by now, UserError("chain.fee_risen").

        *intent* is an id that the caller has recorded: the same intent is never sent twice,
        however often this is called and whatever was killed in between. Raises UserError when
        the contract refuses or there is no gas money (nothing was sent, the intent may be tried
        again), and when it failed in its block or was lost (the intent is used up). Raises
        RemoteError when the node fails us, and "chain.tx_waiting" after *limit_s*; then it is
        still watched, and sending the intent again waits on.
        """
        async with self._turns.of(self._network.chain_id, signer.address):
            record = await self._recorded(intent, signer.address, call)
            if record.state is TxState.RECORDED:
                await self._sign_and_broadcast(record, signer, call, speed, most)
        return await self._until(lambda: self._watch.step(intent, signer), limit_s)

    async def converge(
        self, purpose: str, signer: TransactionSigner, call: Call, *, most: Wei | None = None
    ) -> Receipt:
        """The receipt of a call that the contract does once however often it is sent: closing,
        claiming, binding.

        Unlike with `send`, a try that failed in its block or was lost does not use *purpose* up:
        later calls try again, at growing distances. One under way is waited for, also when
        *call* or *signer* is another one by now. Raises as `send` does.
        """
        intent = await self._journal.next_try(purpose, self._clock.now())
        try:
            held = await self._journal.get(intent)
        except KeyError:
            return await self.send(intent, signer, call, most=most)
        if held.state is TxState.RECORDED:
            return await self.send(intent, signer, call, most=most)
        own = signer if held.account == signer.address else None
        return await self._until(lambda: self._watch.step(intent, own), WAIT_LIMIT_S)

    async def simulate(self, sender: Address, call: Call) -> bytes:
        """What *call* would return now. Raises UserError with the contract's reason."""
        return await simulation.simulate(self._rpc, sender, call)

    async def estimate_fee(
        self, sender: Address, call: Call, *, speed: Speed = Speed.NORMAL
    ) -> Fee:
        """What *call* costs in gas. Raises UserError as `simulate` does."""
        return await simulation.estimate_fee(self._rpc, sender, call, speed)

    async def replacement(self, intent: str, *, cancel: bool) -> Fee:
        """What it would cost at most to send *intent* again for more, or to *cancel* it.

        Raises UserError("chain.tx_not_pending").
        """
        return await self._watch.replacement(intent, cancel=cancel)

    async def replace(
        self, intent: str, signer: TransactionSigner, *, cancel: bool, most: Wei
    ) -> None:
        """Do it. One that is cancelled in a block ends as "chain.tx_cancelled" and is used up.

        Raises UserError: chain.tx_not_pending, chain.fee_risen, chain.no_gas_money.
        """
        await self._watch.replace(intent, signer, cancel=cancel, most=most)

    async def find(self, intent: str) -> SentTransaction:
        """Raises UserError("chain.tx_not_pending") for one that was never recorded."""
        try:
            return await self._journal.get(intent)
        except KeyError as error:
            raise UserError("chain.tx_not_pending") from error

    async def was_signed(self, intent: str) -> bool:
        """Whether *intent* may be in a block, or come into one."""
        try:
            held = await self._journal.get(intent)
        except KeyError:
            return False
        return held.state in {TxState.SIGNED, TxState.MINED, TxState.FINAL}

    async def confirmed(
        self, intent: str, confirmations: int | None = None, *, limit_s: float = WAIT_LIMIT_S
    ) -> Receipt:
        """The receipt of *intent* under so many blocks (default: as the network says).

        Raises as `send` does.
        """
        depth = self._network.confirmations if confirmations is None else confirmations

        async def deep_enough() -> Receipt | None:
            receipt = await self._watch.step(intent, None)
            if receipt is None or await self._depth(receipt) < depth:
                return None
            return receipt

        return await self._until(deep_enough, limit_s)

    async def history(self, account: Address, *, limit: int = 100) -> list[SentTransaction]:
        """Own transactions of *account*, newest first."""
        return await self._journal.of(account, limit)

    async def in_blocks(self) -> list[SentTransaction]:
        """Own transactions of all accounts that are in a block, oldest first."""
        return await self._journal.in_blocks()

    async def run(
        self, signer_of: Callable[[Address], TransactionSigner | None] | None = None
    ) -> None:
        """Watch everything unfinished, for ever: send it again, and replace what is stuck.

        *signer_of* gives the signer of an account that is unlocked now, else None; without one
        a stuck transaction is only sent again.
        """
        while True:
            try:
                await self.watch_once(signer_of)
            except RemoteError as error:
                logger.warning("own transactions wait: %s", error)
                await asyncio.sleep(FAILED_POLL_S)
            await asyncio.sleep(LONGEST_POLL_S)

    async def watch_once(
        self, signer_of: Callable[[Address], TransactionSigner | None] | None = None
    ) -> None:
        """One round of `run`. A transaction that failed in its block is recorded, not raised.

        What is in a block is looked at again only once the chain has another head, or when it came
        into that block since: a node may fall back to a head that was seen before.
        """
        watched = await self._journal.watched()
        if not watched:
            return
        block = await self._rpc.call("eth_getBlockByNumber", ["latest", False])
        head = wire.block_hash(wire.fields(block, "a block").get("hash"))
        for record in watched:
            seen = (head, record.block)
            if self._looked.get(record.intent) == seen and record.state is TxState.MINED:
                continue
            with contextlib.suppress(UserError):
                await self._watch.step(
                    record.intent, signer_of(record.account) if signer_of else None
                )
            self._looked[record.intent] = seen
        known = {record.intent for record in watched}
        self._looked = {intent: at for intent, at in self._looked.items() if intent in known}

    async def _recorded(self, intent: str, account: Address, call: Call) -> SentTransaction:
        wanted = (account, call.to, call.data, call.value)
        record = await self._record(intent, account, call)
        if _said(record) != wanted and record.state is TxState.RECORDED:
            # Nothing was signed for what was wanted before a crash.
            await self._journal.forget(intent)
            record = await self._record(intent, account, call)
        if _said(record) != wanted:
            raise UserError("chain.intent_changed")
        return record

    async def _record(self, intent: str, account: Address, call: Call) -> SentTransaction:
        return await self._journal.record(
            intent,
            account=account,
            to=call.to,
            data=call.data,
            value=call.value,
            now=self._clock.now(),
        )

    async def _sign_and_broadcast(
        self,
        record: SentTransaction,
        signer: TransactionSigner,
        call: Call,
        speed: Speed,
        most: Wei | None,
    ) -> None:
        try:
            await simulation.simulate(self._rpc, signer.address, call)
            fee = await simulation.estimate_fee(self._rpc, signer.address, call, speed)
            fee = _within(fee, most)
            await self._require_gas_money(signer.address, call, fee)
        except UserError:
            await self._journal.forget(record.intent)
            raise
        nonce = await self._free_nonce(signer.address)
        taken = Taken(nonce, self._network.identity, self._network.deployment_hash)
        self._turns.take(self._network.chain_id, signer.address, taken)
        attempt = self._watch.sign(signer, call, nonce=nonce, gas=fee.gas, price=fee.price)
        await self._journal.sign(record.intent, nonce, attempt, most=most)
        if await self._watch.hand_in(record.intent, attempt) is Reception.REFUSED:
            self._turns.give_back(self._network.chain_id, signer.address, taken)
            await self._journal.lost(record.intent, "chain.tx_rejected", {})

    async def _require_gas_money(self, account: Address, call: Call, fee: Fee) -> None:
        reply = await self._rpc.call("eth_getBalance", [account, "pending"])
        has = wire.quantity(reply, "a balance")
        needs = fee.total + call.value
        if has < needs:
            raise UserError(
                "chain.no_gas_money",
                account=account,
                has=format_amount(has),
                needs=format_amount(needs),
            )

    async def _free_nonce(self, account: Address) -> int:
        """The lowest nonce that neither the node nor an unfinished own transaction uses, here or
        lately on another network of this chain."""
        reply = await self._rpc.call("eth_getTransactionCount", [account, "pending"])
        nonce = wire.small_quantity(reply, "a nonce")
        held = await self._journal.held_nonces(account)
        held |= await self._taken_elsewhere(account)
        while nonce in held:
            nonce += 1
        return nonce

    async def _taken_elsewhere(self, account: Address) -> set[int]:
        """By other networks, as far as their chain is this one: its node has their block."""
        network = self._network
        lately = self._turns.lately(network.chain_id, account, besides=network.identity)
        known = {
            root
            for root in {taken.root for taken in lately}
            if await self._rpc.call("eth_getBlockByHash", [root, False]) is not None
        }
        return {taken.nonce for taken in lately if taken.root in known}

    async def _until(
        self, look: Callable[[], Awaitable[Receipt | None]], limit_s: float
    ) -> Receipt:
        """What *look* finds. A node that fails for a moment is borne with, not for longer."""
        started = answered = self._clock.monotonic()
        delay_s = FIRST_POLL_S
        while self._clock.monotonic() - started < limit_s:
            try:
                receipt = await look()
            except RemoteError:
                if self._clock.monotonic() - answered > PATIENCE_S:
                    raise
            else:
                answered = self._clock.monotonic()
                if receipt is not None:
                    return receipt
            await asyncio.sleep(delay_s)
            delay_s = min(delay_s * 2, LONGEST_POLL_S)
        raise RemoteError("chain.tx_waiting")

    async def _depth(self, receipt: Receipt) -> int:
        head = wire.block_number(await self._rpc.call("eth_blockNumber"))
        return head - receipt.block


def _within(fee: Fee, most: Wei | None) -> Fee:
    """*fee* with less room for the base fee to rise, so that it is *most* at most."""
    if most is None or fee.total <= most:
        return fee
    max_fee = most // fee.gas
    if max_fee < fee.price.likely:
        raise UserError("chain.fee_risen", shown=format_amount(most), now=format_amount(fee.likely))
    return Fee(fee.gas, GasPrice(max_fee, fee.priority, fee.price.likely))


def _said(record: SentTransaction) -> tuple[Address, Address, bytes, Wei]:
    return record.account, record.to, record.data, record.value
