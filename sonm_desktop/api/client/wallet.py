"""Calls about accounts and their balances; moving money is a plan (`AgentClient.plans`)."""

from __future__ import annotations

from sonm_desktop.api.client.link import Link
from sonm_desktop.api.schema.wallet import (
    Account,
    Allowance,
    Balances,
    CreateWallet,
    ImportKey,
    ImportKeystore,
    Keystore,
    NewAccount,
    NewPassword,
    NewWallet,
    OperatorStatus,
    Password,
    Phrase,
    PhraseWords,
    PracticeFunds,
    Recipient,
    Replacement,
    ReplaceTransaction,
    RestoreWallet,
    TransactionRecord,
    WalletStatus,
)
from sonm_desktop.core.secret import Secret


class WalletCalls:
    """`AgentClient.wallet`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def status(self) -> WalletStatus:
        """With all accounts, also while locked."""
        return await self._link.ask(WalletStatus, "GET", "/wallet")

    async def create(self, password: Secret[str], *, words: int = 12) -> NewWallet:
        """A new phrase, shown this once, with its first account; unlocked."""
        body = CreateWallet.model_validate({"password": password, "words": words})
        return await self._link.ask(NewWallet, "POST", "/wallet", body)

    async def restore(self, phrase: Secret[str], password: Secret[str]) -> WalletStatus:
        body = RestoreWallet(phrase=phrase, password=password)
        return await self._link.ask(WalletStatus, "POST", "/wallet/restore", body)

    async def unlock(self, password: Secret[str]) -> WalletStatus:
        body = Password(password=password)
        return await self._link.ask(WalletStatus, "POST", "/wallet/unlock", body)

    async def lock(self) -> WalletStatus:
        return await self._link.ask(WalletStatus, "POST", "/wallet/lock")

    async def new_account(self, label: str = "") -> Account:
        """The next account of the phrase; the wallet is unlocked."""
        body = NewAccount(label=label)
        return await self._link.ask(Account, "POST", "/wallet/accounts", body)

    async def rename(self, account: str, label: str) -> Account:
        body = NewAccount(label=label)
        return await self._link.ask(Account, "PUT", f"/wallet/accounts/{account}/label", body)

    async def import_key(self, key: Secret[str], password: Secret[str], label: str = "") -> Account:
        """*key*: 0x and 64 hex digits. *password*: the wallet's."""
        body = ImportKey(key=key, password=password, label=label)
        return await self._link.ask(Account, "POST", "/wallet/import/key", body)

    async def import_keystore(
        self, keystore: str, keystore_password: Secret[str], password: Secret[str], label: str = ""
    ) -> Account:
        body = ImportKeystore(
            keystore=keystore, keystore_password=keystore_password, password=password, label=label
        )
        return await self._link.ask(Account, "POST", "/wallet/import/keystore", body)

    async def export_keystore(self, account: str, password: Secret[str]) -> Keystore:
        """A keystore V3 file under the wallet's password."""
        body = Password(password=password)
        return await self._link.ask(Keystore, "POST", f"/wallet/accounts/{account}/export", body)

    async def phrase(self, password: Secret[str]) -> Phrase:
        """The phrase again, for its owner to write down."""
        return await self._link.ask(Phrase, "POST", "/wallet/phrase", Password(password=password))

    async def phrase_words(self) -> tuple[str, ...]:
        """Every word that a phrase may hold; public, so that a typed one can be checked here."""
        return (await self._link.ask(PhraseWords, "GET", "/wallet/phrase/words")).words

    async def balances(self, account: str) -> Balances:
        """Read from the node now."""
        return await self._link.ask(Balances, "GET", f"/wallet/accounts/{account}/balances")

    async def fund(
        self, account: str, *, coin: int = 10 * 10**18, snm: int = 1000 * 10**18
    ) -> Balances:
        """Play money on the practice network. Raises UserError("agent.not_practice")."""
        body = PracticeFunds(coin=coin, snm=snm)
        return await self._link.ask(Balances, "POST", f"/wallet/accounts/{account}/fund", body)

    async def operator(self, account: str) -> OperatorStatus:
        """What the operator key of *account* may do; granting is a plan."""
        return await self._link.ask(OperatorStatus, "GET", f"/wallet/accounts/{account}/operator")

    async def change_password(self, old: Secret[str], new: Secret[str]) -> WalletStatus:
        """Seal the wallet under *new*. Raises UserError: wallet.wrong_password, _weak_password."""
        body = NewPassword(old=old, new=new)
        return await self._link.ask(WalletStatus, "POST", "/wallet/password", body)

    async def recipient(self, account: str, to: str) -> Recipient:
        """What is known of *to*. Raises UserError: wallet.bad_address, wallet.bad_checksum."""
        return await self._link.ask(Recipient, "GET", f"/wallet/accounts/{account}/recipients/{to}")

    async def allowances(self, account: str) -> list[Allowance]:
        """Who may take SNM out of the wallet of *account* now."""
        return await self._link.ask_all(Allowance, f"/wallet/accounts/{account}/allowances")

    async def replace(
        self, account: str, intent: str, *, cancel: bool = False, most: int | None = None
    ) -> Replacement:
        """Send a waiting transaction again for more, or nothing in its place.

        Without *most* it only says what that costs. Raises UserError("chain.tx_not_pending").
        """
        body = ReplaceTransaction(intent=intent, cancel=cancel, most=most)
        path = f"/wallet/accounts/{account}/transactions/replace"
        return await self._link.ask(Replacement, "POST", path, body)

    async def transactions(self, account: str, *, limit: int = 100) -> list[TransactionRecord]:
        """Own transactions that *account* or its operator paid for, newest first, with fees."""
        path = f"/wallet/accounts/{account}/transactions"
        return await self._link.ask_all(TransactionRecord, path, query={"limit": limit})
