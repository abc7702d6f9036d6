"""What each request about an account's money comes to: its calls, and its effects in words."""

from __future__ import annotations

from dataclasses import dataclass

from sonm_desktop.agent.recipients import KnownRecipients
from sonm_desktop.agent.session import Session
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.plans import (
    AskFaucet,
    Claim,
    Deposit,
    Disallow,
    GrantOperator,
    Send,
    Withdraw,
)
from sonm_desktop.chain.calldata import encode_call
from sonm_desktop.chain.market_calls import Call, MarketCalls, TokenCalls
from sonm_desktop.chain.sending.fees import GasPrice
from sonm_desktop.core.amounts import Wei, format_amount, snm
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.wallet.addresses import parse_address

AccountRequest = Deposit | Withdraw | Send | Claim | Disallow | AskFaucet | GrantOperator
"""What `AccountDrafts` understands."""

GAS_OF_DEPOSIT = 110_000
"""Assumed where a deposit cannot be simulated yet, because the market is not approved."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a request comes to. total: wei of SNM that leaves where it is now.

    payer: of the gas, where that is not the account. apart: no call needs the one before it.
    campaign: the one it opens or changes. later_gas: assumed for each call that cannot be
    simulated, because it needs the one before it.
    """

    account: Address
    calls: tuple[Call, ...]
    effects: tuple[Worded, ...]
    total: Wei
    payer: Address | None = None
    apart: bool = False
    campaign: str = ""
    later_gas: int = GAS_OF_DEPOSIT


class AccountDrafts:
    """Deposits, withdrawals, sendings, permissions and grants on the network of *session*."""

    def __init__(self, session: Session, recipients: KnownRecipients) -> None:
        self._session = session
        self._recipients = recipients
        self._market = MarketCalls(session.network)
        self._token = TokenCalls(session.network)

    async def draft(self, request: AccountRequest, price: GasPrice) -> Draft:
        """*price*: of gas, for sending everything. Raises UserError with what is wrong."""
        account = parse_address(request.account)
        if isinstance(request, Deposit | Withdraw | Claim):
            return await self._of_vault(account, request)
        if isinstance(request, Send):
            return await self._send(account, request, price)
        if isinstance(request, Disallow):
            return self._disallow(account, parse_address(request.spender))
        if isinstance(request, AskFaucet):
            return self._faucet(account, Wei(request.amount))
        return await self._grant(account, request)

    async def _of_vault(self, account: Address, request: Deposit | Withdraw | Claim) -> Draft:
        if isinstance(request, Deposit):
            return await self._deposit(account, Wei(request.amount))
        if isinstance(request, Withdraw):
            return self._withdraw(account, Wei(request.amount))
        return await self._claim(account)

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

    async def _send(self, account: Address, request: Send, price: GasPrice) -> Draft:
        to = parse_address(request.to)
        if not request.alike_ok:
            await self._recipients.require_no_look_alike(account, to)
        code = "agent.effect_send" if request.amount else "agent.effect_send_all"
        if request.asset == "coin":
            coin = Wei(request.amount or await self._all_coin(account, to, price))
            words = {"amount": f"{format_amount(coin)} coin", "to": to}
            return Draft(account, (Call(to, b"", coin),), (Worded.of(code, words),), Wei(0))
        amount = Wei(request.amount or await self._session.reader.token_balance(account))
        if not amount:
            raise UserError("agent.nothing_to_send")
        effect = Worded.of("agent.effect_send", {"amount": snm(amount), "to": to})
        return Draft(account, (self._token.transfer(to, amount),), (effect,), amount)

    async def _all_coin(self, account: Address, to: Address, price: GasPrice) -> int:
        """What the fee leaves, at most, of the account's coin."""
        has = await self._session.reader.coin_balance(account)
        if not has:
            raise UserError("agent.nothing_to_send")
        fee = await self._session.transactions.estimate_fee(account, Call(to, b"", Wei(1)))
        left = has - fee.gas * price.max_fee
        if left <= 0:
            raise UserError("agent.nothing_to_send")
        return left

    async def _claim(self, account: Address) -> Draft:
        found = await self._session.supplier.claim_outlook(account)
        if not found.calls:
            raise UserError("market.claim_nothing")
        claimable, verdict = found.claimable, found.verdict
        params = {"amount": snm(claimable.amount), "deals": claimable.deals}
        effects = [Worded.of("agent.effect_claim", params)]
        if verdict.permille is not None:
            percent = {"percent": -(-verdict.permille // 10)}
            effects.append(Worded.of("agent.effect_claim_share", percent))
        return Draft(account, found.calls, tuple(effects), Wei(0), payer=found.sender, apart=True)

    def _disallow(self, account: Address, spender: Address) -> Draft:
        effect = Worded.of("agent.effect_disallow", {"spender": spender})
        return Draft(account, (self._token.approve(spender, Wei(0)),), (effect,), Wei(0))

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
