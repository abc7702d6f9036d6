"""Which key acts for an account: its operator while it may, else the account's own."""

from __future__ import annotations

import logging

from sonm_desktop.chain.records import OperatorGrant
from sonm_desktop.core.amounts import Wei, snm
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address, ChainTime
from sonm_desktop.market.ports import Accounts, ChainView, Operators, Signer

logger = logging.getLogger(__name__)

DAY_S = 86_400
NOTHING = Wei(0)


class ActingKeys:
    """Chooses signers; raises UserError that says what to do when there is none."""

    def __init__(self, *, accounts: Accounts, operators: Operators, chain: ChainView) -> None:
        self._accounts = accounts
        self._operators = operators
        self._chain = chain

    def account_key(self, account: Address) -> Signer:
        """The account's own key. Raises UserError: wallet.locked, wallet.no_account."""
        return self._accounts.signer(account)

    def holds(self, account: Address) -> bool:
        """Whether *account* is one of this profile's, also while it is locked."""
        return self._accounts.holds(account)

    @property
    def locked(self) -> bool:
        """Whether no account's own key can be had."""
        return self._accounts.locked

    async def sender(self, account: Address, *, spend: Wei = NOTHING) -> Signer:
        """Who sends a transaction for *account* that moves *spend* from its vault to a deal.

        The operator when it is allowed to and has coin for gas, else the account when unlocked.
        Raises UserError: market.operator_limit, market.operator_missing, market.operator_no_gas.
        """
        refusal = await self.hindrance(account, spend=spend)
        if refusal is None:
            return await self._operators.signer(account)
        if self._accounts.locked:
            raise refusal
        return self._accounts.signer(account)

    async def hindrance(self, account: Address, *, spend: Wei = NOTHING) -> UserError | None:
        """Why nobody could send that for *account* while it is locked; None: its operator can."""
        operator = await self._operators.signer(account)
        grant = await self._chain.operator(account, operator.address)
        refusal = _refusal(grant, spend, await self._chain.pending_time())
        if refusal is None and await self._chain.coin_balance(operator.address) == 0:
            return UserError("market.operator_no_gas", operator=operator.address)
        return refusal

    async def voice(self, account: Address) -> Signer:
        """Who signs messages for *account*: vouchers, settlements.

        Raises UserError("market.operator_missing") when only the account could and is locked.
        """
        operator = await self._operators.signer(account)
        grant = await self._chain.operator(account, operator.address)
        refusal = _refusal(grant, NOTHING, await self._chain.pending_time())
        if refusal is None:
            return operator
        if self._accounts.locked:
            raise refusal
        return self._accounts.signer(account)

    async def speaks_for(self, account: Address, key: Address, now: ChainTime) -> bool:
        """Whether a signature of *key* counts as consent of *account* at *now*."""
        if key == account:
            return True
        return (await self._chain.operator(account, key)).expiry > now


def left_today(grant: OperatorGrant, now: int) -> Wei:
    """What the operator may still spend today."""
    spent = grant.spent if grant.day == now // DAY_S else NOTHING
    return Wei(max(0, grant.daily_limit - spent))


def _refusal(grant: OperatorGrant, spend: Wei, now: ChainTime) -> UserError | None:
    if grant.expiry <= now:
        return UserError("market.operator_missing")
    left = left_today(grant, now)
    if spend > left:
        return UserError("market.operator_limit", left=snm(left), needed=snm(spend))
    return None
