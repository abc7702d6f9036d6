"""Canaries: no secret shows in a text, a log or an error, whatever is done with it."""

from __future__ import annotations

import logging
import pickle
import traceback
from pathlib import Path
from typing import Any

import pytest

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.secret import Secret
from sonm_desktop.wallet.keychain import OperatorKeys, load_or_create_key
from sonm_desktop.wallet.keychain.system import StoreFailed
from sonm_desktop.wallet.record import Contents
from sonm_desktop.wallet.sealing import BadSealing
from sonm_desktop.wallet.signer import KeySigner
from sonm_desktop.wallet.unlocking import first_keys
from sonm_desktop.wallet.wallet import Wallet

KEY = Secret(bytes.fromhex("ca" * 32))
PHRASE = Secret("legal winner thank year wave sausage worth useful legal winner thank yellow")
CANARIES = ("canary", "cacaca", "\\xca", "winner", "sausage", str(int("ca" * 32, 16)))


def assert_silent(text: str) -> None:
    for canary in CANARIES:
        assert canary not in text


@pytest.mark.parametrize(
    "holder",
    [
        KEY,
        PHRASE,
        KeySigner(KEY),
        Contents(PHRASE, (KEY,)),
        first_keys(PHRASE),
        {"key": KEY, "list": [PHRASE]},
    ],
)
def test_holders_of_secrets_do_not_print_them(holder: Any) -> None:
    assert_silent(repr(holder))
    assert_silent(str(holder))
    assert_silent(f"{holder}")


def test_a_signer_is_not_pickled() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(KeySigner(KEY))


async def test_a_wallets_whole_life_logs_and_raises_no_secret(
    wallet: Wallet, password: Secret[str], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    raised: list[str] = []

    async def refused(attempt: Any) -> None:
        try:
            await attempt
        except UserError as error:
            raised.append("".join(traceback.format_exception(error)))
            raised.append(repr(error.__context__) + repr(error.__cause__) + repr(error.params))
            return
        raise AssertionError("it should have been refused")

    await refused(wallet.restore(Secret("canary " * 12), password))
    await refused(wallet.restore(PHRASE, Secret("canary")))
    await wallet.restore(PHRASE, password)
    await refused(wallet.restore(PHRASE, password))
    await wallet.import_key(KEY, password)
    await refused(wallet.import_key(KEY, password))
    await refused(wallet.import_key(Secret(b"canary"), password))
    await refused(wallet.import_keystore("canary", Secret("canary"), password))
    wallet.lock()
    await refused(wallet.unlock(Secret("canary-wrong")))
    await refused(wallet.unlock(Secret("canary-\ud800")))
    await wallet.unlock(password)
    await wallet.change_password(password, Secret("canary-new-password"))
    load_or_create_key(tmp_path / "key")

    assert len(raised) == 16
    for text in raised:
        assert_silent(text)
    assert_silent(caplog.text)
    assert_silent(repr(wallet) + repr(wallet.accounts()))


def test_contents_that_do_not_parse_are_not_quoted() -> None:
    with pytest.raises(BadSealing) as refusal:
        Contents.from_bytes(Secret(b"canary"))
    assert_silent(repr(refusal.value) + repr(refusal.value.__context__))


async def test_a_keychain_that_returns_nonsense_is_not_quoted(tmp_path: Path) -> None:
    class Nonsense:
        kind = "nonsense"
        text = ""

        async def read(self, name: str, *, limit_s: float) -> str | None:
            return self.text if name.startswith("probe") else "canary"

        async def write(self, name: str, value: str, *, limit_s: float) -> None:
            self.text = value

        async def remove(self, name: str, *, limit_s: float) -> None:
            if not self.text:
                raise StoreFailed("nothing there")

    store = Nonsense()

    async def found(_limit_s: float) -> Nonsense:
        return store

    keys = OperatorKeys(tmp_path, find=found, store_of_kind=lambda _kind: store)
    with pytest.raises(UserError) as refusal:
        await keys.signer(first_keys(PHRASE).derived(0).address)
    assert_silent(repr(refusal.value) + repr(refusal.value.__cause__))
