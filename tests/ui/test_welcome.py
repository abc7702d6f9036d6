"""The first start: made new, restored or brought along; failures lose nothing, secrets vanish."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit

from sonm_desktop.core.errors import UserError
from sonm_desktop.ui.widgets.file_field import FileField
from tests.fakes.agent import PHRASE, FakeAgent
from tests.fakes.sample_state import sample_state, worded
from tests.ui.stage import Stage, opened, staged

pytestmark = pytest.mark.usefixtures("qapp")

_PASSWORD = "long enough"


def _nothing_yet() -> FakeAgent:
    wallet = {"state": worded("wallet.none", "There is no wallet yet."), "exists": False}
    network = {"state": worded("chain.no_network", "No network."), "configured": False}
    return FakeAgent(
        sample_state(
            wallet={**wallet, "locked": True, "accounts": []}, network={**network, "ready": False}
        )
    )


@staged()
async def test_a_short_or_mistyped_password_is_refused_in_words() -> None:
    async with opened(_nothing_yet()) as stage:
        await stage.write(QLineEdit, "Password", "short")
        await stage.press("Set up practice")
        assert stage.reads("The password has 8 characters at least.")
        await _passwords(stage, _PASSWORD, "another one")
        await stage.press("Set up practice")
        assert stage.reads("The two passwords are not the same.")


@staged()
async def test_a_wallet_is_restored_from_its_phrase_without_showing_it_again() -> None:
    agent = _nothing_yet()
    async with opened(agent) as stage:
        _choose(stage, "Wallet", "restore")
        await stage.write(QPlainTextEdit, "Phrase to restore", f"  {PHRASE.replace(' ', '  ')} ")
        await _passwords(stage, _PASSWORD, _PASSWORD)
        await stage.press("Set up practice")
        await stage.until(lambda: stage.reads("This PC"), "the window")
        await stage.calm()
        assert agent.told("restore") == [PHRASE]
        assert agent.told("create") == []
        for field in stage.window.findChildren(QPlainTextEdit):
            assert "legal" not in field.toPlainText()


@staged()
async def test_a_keystore_comes_along_with_a_new_wallet(tmp_path: Path) -> None:
    agent = _nothing_yet()
    file = tmp_path / "key.json"
    file.write_text('{"version": 3}')
    async with opened(agent) as stage:
        _choose(stage, "Wallet", "keystore")
        await _passwords(stage, _PASSWORD, _PASSWORD)
        await stage.press("Set up practice")
        assert stage.reads("Choose the keystore file.")
        field = next(f for f in stage.window.findChildren(FileField) if f.isVisible())
        field.choose(str(file))
        await stage.write(QLineEdit, "Password of the file", "old")
        await stage.press("Set up practice")
        await stage.until(lambda: stage.reads("Your recovery phrase"), "the phrase")
        assert agent.told("import_keystore") == [('{"version": 3}', "old")]


@staged()
async def test_a_failure_on_the_way_is_taken_up_and_the_phrase_is_still_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    agent = _nothing_yet()
    calls = iter([True, False, False, False, False])
    real = agent.wallet.operator

    async def stumble(account: str) -> object:
        if next(calls):
            raise UserError("chain.no_network")
        return await real(account)

    monkeypatch.setattr(agent.wallet, "operator", stumble)
    async with opened(agent) as stage:
        await _passwords(stage, _PASSWORD, _PASSWORD)
        await stage.press("Set up practice")
        await stage.press("Go on")
        await stage.until(lambda: stage.reads("Your recovery phrase"), "the phrase")
        assert stage.seen(QLabel, "Recovery phrase").text() == PHRASE
        assert len(agent.told("create")) == 1
        await stage.press("I have written it down")
        assert PHRASE not in stage.screen()


@staged()
async def test_another_network_needs_its_file(tmp_path: Path) -> None:
    agent = _nothing_yet()
    async with opened(agent) as stage:
        _choose(stage, "Network", "file")
        await _passwords(stage, _PASSWORD, _PASSWORD)
        await stage.press("Set up the wallet")
        assert stage.reads("Choose the file of the network.")
        field = next(f for f in stage.window.findChildren(FileField) if f.isVisible())
        field.choose(str(tmp_path / "network.json"))
        await stage.press("Set up the wallet")
        await stage.until(lambda: stage.reads("Your recovery phrase"), "the phrase")
        assert agent.told("use") == [tmp_path / "network.json"]
        assert agent.told("start_practice") == []


async def _passwords(stage: Stage, one: str, other: str) -> None:
    await stage.write(QLineEdit, "Password", one)
    await stage.write(QLineEdit, "Password again", other)


def _choose(stage: Stage, name: str, value: str) -> None:
    box = stage.seen(QComboBox, name)
    box.setCurrentIndex(box.findData(value))
