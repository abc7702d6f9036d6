"""On the practice network every account gets its operator by itself, so that nothing stops
when the wallet locks."""

from __future__ import annotations

import logging

from sonm_desktop.agent.networking import Networking
from sonm_desktop.agent.session import Session
from sonm_desktop.chain.market_calls import MarketCalls
from sonm_desktop.core.amounts import SNM_DECIMALS, Wei
from sonm_desktop.core.ids import Address
from sonm_desktop.core.wake import Wake
from sonm_desktop.wallet.messages import Operator
from sonm_desktop.wallet.wallet import Wallet

logger = logging.getLogger(__name__)

DAILY_LIMIT = Wei(10_000 * 10**SNM_DECIMALS)
DURATION_S = 90 * 86_400
RENEW_BEFORE_S = 7 * 86_400
GAS = Wei(10**18)
"""Play coin for an operator that has none."""


class PracticeGrants:
    """On other networks granting an operator is a plan that a person commits."""

    def __init__(self, networking: Networking, wallet: Wallet) -> None:
        self._networking = networking
        self._wallet = wallet
        self._wake = Wake()

    def wake(self) -> None:
        """Keys or the network have changed: look again."""
        self._wake.ring()

    async def run(self) -> None:
        """Grant what is missing, now and at each `wake`, for a supervisor."""
        while True:
            session = self._networking.held()
            if session is not None and session.network.practice:
                for account in self._wallet.accounts():
                    await self._ensure(session, account.address)
            await self._wake.within(None)

    async def _ensure(self, session: Session, account: Address) -> None:
        operator = await session.keys.signer(account)
        if await session.reader.coin_balance(operator.address) < GAS // 2:
            practice = self._networking.practice
            await practice.fund(operator.address, coin=GAS, snm=Wei(0))
        grant = await session.reader.operator(account, operator.address)
        now = await session.reader.pending_time()
        if grant.expiry > now + RENEW_BEFORE_S or self._wallet.locked:
            return
        wish = Operator(
            account=account,
            operator=operator.address,
            daily_limit=DAILY_LIMIT,
            expiry=now + DURATION_S,
            nonce=await session.reader.operator_nonce(account),
        )
        signature = self._wallet.signer(account).sign(wish, session.network.domain)
        call = MarketCalls(session.network).set_operator_for(wish, signature)
        intent = f"grant:{account}:{wish.nonce}:{wish.expiry}"
        await session.transactions.send(intent, operator, call)
        logger.info("%s may act for %s", operator.address, account)
