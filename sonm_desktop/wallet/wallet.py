"""The wallet of a profile: one file, one password, the accounts of a phrase and imported keys."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from sonm_desktop.core.clock import Clock
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.core.secret import Secret
from sonm_desktop.wallet.idle import IdleTimer
from sonm_desktop.wallet.keystore import read_keystore, write_keystore
from sonm_desktop.wallet.phrase import checked_phrase, new_phrase
from sonm_desktop.wallet.record import FILE_NAME, Account, Contents, Record, load_record
from sonm_desktop.wallet.sealing import STANDARD_COST, Cost
from sonm_desktop.wallet.signer import BadKey, KeySigner
from sonm_desktop.wallet.unlocking import Keys, first_keys, key_of, keys_of, opened, sealed_record

__all__ = ["IDLE_S", "LEAST_PASSWORD", "Account", "Wallet"]

IDLE_S = 15 * 60.0
LEAST_PASSWORD = 8
LONGEST_LABEL = 64
_WATCH_S = 10.0


class Wallet:
    """Accounts can be listed at any time; keys are in memory only while it is unlocked.

    Locks itself after *idle_s* without a signer asked for. Passwords and phrases are Python
    strings and cannot be wiped from memory; they live as shortly as possible. Every change of
    the file is one replacement, so a crash leaves the wallet before or after it.
    """

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        *,
        idle_s: float = IDLE_S,
        cost: Cost = STANDARD_COST,
    ) -> None:
        self._path = folder / FILE_NAME
        self._idle = IdleTimer(clock, idle_s)
        self._cost = cost
        self._keys: Keys | None = None
        self._turn = asyncio.Lock()

    @property
    def exists(self) -> bool:
        """Whether a wallet was created or restored here."""
        return self._path.exists()

    @property
    def locked(self) -> bool:
        if self._keys is not None and self._idle.over:
            self.lock()
        return self._keys is None

    def accounts(self) -> tuple[Account, ...]:
        """All accounts, oldest first; readable while locked, empty before `create`.

        Raises UserError: wallet.damaged, wallet.from_the_future.
        """
        record = load_record(self._path)
        return record.accounts if record else ()

    def account(self, address: Address) -> Account:
        """Raises UserError("wallet.no_account")."""
        for account in self.accounts():
            if account.address == address:
                return account
        raise UserError("wallet.no_account", address=address)

    def holds(self, address: Address) -> bool:
        """Whether it is one of ours; told while locked, too."""
        return any(account.address == address for account in self.accounts())

    async def create(self, password: Secret[str], *, words: int = 12) -> Secret[str]:
        """A new phrase of 12 or 24 words with its first account; unlocked afterwards.

        Raises UserError: wallet.exists, wallet.weak_password, wallet.phrase_length.
        """
        phrase = new_phrase(words)
        await self._begin(phrase, password)
        return phrase

    async def restore(self, phrase: Secret[str], password: Secret[str]) -> None:
        """The same from a phrase that the person has.

        Raises UserError: wallet.exists, wallet.weak_password, wallet.phrase_length,
        wallet.phrase_word, wallet.phrase_checksum.
        """
        await self._begin(checked_phrase(phrase), password)

    async def unlock(self, password: Secret[str]) -> None:
        """Bring the keys into memory.

        Raises UserError: wallet.none, wallet.wrong_password, wallet.damaged.
        """
        async with self._turn:
            record = self._record()
            contents = await asyncio.to_thread(opened, record, password)
            self._hold(await asyncio.to_thread(keys_of, record, contents))

    def lock_after(self, idle_s: float) -> None:
        """Lock itself after so long without a signer asked for."""
        self._idle.limit(idle_s)

    def lock(self) -> None:
        """Forget the keys."""
        self._keys = None

    async def check_password(self, password: Secret[str]) -> None:
        """Return only if it is the right one, as before a send or an export.

        Raises UserError: wallet.none, wallet.wrong_password.
        """
        async with self._turn:
            await asyncio.to_thread(opened, self._record(), password)

    def signer(self, address: Address) -> KeySigner:
        """Raises UserError: wallet.locked, wallet.no_account."""
        keys = self._unlocked()
        if address not in keys.signers:
            raise UserError("wallet.no_account", address=address)
        self._idle.touch()
        return keys.signers[address]

    async def add_account(self, label: str = "") -> Account:
        """The next account of the phrase. Raises UserError: wallet.locked, wallet.bad_label."""
        async with self._turn:
            keys = self._unlocked()
            record = self._record()
            index = record.next_index()
            signer = keys.derived(index)
            account = Account(signer.address, _label(label, f"Account {index + 1}"), index)
            replace(record, accounts=(*record.accounts, account)).save(self._path)
            self._hold(keys.with_signer(signer))
            return account

    async def rename(self, address: Address, label: str) -> Account:
        """Give an account another label. Raises UserError: wallet.no_account, wallet.bad_label."""
        async with self._turn:
            renamed = replace(self.account(address), label=_label(label, ""))
            record = self._record()
            accounts = (renamed if old.address == address else old for old in record.accounts)
            replace(record, accounts=tuple(accounts)).save(self._path)
            return renamed

    async def import_key(
        self, key: Secret[bytes], password: Secret[str], *, label: str = ""
    ) -> Account:
        """Add a bare private key; *password* is the wallet's.

        Raises UserError: wallet.bad_key, wallet.account_exists, wallet.wrong_password.
        """
        signer = _signer_of(key)
        async with self._turn:
            record = self._record()
            if any(account.address == signer.address for account in record.accounts):
                raise UserError("wallet.account_exists", address=signer.address)
            account = Account(signer.address, _label(label, "Imported account"), None)
            contents = await asyncio.to_thread(opened, record, password)
            grown = replace(contents, imported=(*contents.imported, key))
            accounts = (*record.accounts, account)
            await self._save_sealed(accounts, grown, password)
            if self._keys is not None:
                self._keys = self._keys.with_signer(signer)
            return account

    async def import_keystore(
        self,
        text: str,
        keystore_password: Secret[str],
        password: Secret[str],
        *,
        label: str = "",
    ) -> Account:
        """Add the key of a keystore V3 file (geth, MetaMask); *password* is the wallet's.

        Raises UserError: wallet.bad_keystore, wallet.keystore_mismatch, and as `import_key`.
        """
        key = await asyncio.to_thread(read_keystore, text, keystore_password)
        return await self.import_key(key, password, label=label)

    async def export_keystore(self, address: Address, password: Secret[str]) -> str:
        """A keystore V3 file of one account under the wallet's password.

        Raises UserError: wallet.no_account, wallet.wrong_password.
        """
        async with self._turn:
            record = self._record()
            account = self.account(address)
            contents = await asyncio.to_thread(opened, record, password)
            key = await asyncio.to_thread(key_of, contents, account)
            return await asyncio.to_thread(write_keystore, key, password, self._cost)

    async def phrase(self, password: Secret[str]) -> Secret[str]:
        """The phrase, for its owner to write down. Raises UserError: wallet.wrong_password."""
        async with self._turn:
            contents = await asyncio.to_thread(opened, self._record(), password)
            return contents.phrase

    async def change_password(self, old: Secret[str], new: Secret[str]) -> None:
        """Seal everything anew under *new*; copies of the old file still open with *old*.

        Raises UserError: wallet.wrong_password, wallet.weak_password.
        """
        _require_strong(new)
        async with self._turn:
            record = self._record()
            contents = await asyncio.to_thread(opened, record, old)
            await self._save_sealed(record.accounts, contents, new)

    async def watch(self) -> None:
        """Drop the keys of an idle wallet from memory; runs until cancelled, for a Supervisor.

        Not needed for safety of signing: `signer` and `locked` look at the clock themselves.
        """
        while True:
            await asyncio.sleep(_WATCH_S)
            if self._keys is not None and self._idle.over:
                self.lock()

    async def _begin(self, phrase: Secret[str], password: Secret[str]) -> None:
        _require_strong(password)
        async with self._turn:
            if self.exists:
                raise UserError("wallet.exists")
            keys = await asyncio.to_thread(first_keys, phrase)
            (address,) = keys.signers
            account = Account(address, "Account 1", 0)
            await self._save_sealed((account,), Contents(phrase, ()), password)
            self._hold(keys)

    async def _save_sealed(
        self, accounts: tuple[Account, ...], contents: Contents, password: Secret[str]
    ) -> None:
        record = await asyncio.to_thread(sealed_record, accounts, contents, password, self._cost)
        # On the loop, so that a cancelled caller cannot leave a thread that still writes.
        record.save(self._path)

    def _record(self) -> Record:
        record = load_record(self._path)
        if record is None:
            raise UserError("wallet.none")
        return record

    def _unlocked(self) -> Keys:
        if self.locked or self._keys is None:
            raise UserError("wallet.locked")
        return self._keys

    def _hold(self, keys: Keys) -> None:
        self._keys = keys
        self._idle.touch()


def _require_strong(password: Secret[str]) -> None:
    if len(password.reveal()) < LEAST_PASSWORD:
        raise UserError("wallet.weak_password", least=LEAST_PASSWORD)


def _signer_of(key: Secret[bytes]) -> KeySigner:
    try:
        return KeySigner(key)
    except BadKey as error:
        raise UserError("wallet.bad_key") from error


def _label(text: str, default: str) -> str:
    label = text.strip() or default
    if not label or len(label) > LONGEST_LABEL or not label.isprintable():
        raise UserError("wallet.bad_label", most=LONGEST_LABEL)
    return label
