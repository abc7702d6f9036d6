"""Answers about the keys: creating, unlocking, importing, exporting."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from sonm_desktop.agent.state import StateBoard
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.state import Topic
from sonm_desktop.api.schema.wallet import (
    Account,
    ImportKey,
    ImportKeystore,
    Keystore,
    NewWallet,
    Phrase,
    PhraseWords,
    WalletStatus,
)
from sonm_desktop.core.secret import Secret
from sonm_desktop.wallet.addresses import parse_address
from sonm_desktop.wallet.key_text import parse_key
from sonm_desktop.wallet.phrase import phrase_words
from sonm_desktop.wallet.record import Account as WalletAccount
from sonm_desktop.wallet.wallet import Wallet

logger = logging.getLogger(__name__)


class WalletAnswers:
    """A `WalletPort`. Listeners hear of every unlocking and every new account."""

    def __init__(self, wallet: Wallet, board: StateBoard) -> None:
        self._wallet = wallet
        self._board = board
        self._opened: list[Callable[[], None]] = []

    def on_opened(self, listener: Callable[[], None]) -> None:
        """Call *listener* when keys that were not there before can be used."""
        self._opened.append(listener)

    def publish(self) -> WalletStatus:
        """Put the wallet's state on the board; it also locks itself by time."""
        status = self._status()
        self._board.put(Topic.WALLET, status)
        return status

    async def status(self) -> WalletStatus:
        return self.publish()

    async def create(self, password: Secret[str], words: int) -> NewWallet:
        phrase = await self._wallet.create(password, words=words)
        logger.info("a wallet was created")
        return NewWallet(phrase=phrase, wallet=self._tell())

    async def restore(self, phrase: Secret[str], password: Secret[str]) -> WalletStatus:
        await self._wallet.restore(phrase, password)
        logger.info("a wallet was restored")
        return self._tell()

    async def unlock(self, password: Secret[str]) -> WalletStatus:
        await self._wallet.unlock(password)
        return self._tell()

    async def lock(self) -> WalletStatus:
        self._wallet.lock()
        return self.publish()

    async def new_account(self, label: str) -> Account:
        account = await self._wallet.add_account(label)
        self._tell()
        return _shown(account)

    async def rename(self, account: str, label: str) -> Account:
        renamed = await self._wallet.rename(parse_address(account), label)
        self.publish()
        return _shown(renamed)

    async def import_key(self, request: ImportKey) -> Account:
        key = parse_key(request.key)
        account = await self._wallet.import_key(key, request.password, label=request.label)
        self._tell()
        return _shown(account)

    async def import_keystore(self, request: ImportKeystore) -> Account:
        account = await self._wallet.import_keystore(
            request.keystore, request.keystore_password, request.password, label=request.label
        )
        self._tell()
        return _shown(account)

    async def export_keystore(self, account: str, password: Secret[str]) -> Keystore:
        text = await self._wallet.export_keystore(parse_address(account), password)
        logger.info("the key of %s was exported", account)
        return Keystore(keystore=Secret(text))

    async def phrase_words(self) -> PhraseWords:
        return PhraseWords(words=await asyncio.to_thread(phrase_words))

    async def phrase(self, password: Secret[str]) -> Phrase:
        phrase = await self._wallet.phrase(password)
        logger.info("the phrase was shown")
        return Phrase(phrase=phrase)

    async def change_password(self, old: Secret[str], new: Secret[str]) -> WalletStatus:
        await self._wallet.change_password(old, new)
        logger.info("the password was changed")
        return self.publish()

    def _tell(self) -> WalletStatus:
        status = self.publish()
        for listener in self._opened:
            listener()
        return status

    def _status(self) -> WalletStatus:
        exists, locked = self._wallet.exists, self._wallet.locked
        code = "wallet.none" if not exists else "wallet.locked"
        return WalletStatus(
            state=Worded.of(code if locked else "agent.wallet_unlocked"),
            exists=exists,
            locked=locked,
            accounts=tuple(_shown(account) for account in self._wallet.accounts()),
        )


def _shown(account: WalletAccount) -> Account:
    return Account(address=account.address, label=account.label, index=account.index)
