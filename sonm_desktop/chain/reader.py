"""Reads the market's state by raw JSON-RPC; light enough for a worker."""

from __future__ import annotations

from sonm_desktop.chain.network import Network
from sonm_desktop.chain.records import Binding, Block, DealState, OperatorGrant
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.ids import Address, ChainTime, DealId


class ChainReader:
    """Views of *network*. Every reply is checked; raises RemoteError or BadReply."""

    def __init__(self, rpc: Rpc, network: Network) -> None: ...

    async def check_network(self) -> None:
        """Raises UserError("chain.wrong_network") unless the node serves this very network."""
        raise NotImplementedError

    async def head(self) -> Block:
        raise NotImplementedError

    async def pending_time(self) -> ChainTime:
        """The chain's time now; under automine the head's time stands still."""
        raise NotImplementedError

    async def deal(self, deal: DealId, block: str = "latest") -> DealState | None:
        """None when it was never opened."""
        raise NotImplementedError

    async def confirmed_deal(self, deal: DealId, confirmations: int) -> DealState | None:
        """The deal as it was *confirmations* blocks below the head; None until that deep."""
        raise NotImplementedError

    async def owed(self, deal: DealId) -> Wei:
        """What a claim would pay now."""
        raise NotImplementedError

    async def binding(self, worker: Address) -> Binding | None:
        """None when it was never bound."""
        raise NotImplementedError

    async def operator(self, account: Address, operator: Address) -> OperatorGrant:
        raise NotImplementedError

    async def operator_nonce(self, account: Address) -> int:
        """The nonce of the next signed `Operator` of *account*."""
        raise NotImplementedError

    async def vault(self, account: Address) -> Wei:
        raise NotImplementedError

    async def token_balance(self, account: Address) -> Wei:
        raise NotImplementedError

    async def allowance(self, owner: Address) -> Wei:
        """How much SNM the market may take from *owner*."""
        raise NotImplementedError

    async def coin_balance(self, account: Address) -> Wei:
        raise NotImplementedError
