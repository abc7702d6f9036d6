"""Plans that move money of an account: what each would do, and doing it once.

The calls are made when the plan is, and recorded with it; each is an intent of its own, so that
a commit which was killed at any point goes on where it was.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sonm_desktop.agent.session import Session
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.plans import (
    AskFaucet,
    Committed,
    Deposit,
    GrantOperator,
    Plan,
    Send,
    Withdraw,
)
from sonm_desktop.chain.calldata import encode_call
from sonm_desktop.chain.fees import Fee, Speed, gas_price
from sonm_desktop.chain.market_calls import Call, MarketCalls, TokenCalls
from sonm_desktop.core.amounts import Wei, format_amount, snm
from sonm_desktop.core.clock import Clock
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.store.account_plans import PlanRecord, PlanState
from sonm_desktop.wallet.addresses import parse_address
from sonm_desktop.wallet.wallet import Wallet

AccountRequest = Deposit | Withdraw | Send | AskFaucet | GrantOperator
"""What `AccountMoves` plans."""

VALID_S = 600
"""A plan that was not committed for so long is made anew: balances and fees move on."""

GAS_OF_DEPOSIT = 110_000
"""Assumed where a deposit cannot be simulated yet, because the market is not approved."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a request comes to. total: wei of SNM that leaves where it is now."""

    account: Address
    calls: tuple[Call, ...]
    effects: tuple[Worded, ...]
    total: Wei


