"""The history of an account sums to its balances, over real contracts and reorganisations."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from sonm_desktop.api.schema.history import HistoryFilter, HistoryRow, RowKind
from sonm_desktop.api.schema.plans import Deposit, Send, Withdraw
from sonm_desktop.chain.index.indexer import Indexer
from sonm_desktop.chain.market_calls import MarketCalls, TokenCalls
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.reader import ChainReader
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.store.database import Database
from sonm_desktop.wallet.messages import Settle
from tests.agent_parts import PASSWORD
from tests.chain_deals import bind_worker, fill_vault, fresh_quote, take
from tests.chain_fixtures import SNM, Keys, keys, mine, pass_time, submit
from tests.unit.agent.conftest import Bench

__all__ = ["keys"]

STRANGER = Address("0x" + "11" * 20)
_STEPS = 70


class _Street:
    """What three accounts do with their SNM, and what they had after each block."""

    def __init__(self, rpc: Rpc, network: Network, reader: ChainReader, keys: Keys) -> None:
        self.rpc, self.network, self.reader, self.keys = rpc, network, reader, keys
        self.market, self.token = MarketCalls(network), TokenCalls(network)
        self.dice = random.Random(20260)
        self.deals: list[DealId] = []
        self.nonce = 0
        self.had: dict[int, dict[Address, tuple[int, int]]] = {}
        self.parties = [keys.consumer.address, keys.master.address, keys.stranger.address]

    async def note(self) -> None:
        """Remember what everybody has now."""
        head = (await self.reader.head()).number
        self.had[head] = {
            account: (
                await self.reader.token_balance(account),
                await self.reader.vault(account),
            )
            for account in self.parties
        }

    async def step(self) -> None:
        """One thing that somebody does, whatever it is."""
        deeds: list[Callable[[], Awaitable[object]]] = [
            self._send,
            self._deposit,
            self._withdraw,
            self._open,
            self._claim,
            self._top_up,
            self._settle,
            self._close,
        ]
        await pass_time(self.rpc, self.dice.randrange(1, 400))
        await self.dice.choice(deeds)()
        await self.note()

    async def lose(self, snapshot: str) -> None:
        """The chain goes another way from *snapshot* on, and is longer than before."""
        lost = (await self.reader.head()).number
        await self.rpc.call("evm_revert", [snapshot])
        fork = (await self.reader.head()).number
        self.had = {block: held for block, held in self.had.items() if block <= fork}
        await mine(self.rpc, lost - fork + 1)

    def _amount(self, most: int) -> Wei:
        return Wei(self.dice.randrange(1, most))

    async def _send(self) -> None:
        giver, taker = self.dice.sample([*self.parties, STRANGER, self.network.market], 2)
        if giver in self.parties:
            await submit(self.rpc, giver, self.token.transfer(taker, self._amount(SNM)))

    async def _deposit(self) -> None:
        await fill_vault(self.rpc, self.network, self.dice.choice(self.parties), self._amount(SNM))

    async def _withdraw(self) -> None:
        account = self.dice.choice(self.parties)
        has = await self.reader.vault(account)
        if has > 1:
            await submit(self.rpc, account, self.market.withdraw(self._amount(has)))

    async def _open(self) -> None:
        self.nonce += 1
        quote = await fresh_quote(
            self.rpc, self.network, self.keys, nonce=self.nonce, minimum=self.dice.choice((0, 60))
        )
        self.deals.append(await take(self.rpc, self.network, self.keys, quote))

    async def _deal(self) -> DealId | None:
        for deal in self.dice.sample(self.deals, len(self.deals)):
            state = await self.reader.deal(deal)
            if state is not None and state.open:
                return deal
        return None

    async def _claim(self) -> None:
        deal = await self._deal()
        if deal is not None:
            await submit(self.rpc, self.keys.stranger.address, self.market.claim(deal))

    async def _top_up(self) -> None:
        deal = await self._deal()
        if deal is not None:
            consumer = self.keys.consumer.address
            await submit(self.rpc, consumer, self.market.top_up(deal, self._amount(SNM), 0))

    async def _settle(self) -> None:
        deal = await self._deal()
        state = await self.reader.deal(deal) if deal else None
        if deal is not None and state is not None:
            word = Settle(deal, state.paid + self.dice.randrange(0, state.escrow + 1))
            pair = [
                key.sign(word, self.network.domain)
                for key in (self.keys.consumer, self.keys.master)
            ]
            await submit(self.rpc, STRANGER, self.market.settle(word, *pair))

    async def _close(self) -> None:
        deal = await self._deal()
        if deal is not None:
            await submit(self.rpc, self.keys.master.address, self.market.request_close(deal))


@pytest.fixture
async def street(rpc: Rpc, network: Network, reader: ChainReader, keys: Keys) -> _Street:
    street = _Street(rpc, network, reader, keys)
    for account in street.parties:
        await fill_vault(rpc, network, account)
    await bind_worker(rpc, network, keys.worker, keys.master)
    await rpc.call("anvil_setBalance", [STRANGER, hex(10**18)])
    await street.note()
    return street


@pytest.fixture
async def late(
    rpc: Rpc, network: Network, reader: ChainReader, tmp_path: Path
) -> AsyncIterator[tuple[Indexer, list[Address]]]:
    """An index, and the accounts that it reads for."""
    database = Database(tmp_path / "index.sqlite", "index")
    await database.open()
    owners: list[Address] = []
    yield Indexer(reader, database, network, lambda: owners), owners
    await database.close()


async def test_the_rows_of_any_period_sum_to_what_the_balances_changed(
    street: _Street, late: tuple[Indexer, list[Address]]
) -> None:
    indexer, owners = late
    owners.append(street.parties[0])
    snapshot = ""
    for number in range(_STEPS):
        await street.step()
        if number % 3 == 0:
            await indexer.refresh()
        if number % 10 == 5:
            snapshot = str(await street.rpc.call("evm_snapshot"))
        if number % 10 == 9:
            await street.lose(snapshot)
        if number == _STEPS // 2:
            owners.extend(street.parties[1:])
    await indexer.refresh()

    assert len(street.had) > _STEPS // 3
    kinds = set()
    for account in street.parties:
        entries = await indexer.ledger(account)
        kinds |= {entry.kind for entry in entries}
        for block, held in street.had.items():
            before = [entry for entry in entries if entry.block <= block]
            summed = (sum(e.wallet for e in before), sum(e.vault for e in before))
            assert summed == held[account], (account, block)
    assert kinds >= {
        *("received", "sent", "deposited", "withdrawn"),
        *("escrowed", "topped_up", "refunded", "earned"),
    }


async def test_an_agents_history_explains_its_balances_to_the_last_wei(bench: Bench) -> None:
    agent, account = bench.agent, bench.account
    for request in (
        Deposit(account=account, amount=5 * SNM),
        Withdraw(account=account, amount=2 * SNM + 1),
        Send(account=account, to=STRANGER, amount=7),
        Send(account=account, to=STRANGER, amount=3, asset="coin"),
    ):
        plan = await agent.plans.make(request)
        await agent.plans.commit(plan.id, password=PASSWORD)
    view, rows = await agent.history.open(account), await agent.history.all(account)
    balances = await agent.wallet.balances(account)

    assert (view.totals.wallet, view.totals.vault) == (balances.token, balances.vault)
    assert view.coin_unseen == balances.coin - view.totals.coin == 10 * 10**18
    kinds = [row.kind for row in rows]
    assert [kind for kind in kinds if kind is not RowKind.FEE] == [
        *(RowKind.COIN_SENT, RowKind.SENT, RowKind.WITHDRAWN, RowKind.DEPOSITED),
        RowKind.RECEIVED,
    ]
    assert kinds.count(RowKind.FEE) == 5
    deposit = next(row for row in rows if row.kind is RowKind.DEPOSITED)
    assert (deposit.wallet, deposit.vault, deposit.direction) == (-5 * SNM, 5 * SNM, "inside")
    assert all(row.time > 1_700_000_000 for row in rows)


async def test_a_history_is_filtered_and_read_by_offset(bench: Bench) -> None:
    agent, account = bench.agent, bench.account
    for amount in (1, 2, 3):
        plan = await agent.plans.make(Send(account=account, to=STRANGER, amount=amount))
        await agent.plans.commit(plan.id, password=PASSWORD)

    async def found(wanted: HistoryFilter) -> list[HistoryRow]:
        return await agent.history.all(account, wanted)

    assert [row.wallet for row in await found(HistoryFilter(kinds=(RowKind.SENT,)))] == [-3, -2, -1]
    assert {row.kind for row in await found(HistoryFilter(direction="in"))} == {RowKind.RECEIVED}
    assert {row.other for row in await found(HistoryFilter(text=STRANGER[2:20]))} == {STRANGER}
    everything = await found(HistoryFilter())
    border = everything[3].time
    earlier = await found(HistoryFilter(until=border))
    later = await found(HistoryFilter(since=border))
    assert later + earlier == everything
    view = await agent.history.open(account)
    page = await agent.history.rows(view.view, 2, 3)
    assert list(page.rows) == everything[2:5]
    with pytest.raises(UserError, match="closed"):
        await agent.history.rows("0" * 16)
    with pytest.raises(UserError):
        await agent.history.open(STRANGER)
