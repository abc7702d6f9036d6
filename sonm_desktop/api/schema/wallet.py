"""Accounts, their balances and operators."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.kinds import Reply, Request, SecretText, WeiText

Label = Annotated[str, Field(max_length=64)]


class Account(Reply):
    """index: its place in the phrase; None for an imported key."""

    address: str
    label: str
    index: int | None


class WalletStatus(Reply):
    """state: wallet.none, wallet.locked or agent.wallet_unlocked."""

    state: Worded
    exists: bool
    locked: bool
    accounts: tuple[Account, ...]


class CreateWallet(Request):
    """words: of the new phrase."""

    password: SecretText
    words: Literal[12, 24] = 12


class NewWallet(Reply):
    """phrase: shown this once; whoever has it has the money."""

    phrase: SecretText
    wallet: WalletStatus


class RestoreWallet(Request):
    phrase: SecretText
    password: SecretText


class Password(Request):
    """Of the wallet; asked for unlocking, sending and exporting."""

    password: SecretText


class NewAccount(Request):
    label: Label = ""


class ImportKey(Request):
    """key: 0x and 64 hex digits. password: the wallet's."""

    key: SecretText
    password: SecretText
    label: Label = ""


class ImportKeystore(Request):
    """keystore: the text of a V3 file. password: the wallet's."""

    keystore: Annotated[str, Field(max_length=100_000)]
    keystore_password: SecretText
    password: SecretText
    label: Label = ""


class Keystore(Reply):
    """keystore: the text of a V3 file under the wallet's password."""

    keystore: SecretText


class Phrase(Reply):
    phrase: SecretText


class PhraseWords(Reply):
    """Every word that a phrase may hold, as the standard (BIP-39, English) lists them."""

    words: tuple[str, ...]


class Balances(Reply):
    """coin pays gas; token is SNM in the wallet; vault is SNM in the market, ready for deals."""

    account: str
    coin: WeiText
    token: WeiText
    vault: WeiText


class PracticeFunds(Request):
    """Play money of the practice network."""

    coin: WeiText = 10 * 10**18
    snm: WeiText = 1000 * 10**18


class OperatorStatus(Reply):
    """The key that acts for *account* while the wallet is locked.

    state: agent.operator_ready, _missing, _expired. expiry: chain time. spent: of today's limit.
    """

    account: str
    operator: str
    state: Worded
    ready: bool
    expiry: int
    daily_limit: WeiText
    spent: WeiText


class Recipient(Reply):
    """What is known of an address that money may be sent to.

    address: in its checksum spelling. state: agent.recipient_own, _known, _new, _market, or
    agent.look_alike. like: the known address that it only looks like; empty for none.
    """

    address: str
    state: Worded
    like: str = ""


class Allowance(Reply):
    """How much SNM *spender* may take out of the wallet. market: it is the market's contract."""

    account: str
    spender: str
    amount: WeiText
    market: bool


class NewPassword(Request):
    """Of the wallet."""

    old: SecretText
    new: SecretText


class ReplaceTransaction(Request):
    """Send a waiting transaction again for more, or with *cancel* nothing in its place.

    most: wei of the coin that it may cost; absent only asks what it would.
    """

    intent: Annotated[str, Field(max_length=200)]
    cancel: bool = False
    most: WeiText | None = None


class Replacement(Reply):
    """fee: at most. done: it was sent."""

    intent: str
    cancel: bool
    fee: WeiText
    done: bool


class TransactionRecord(Reply):
    """One own transaction. what: code of what it does. fee: wei of the coin really paid.

    state: recorded, signed, mined (may be undone), final, or lost (never in a block).
    created: this machine's clock, s. reason: why it failed. most: what you agreed that it may cost
    at most; None where nobody was asked.
    """

    intent: str
    account: str
    what: Worded
    state: Literal["recorded", "signed", "mined", "final", "lost"]
    hash: str | None
    block: int | None
    gas_used: int | None
    fee: WeiText | None
    created: int
    reason: Worded | None = None
    most: WeiText | None = None
