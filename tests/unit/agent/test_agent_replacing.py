"""A payment that waits is called back through the API, for a fee that was seen before."""

from __future__ import annotations

import asyncio

import pytest

from sonm_desktop.api.schema.history import RowKind
from sonm_desktop.api.schema.plans import Send
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.errors import UserError
from tests.agent_parts import PASSWORD
from tests.chain_fixtures import SNM, eventually, mine
from tests.unit.agent.conftest import Bench

STRANGER = "0x" + "11" * 20


async def test_a_payment_is_called_back_and_only_its_fee_is_in_the_history(
    bench: Bench, rpc: Rpc
) -> None:
    agent, account = bench.agent, bench.account
    plan = await agent.plans.make(Send(account=account, to=STRANGER, amount=5 * SNM))
    await rpc.call("evm_setAutomine", [False])
    commit = asyncio.ensure_future(agent.plans.commit(plan.id, password=PASSWORD))

    async def waits() -> bool:
        records = await agent.wallet.transactions(account)
        return any(record.state == "signed" for record in records)

    await eventually(waits)
    (waiting,) = [
        record for record in await agent.wallet.transactions(account) if record.state == "signed"
    ]
    asked = await agent.wallet.replace(account, waiting.intent, cancel=True)
    assert not asked.done
    done = await agent.wallet.replace(account, waiting.intent, cancel=True, most=2 * asked.fee)
    assert done.done
    await mine(rpc)
    with pytest.raises(UserError, match="cancelled before it happened"):
        await commit
    await rpc.call("evm_setAutomine", [True])

    balances = await agent.wallet.balances(account)
    view = await agent.history.open(account)
    rows = await agent.history.all(account)
    assert balances.token == view.totals.wallet == 1000 * SNM
    assert balances.coin - 10 * SNM == view.totals.coin < 0
    assert RowKind.SENT not in {row.kind for row in rows}
    with pytest.raises(UserError) as told:
        await agent.wallet.replace(account, waiting.intent, cancel=True)
    assert told.value.code == "chain.tx_not_pending"


async def test_only_own_transactions_are_replaced(bench: Bench) -> None:
    with pytest.raises(UserError) as told:
        await bench.agent.wallet.replace(bench.account, "plan:nobody:0")
    assert told.value.code == "chain.tx_not_pending"