class AccountMoves:
    """Deposits, withdrawals, sendings and grants on the network of *session*."""

    def __init__(self, session: Session, wallet: Wallet, clock: Clock) -> None:
        self._session = session
        self._wallet = wallet
        self._clock = clock
        self._market = MarketCalls(session.network)
        self._token = TokenCalls(session.network)

    async def plan(self, request: AccountRequest) -> Plan:
        """Raises UserError with the reason why it cannot be done."""
        draft = await self._draft(request)
        self._wallet.account(draft.account)
        fee = await self._fee(draft)
        await self._require_coin(draft, fee)
        now = await self._session.reader.pending_time()
        plan = Plan(
            id=secrets.token_hex(16),
            kind=request.kind,
            account=draft.account,
            deal="",
            effects=(*draft.effects, _fee_effect(fee)),
            total=draft.total,
            fee=fee.total,
            expires=now + VALID_S,
            password=isinstance(request, Send),
        )
        await self._session.plans.add(
            PlanRecord(
                plan=plan.id,
                request=_recorded(draft.calls),
                shown=plan.model_dump_json(),
                expires=plan.expires,
                created=self._clock.now(),
            )
        )
        return plan

    async def find(self, plan: str) -> PlanRecord | None:
        return await self._session.plans.get(plan)

    async def commit(self, record: PlanRecord) -> Committed:
        """Do it, or go on with it. Raises UserError (it may be committed again), RemoteError."""
        if record.state is PlanState.DONE:
            return Committed.model_validate_json(record.outcome)
        plan = shown(record)
        signer = self._wallet.signer(Address(plan.account))
        if record.state is PlanState.MADE:
            await self._begin(record)
        hashes: list[str] = []
        for number, call in enumerate(_calls(record.request)):
            intent = f"plan:{plan.id}:{number}"
            try:
                receipt = await self._session.transactions.send(intent, signer, call)
            except UserError:
                await self._session.plans.give_up(plan.id)
                raise
            hashes.append(receipt.hash)
        committed = Committed(
            plan=plan.id,
            kind=plan.kind,
            done=True,
            outcome=Worded.of(f"agent.done_{plan.kind}", {"amount": snm(plan.total)}),
            transactions=tuple(hashes),
        )
        await self._session.plans.finish(plan.id, committed.model_dump_json())
        return committed

    async def unfinished(self) -> list[PlanRecord]:
        """Begun plans that are still young: older ones are left to whoever asks for them."""
        now = await self._session.reader.pending_time()
        return [record for record in await self._session.plans.begun() if record.expires > now]

    async def _begin(self, record: PlanRecord) -> None:
        if await self._session.reader.pending_time() >= record.expires:
            raise UserError("agent.plan_expired")
        await self._session.plans.begin(record.plan)

    async def _draft(self, request: AccountRequest) -> Draft:
        account = parse_address(request.account)
        if isinstance(request, Deposit):
            return await self._deposit(account, Wei(request.amount))
        if isinstance(request, Withdraw):
            return self._withdraw(account, Wei(request.amount))
        if isinstance(request, Send):
            return self._send(account, request)
        if isinstance(request, AskFaucet):
            return self._faucet(account, Wei(request.amount))
        return await self._grant(account, request)

    async def _deposit(self, account: Address, amount: Wei) -> Draft:
        has = await self._session.reader.token_balance(account)
        if has < amount:
            raise UserError("chain.token_too_low", has=snm(has), needs=snm(amount))
        calls = [self._market.deposit(amount)]
        if await self._session.reader.allowance(account) < amount:
            calls.insert(0, self._token.approve_market(amount))
        effect = Worded.of("agent.effect_deposit", {"amount": snm(amount)})
        return Draft(account, tuple(calls), (effect,), amount)

    def _withdraw(self, account: Address, amount: Wei) -> Draft:
        effect = Worded.of("agent.effect_withdraw", {"amount": snm(amount)})
        return Draft(account, (self._market.withdraw(amount),), (effect,), amount)

    def _send(self, account: Address, request: Send) -> Draft:
        to, amount = parse_address(request.to), Wei(request.amount)
        if request.asset == "coin":
            shown_amount = f"{format_amount(amount)} coin"
            call, total = Call(to, b"", amount), Wei(0)
        else:
            shown_amount = snm(amount)
            call, total = self._token.transfer(to, amount), amount
        effect = Worded.of("agent.effect_send", {"amount": shown_amount, "to": to})
        return Draft(account, (call,), (effect,), total)

    def _faucet(self, account: Address, amount: Wei) -> Draft:
        faucet = self._session.network.faucet
        if faucet is None:
            raise UserError("agent.no_faucet")
        effect = Worded.of("agent.effect_faucet", {"amount": snm(amount)})
        call = Call(faucet, encode_call("drip(uint256)", amount))
        return Draft(account, (call,), (effect,), Wei(0))

    async def _grant(self, account: Address, request: GrantOperator) -> Draft:
        operator = await self._session.keys.signer(account)
        now = await self._session.reader.pending_time()
        expiry = now + request.duration if request.duration else 0
        limit = Wei(request.daily_limit)
        params = {"limit": snm(limit), "days": request.duration // 86_400}
        code = "agent.effect_grant" if expiry else "agent.effect_revoke"
        effects = [Worded.of(code, params)]
        calls = [self._market.set_operator(operator.address, daily_limit=limit, expiry=expiry)]
        if request.gas:
            calls.append(Call(operator.address, b"", Wei(request.gas)))
            effects.append(
                Worded.of("agent.effect_gas", {"amount": f"{format_amount(request.gas)} coin"})
            )
        return Draft(account, tuple(calls), tuple(effects), Wei(0))

    async def _fee(self, draft: Draft) -> Fee:
        """What all calls may cost; the first is simulated, and so shows what is wrong."""
        transactions = self._session.transactions
        fee = await transactions.estimate_fee(draft.account, draft.calls[0])
        if len(draft.calls) == 1:
            return fee
        price = await gas_price(self._session.rpc, Speed.NORMAL)
        return Fee(gas=fee.gas + GAS_OF_DEPOSIT * (len(draft.calls) - 1), price=price)

    async def _require_coin(self, draft: Draft, fee: Fee) -> None:
        needs = fee.total + sum(call.value for call in draft.calls)
        has = await self._session.reader.coin_balance(draft.account)
        if has < needs:
            raise UserError(
                "chain.no_gas_money",
                account=draft.account,
                has=format_amount(has),
                needs=format_amount(needs),
            )


def shown(record: PlanRecord) -> Plan:
    """The plan as it was shown."""
    return Plan.model_validate_json(record.shown)


def _fee_effect(fee: Fee) -> Worded:
    return Worded.of("agent.effect_fee", {"amount": f"{format_amount(fee.total)} coin"})


def _recorded(calls: Sequence[Call]) -> str:
    return json.dumps([[call.to, call.data.hex(), str(call.value)] for call in calls])


def _calls(recorded: str) -> list[Call]:
    return [
        Call(Address(to), bytes.fromhex(data), Wei(int(value)))
        for to, data, value in json.loads(recorded)
    ]
