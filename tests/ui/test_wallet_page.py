"""Money leaves by an exact plan that was seen and signed; what came and went can be saved."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit

from sonm_desktop.ui.wallet.history import HistoryPanel, as_csv
from sonm_desktop.ui.wallet.send import looks_like
from sonm_desktop.ui.widgets.qr_code import QrCode
from tests.fakes.agent import FakeAgent
from tests.fakes.sample_state import BUYS, SELLS
from tests.ui.stage import opened, staged

pytestmark = pytest.mark.usefixtures("qapp")

_ALIKE = BUYS[:6] + "0" * 32 + BUYS[-4:]
_STRANGER = "0x" + "12" * 20


@staged()
async def test_sending_shows_its_whole_cost_and_asks_for_the_password() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        await stage.go("wallet")
        await stage.press("Send")
        await stage.write(QLineEdit, "To the address", _STRANGER)
        await stage.write(QLineEdit, "Amount to send", "0.000000000000000001")
        await stage.press("Review")
        await stage.until(lambda: stage.reads("This is a plan to send."), "the plan")
        assert stage.reads("The network takes 0.000000000000021 of the coin at most.")
        assert not stage.seen(QLineEdit, "To the address").isEnabled()
        await stage.press("Sign and send")
        assert stage.reads("Type the wallet's password.")
        await stage.write(QLineEdit, "Password to sign", "wrong")
        await stage.press("Sign and send")
        await stage.calm()
        assert agent.told("commit") == []
        await stage.write(QLineEdit, "Password to sign", agent.password)
        await stage.press("Sign and send")
        await stage.until(lambda: stage.reads("It is done."), "the outcome")
        request = agent.told("plan")[0]
        assert (request.account, request.to, request.amount) == (SELLS, _STRANGER, 1)
        assert stage.seen(QLineEdit, "To the address").text() == ""


@staged()
async def test_an_address_that_only_looks_like_an_own_one_is_warned_about() -> None:
    async with opened(FakeAgent()) as stage:
        await stage.go("wallet")
        await stage.press("Send")
        await stage.write(QLineEdit, "To the address", _ALIKE)
        assert stage.reads("and is another one. Compare every digit.")
        await stage.write(QLineEdit, "To the address", BUYS)
        assert not stage.reads("and is another one.")
        await stage.write(QLineEdit, "To the address", "0x12")
        await stage.press("Review")
        assert stage.reads("An address is 0x and 40 digits")


def test_resemblance_is_ends_that_are_the_same() -> None:
    assert looks_like(_ALIKE.upper().replace("0X", "0x"), [SELLS, BUYS]) == BUYS
    assert looks_like(BUYS.lower(), [SELLS, BUYS]) == ""
    assert looks_like(_STRANGER, [SELLS, BUYS]) == ""


@staged()
async def test_receiving_shows_the_whole_address_of_the_chosen_account() -> None:
    async with opened(FakeAgent()) as stage:
        await stage.go("wallet")
        await stage.press("Receive")
        assert stage.seen(QLabel, "Address of this account").text() == SELLS
        code = next(w for w in stage.window.findChildren(QrCode) if w.isVisible())
        assert SELLS in code.accessibleName()
        picture = code.grab().toImage()
        dark = [picture.pixelColor(x, 74).lightness() < 50 for x in range(148)]
        assert 20 < sum(dark) < 128


@staged()
async def test_the_history_is_saved_exactly(tmp_path: Path) -> None:
    file = tmp_path / "history.csv"
    async with opened(FakeAgent()) as stage:
        await stage.go("wallet")
        stage.window.findChild(HistoryPanel).save(str(file))
        await stage.until(lambda: stage.reads("Saved."), "the file")
        stage.window.findChild(HistoryPanel).save(str(tmp_path / "none" / "x.csv"))
        await stage.until(lambda: stage.reads("cannot be written"), "the refusal")
        assert stage.seen(QAbstractButton, "Save as CSV…").isEnabled()
    rows = list(csv.DictReader(io.StringIO(file.read_text())))
    assert rows[0]["fee_coin"] == "0.000050000000000001"
    assert rows[0]["hash"] == "0x" + "ab" * 32


@staged()
async def test_no_cell_of_the_file_is_a_formula() -> None:
    record = (await FakeAgent().wallet.transactions(SELLS))[0]
    bad = record.model_copy(update={"what": record.what.model_copy(update={"text": "=1+1"})})
    assert "'=1+1" in as_csv([bad])


@staged()
async def test_a_new_account_is_asked_for() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        await stage.go("wallet")
        await stage.press("New account")
        await stage.calm()
        assert agent.told("new_account") == [""]


@staged()
async def test_what_finds_the_wallet_locked_asks_in_place_and_goes_on() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        await agent.wallet.lock()
        await stage.go("rentals")
        await stage.press("Close the rental")
        await stage.press("Close now")
        await stage.until(lambda: stage.reads("The wallet is locked"), "the question")
        await stage.write(QLineEdit, "Password of the wallet", "wrong")
        await stage.press("Unlock and go on")
        await stage.until(lambda: stage.reads("password"), "the refusal")
        assert agent.told("commit") == []
        await stage.write(QLineEdit, "Password of the wallet", agent.password)
        await stage.press("Unlock and go on")
        await stage.until(lambda: stage.reads("It is done."), "the outcome")
        assert len(agent.told("commit")) == 1


@staged()
async def test_who_does_not_unlock_is_told_that_nothing_was_done() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        await agent.wallet.lock()
        await stage.go("rentals")
        await stage.press("Close the rental")
        await stage.press("Close now")
        await stage.press("Cancel")
        await stage.until(lambda: stage.reads("Unlock it on the page of the wallet."), "the words")
        assert agent.told("commit") == []


@staged()
async def test_the_rail_locks_and_opens_the_wallet_from_every_place() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        await stage.press("Lock the wallet")
        await stage.press("Unlock the wallet")
        await stage.until(lambda: stage.reads("Unlock and go on"), "the question")
        await stage.write(QLineEdit, "Password of the wallet", agent.password)
        await stage.press("Unlock and go on")
        await stage.until(lambda: not agent.now.wallet.locked, "the key")
        await stage.until(lambda: stage.reads("Lock the wallet"), "the rail")
