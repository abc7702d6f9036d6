"""The keys that act for accounts, as the background loops look for them."""

from __future__ import annotations

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address, Digest
from sonm_desktop.wallet.keychain import OperatorKeys
from sonm_desktop.wallet.messages import Domain, Message
from sonm_desktop.wallet.signer import KeySigner
from sonm_desktop.wallet.wallet import Wallet


class KnownKeys:
    """Operators by account, and every key that can sign now by its own address."""

    def __init__(self, wallet: Wallet, operators: OperatorKeys) -> None:
        self._wallet = wallet
        self._operators = operators
        self._known: dict[Address, KeySigner] = {}

    async def signer(self, account: Address) -> KeySigner:
        """The operator of *account*."""
        signer = await self._operators.signer(account)
        self._known[signer.address] = signer
        return signer

    async def preload(self) -> None:
        """Know the operators of all accounts, so that `of_address` finds them."""
        for account in self._wallet.accounts():
            await self.signer(account.address)

    def of_address(self, address: Address) -> KeySigner | None:
        """The signer of *address*; None for a stranger's, and while the wallet is locked."""
        if address in self._known:
            return self._known[address]
        if self._wallet.locked:
            return None
        try:
            return self._wallet.signer(address)
        except UserError:
            return None


class AccountVoice:
    """Signs as an account whenever it is unlocked, without holding its key meanwhile."""

    def __init__(self, wallet: Wallet, account: Address) -> None:
        self._wallet = wallet
        self._account = account

    @property
    def address(self) -> Address:
        return self._account

    def sign(self, message: Message, domain: Domain) -> bytes:
        """Raises UserError("wallet.locked")."""
        return self._wallet.signer(self._account).sign(message, domain)

    def sign_digest(self, digest: Digest) -> bytes:
        """Raises UserError("wallet.locked")."""
        return self._wallet.signer(self._account).sign_digest(digest)
