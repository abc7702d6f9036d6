"""The wallet of a profile: one file, one password, the accounts of one phrase and imported keys."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sonm_desktop.core.clock import Clock
from sonm_desktop.core.ids import Address
from sonm_desktop.core.secret import Secret
from sonm_desktop.wallet.signer import KeySigner

IDLE_S = 15 * 60.0


@dataclass(frozen=True, slots=True)
class Account:
    """What may be known of an account while the wallet is locked.

    index: its place below m/44'/60'/0'/0, None for an imported key.
    """

    address: Address
    label: str
    index: int | None


class Wallet:
    """Accounts can be listed at any time; keys are in memory only while it is unlocked.

    Locks itself after *idle_s* without a signer asked for. Passwords and phrases are Python
    strings and cannot be wiped from memory; they live as shortly as possible.
    """

    def __init__(self, folder: Path, clock: Clock, *, idle_s: float = IDLE_S) -> None:
        raise NotImplementedError

    @property
    def exists(self) -> bool:
        """Whether a wallet was created or restored here."""
        raise NotImplementedError

    @property
    def locked(self) -> bool:
        raise NotImplementedError

    def accounts(self) -> tuple[Account, ...]:
        """All accounts, oldest first; readable while locked, empty before `create`."""
        raise NotImplementedError

    async def create(self, password: Secret[str], *, words: int = 12) -> Secret[str]:
        """A new phrase of 12 or 24 words with its first account; unlocked afterwards.

        Raises UserError: wallet.exists, wallet.weak_password.
        """
        raise NotImplementedError

    async def restore(self, phrase: Secret[str], password: Secret[str]) -> None:
        """The same from a phrase that the person has. Raises UserError: wallet.bad_phrase_..."""
        raise NotImplementedError

    async def unlock(self, password: Secret[str]) -> None:
        """Bring the keys into memory. Raises UserError: wallet.none, wallet.wrong_password."""
        raise NotImplementedError

    def lock(self) -> None:
        """Forget the keys."""
        raise NotImplementedError

    async def check_password(self, password: Secret[str]) -> None:
        """Return only if it is the right one, as before a send or an export."""
        raise NotImplementedError

    def signer(self, address: Address) -> KeySigner:
        """Raises UserError: wallet.locked, wallet.no_account."""
        raise NotImplementedError

    async def add_account(self, label: str = "") -> Account:
        """The next account of the phrase. Raises UserError: wallet.locked."""
        raise NotImplementedError

    async def rename(self, address: Address, label: str) -> Account:
        """Give an account another label."""
        raise NotImplementedError

    async def import_key(
        self, key: Secret[bytes], password: Secret[str], *, label: str = ""
    ) -> Account:
        """Add a bare private key; *password* is the wallet's."""
        raise NotImplementedError

    async def import_keystore(
        self,
        text: str,
        keystore_password: Secret[str],
        password: Secret[str],
        *,
        label: str = "",
    ) -> Account:
        """Add the key of a keystore V3 file (geth, MetaMask); *password* is the wallet's."""
        raise NotImplementedError

    async def export_keystore(self, address: Address, password: Secret[str]) -> str:
        """A keystore V3 file of one account under the wallet's password."""
        raise NotImplementedError

    async def phrase(self, password: Secret[str]) -> Secret[str]:
        """The phrase, for its owner to write down."""
        raise NotImplementedError

    async def change_password(self, old: Secret[str], new: Secret[str]) -> None:
        """Seal everything anew under *new*."""
        raise NotImplementedError

    async def watch(self) -> None:
        """Lock the wallet when it has been idle; runs until cancelled, for a Supervisor."""
        raise NotImplementedError
