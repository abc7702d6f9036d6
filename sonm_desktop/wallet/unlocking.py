"""From a wallet's record to keys in memory and back; slow and pure, run in threads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.core.secret import Secret
from sonm_desktop.wallet.phrase import account_key, seed_of
from sonm_desktop.wallet.record import FILE_NAME, Account, Contents, Record
from sonm_desktop.wallet.sealing import BadSealing, Cost, seal, unseal
from sonm_desktop.wallet.signer import KeySigner


@dataclass(frozen=True, slots=True)
class Keys:
    """What an unlocked wallet holds: the seed, not the phrase, and a signer of each account."""

    seed: Secret[bytes]
    signers: Mapping[Address, KeySigner]

    def derived(self, index: int) -> KeySigner:
        """The signer of the phrase's account *index*."""
        return KeySigner(account_key(self.seed, index))

    def with_signer(self, signer: KeySigner) -> Keys:
        """These keys and one more."""
        return Keys(self.seed, {**self.signers, signer.address: signer})


def first_keys(phrase: Secret[str]) -> Keys:
    """The keys of a new wallet: account 0 of *phrase*."""
    keys = Keys(seed_of(phrase), {})
    return keys.with_signer(keys.derived(0))


def opened(record: Record, password: Secret[str]) -> Contents:
    """What *record* protects. Raises UserError: wallet.wrong_password, wallet.damaged."""
    try:
        return Contents.from_bytes(unseal(record.sealed, password))
    except BadSealing as error:
        raise UserError("wallet.damaged", file=FILE_NAME) from error


def keys_of(record: Record, contents: Contents) -> Keys:
    """The keys of all accounts that *record* lists.

    Raises UserError("wallet.damaged") when it lists an address that none of them has: the list
    is not protected by the password, and money must not go to an address that was slipped in.
    """
    keys = Keys(seed_of(contents.phrase), {})
    for key in contents.imported:
        keys = keys.with_signer(KeySigner(key))
    for account in record.accounts:
        if account.index is not None:
            keys = keys.with_signer(keys.derived(account.index))
    if set(keys.signers) != {account.address for account in record.accounts}:
        raise UserError("wallet.damaged", file=FILE_NAME)
    return keys


def key_of(contents: Contents, account: Account) -> Secret[bytes]:
    """The bare key of *account*, for an export. Raises UserError("wallet.no_account")."""
    candidates = contents.imported
    if account.index is not None:
        candidates = (account_key(seed_of(contents.phrase), account.index),)
    for key in candidates:
        if KeySigner(key).address == account.address:
            return key
    raise UserError("wallet.no_account", address=account.address)


def sealed_record(
    accounts: tuple[Account, ...], contents: Contents, password: Secret[str], cost: Cost
) -> Record:
    """A record of *accounts* with *contents* under *password*."""
    return Record(accounts=accounts, sealed=seal(contents.to_bytes(), password, cost))
