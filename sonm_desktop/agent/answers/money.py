"""Answers about what accounts have, what their operators may do, and what was sent."""

from __future__ import annotations

from sonm_desktop.agent.networking import Networking
from sonm_desktop.agent.recipients import KnownRecipients
from sonm_desktop.agent.session import Session
from sonm_desktop.agent.shapes.transactions import gas_of, record_of
from sonm_desktop.agent.state import StateBoard
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.state import Topic
from sonm_desktop.api.schema.wallet import (
    Allowance,
    Balances,
    OperatorStatus,
    Recipient,
    Replacement,
    ReplaceTransaction,
    TransactionRecord,
)
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.market.authority import left_today
from sonm_desktop.store.transactions import SentTransaction
from sonm_desktop.wallet.addresses import parse_address


class MoneyAnswers:
    """A `MoneyPort`."""

    def __init__(
        self, networking: Networking, board: StateBoard, recipients: KnownRecipients
    ) -> None:
        self._networking = networking
        self._board = board
        self._recipients = recipients

    async def balances(self, account: str) -> Balances:
        """Asked of the node now, and put on the board."""
        reader = self._networking.session().reader
        address = parse_address(account)
        balances = Balances(
            account=address,
            coin=await reader.coin_balance(address),
            token=await reader.token_balance(address),
            vault=await reader.vault(address),
        )
        self._board.put(Topic.BALANCES, balances, address)
        return balances

    async def fund(self, account: str, *, coin: int, snm: int) -> Balances:
        """Raises UserError("agent.not_practice")."""
        if not self._networking.session().network.practice:
            raise UserError("agent.not_practice")
        address = parse_address(account)
        await self._networking.practice.fund(address, coin=Wei(coin), snm=Wei(snm))
        return await self.balances(address)

    async def operator(self, account: str) -> OperatorStatus:
        session = self._networking.session()
        address = parse_address(account)
        status = await operator_status(session, address)
        self._board.put(Topic.OPERATORS, status, address)
        return status

    async def transactions(self, account: str, limit: int) -> list[TransactionRecord]:
        session = self._networking.session()
        address = parse_address(account)
        operator = await session.keys.signer(address)
        sent: list[SentTransaction] = []
        for sender in (address, operator.address):
            sent += await session.transactions.history(sender, limit=limit)
        sent.sort(key=lambda transaction: transaction.created, reverse=True)
        gas = await gas_of(session.rpc, session.network.market, sent[:limit])
        return [record_of(transaction, gas) for transaction in sent[:limit]]

    async def replace(self, account: str, request: ReplaceTransaction) -> Replacement:
        """Raises UserError: agent.no_transaction, wallet.locked, and as `Transactions` does."""
        session = self._networking.session()
        sent = await session.transactions.find(request.intent)
        operator = await session.keys.signer(parse_address(account))
        if sent.account not in (parse_address(account), operator.address):
            raise UserError("agent.no_transaction")
        cancel = request.cancel
        fee = await session.transactions.replacement(request.intent, cancel=cancel)
        if request.most is not None:
            signer = session.keys.of_address(sent.account)
            if signer is None:
                raise UserError("wallet.locked")
            await session.transactions.replace(
                request.intent, signer, cancel=cancel, most=Wei(request.most)
            )
        return Replacement(
            intent=request.intent, cancel=cancel, fee=fee.total, done=request.most is not None
        )

    async def recipient(self, account: str, to: str) -> Recipient:
        """Raises UserError: wallet.bad_address, wallet.bad_checksum."""
        parse_address(account)
        return await self._recipients.check(parse_address(to))

    async def allowances(self, account: str) -> list[Allowance]:
        """Of everybody whom *account* has ever allowed something, what is left of it."""
        session = self._networking.session()
        address = parse_address(account)
        market = session.network.market
        spenders = dict.fromkeys([market, *await session.indexer.spenders(address)])
        found = [
            Allowance(
                account=address,
                spender=spender,
                amount=await session.reader.allowance_of(address, spender),
                market=spender == market,
            )
            for spender in spenders
        ]
        return [allowance for allowance in found if allowance.amount]


async def operator_status(session: Session, account: Address) -> OperatorStatus:
    """What the chain lets the operator of *account* do now."""
    operator = await session.keys.signer(account)
    grant = await session.reader.operator(account, operator.address)
    now = await session.reader.pending_time()
    ready = grant.expiry > now
    code = "agent.operator_missing" if not grant.expiry else "agent.operator_expired"
    return OperatorStatus(
        account=account,
        operator=operator.address,
        state=Worded.of("agent.operator_ready" if ready else code),
        ready=ready,
        expiry=grant.expiry,
        daily_limit=grant.daily_limit,
        spent=grant.daily_limit - left_today(grant, now),
    )
