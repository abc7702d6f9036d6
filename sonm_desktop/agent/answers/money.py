"""Answers about what accounts have, what their operators may do, and what was sent."""

from __future__ import annotations

from sonm_desktop.agent.networking import Networking
from sonm_desktop.agent.session import Session
from sonm_desktop.agent.shapes.transactions import gas_of, record_of
from sonm_desktop.agent.state import StateBoard
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.state import Topic
from sonm_desktop.api.schema.wallet import Balances, OperatorStatus, TransactionRecord
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.market.authority import left_today
from sonm_desktop.store.transactions import SentTransaction
from sonm_desktop.wallet.addresses import parse_address


class MoneyAnswers:
    """A `MoneyPort`."""

    def __init__(self, networking: Networking, board: StateBoard) -> None:
        self._networking = networking
        self._board = board

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
