"""Own transactions: each intent sent once, watched until final, resumed after a restart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from sonm_desktop.chain.fees import Fee, Speed
from sonm_desktop.chain.market_calls import Call
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.receipts import Receipt
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.clock import Clock
from sonm_desktop.core.ids import Address
from sonm_desktop.store.database import Database
from sonm_desktop.store.transactions import SentTransaction


class TransactionSigner(Protocol):
    """Who pays the gas and signs; `wallet.signer.KeySigner` is one."""

    @property
    def address(self) -> Address: ...

    def sign_transaction(self, fields: Mapping[str, Any]) -> bytes:
        """The raw signed transaction of *fields* (names as in eth_sendTransaction, integers)."""
        ...


class Transactions:
    """*database* has the schema ``agent``; records of other networks are left alone."""

    def __init__(self, rpc: Rpc, database: Database, network: Network, clock: Clock) -> None: ...

    async def send(
        self, intent: str, signer: TransactionSigner, call: Call, *, speed: Speed = Speed.NORMAL
    ) -> Receipt:
        """The receipt of *call*, once it is in a block.

        *intent* is an id that the caller has recorded: the same intent is never sent twice,
        however often this is called and whatever was killed in between. Raises UserError
        (refused by simulation: nothing was sent and the intent may be tried again;
        "chain.no_gas_money"; failed in its block) or RemoteError.
        """
        raise NotImplementedError

    async def simulate(self, sender: Address, call: Call) -> bytes:
        """What *call* would return now. Raises UserError with the contract's reason."""
        raise NotImplementedError

    async def estimate_fee(
        self, sender: Address, call: Call, *, speed: Speed = Speed.NORMAL
    ) -> Fee:
        """What *call* costs in gas. Raises UserError as `simulate` does."""
        raise NotImplementedError

    async def confirmed(self, intent: str, confirmations: int | None = None) -> Receipt:
        """The receipt of *intent* once so deep (default: as the network says)."""
        raise NotImplementedError

    async def history(self, account: Address, *, limit: int = 100) -> list[SentTransaction]:
        """Own transactions of *account*, newest first."""
        raise NotImplementedError

    async def run(
        self, signer_of: Callable[[Address], TransactionSigner | None] | None = None
    ) -> None:
        """Watch everything unfinished, for ever: rebroadcast, and replace what is stuck.

        *signer_of* gives the signer of an account that is unlocked now, else None.
        """
        raise NotImplementedError
