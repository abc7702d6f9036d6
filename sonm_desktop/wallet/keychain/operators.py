"""Operator keys: one per account, usable while the wallet is locked and after a reboot."""

from __future__ import annotations

from pathlib import Path

from sonm_desktop.core.ids import Address
from sonm_desktop.wallet.signer import KeySigner


class OperatorKeys:
    """Keeps them in the system's secret store where one works, else in private files.

    Which of both is decided at the first key and recorded in *folder*.
    """

    def __init__(self, folder: Path) -> None:
        raise NotImplementedError

    async def signer(self, account: Address) -> KeySigner:
        """The operator key of *account*, made at the first call.

        Raises UserError("wallet.keychain_unavailable") when the store that holds it is closed.
        """
        raise NotImplementedError

    async def forget(self, account: Address) -> None:
        """Remove the key of *account*, if there is one; the next `signer` makes another."""
        raise NotImplementedError
