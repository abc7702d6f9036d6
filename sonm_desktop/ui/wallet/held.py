"""What an account holds, put together from the state."""

from __future__ import annotations

from dataclasses import dataclass

from sonm_desktop.api.schema.state import State
from sonm_desktop.api.schema.wallet import Account, Balances


@dataclass(frozen=True, slots=True)
class HeldAccount:
    """An account with its balances, None while the node has not told them."""

    account: Account
    balances: Balances | None

    @property
    def name(self) -> str:
        """Its label, or a dash."""
        return self.account.label or "—"

    @property
    def total(self) -> int | None:
        """SNM of wallet and vault together, wei."""
        return None if self.balances is None else self.balances.token + self.balances.vault


def held_accounts(state: State) -> list[HeldAccount]:
    """The accounts of *state*, in the wallet's order."""
    return [
        HeldAccount(account, state.balances.get(account.address))
        for account in state.wallet.accounts
    ]


def held_account(state: State | None, address: str) -> HeldAccount | None:
    """The account of *address*, if it is in the wallet."""
    held = held_accounts(state) if state is not None else []
    return next((one for one in held if one.account.address == address), None)
