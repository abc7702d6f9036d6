"""Money leaves by an exact plan that was seen and signed; what came and went can be saved."""

from __future__ import annotations

import csv
import io
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListView,
    QRadioButton,
    QToolButton,
    QWidget,
)

from sonm_desktop.api.schema.plans import Plan, Send
from sonm_desktop.api.schema.wallet import Allowance
from sonm_desktop.core.amounts import MAX_UINT256, format_amount
from sonm_desktop.core.secret import Secret
from sonm_desktop.ui.wallet.history import HistoryPanel
from sonm_desktop.ui.wallet.importing import ImportDialog
from sonm_desktop.ui.wallet.keys import KeysForm
from sonm_desktop.ui.wallet.summary import AccountSummary
from sonm_desktop.ui.widgets.amount_field import AmountField
from sonm_desktop.ui.widgets.qr_code import QrCode
from sonm_desktop.ui.widgets.table import RecordView
from tests.fakes.agent import FakeAgent
from tests.fakes.sample_state import BUYS, NOW, SELLS
from tests.ui.stage import Stage, opened, staged

pytestmark = pytest.mark.usefixtures("qapp")


def _cell(table: RecordView, row: int, column: int) -> str:
    return str(table.model().index(row, column, QModelIndex()).data())


def _secret(text: str) -> Secret[str]:
    return Secret(text)


def _choose(stage: Stage, title: str) -> None:
    """Choose *title* in the menu of “Add”."""
    button = stage.seen(QToolButton, "Add an account")
    next(action for action in button.menu().actions() if action.text() == title).trigger()


def _close_dialogs(stage: Stage) -> None:
    for dialog in stage.window.findChildren(QFileDialog):
        dialog.close()


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
        assert stage.reads("0.000000000000021 of the coin at most")
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
async def test_each_speed_tells_its_cost_and_its_wait_and_makes_its_own_plan() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        await stage.go("wallet")
        await stage.press("Send")
        await stage.write(QLineEdit, "To the address", _STRANGER)
        await stage.write(QLineEdit, "Amount to send", "1")
        await stage.press("Review")
        await stage.until(lambda: stage.reads("Slow: ~1 min, 0.000036 coin"), "the costs")
        assert stage.reads("Fast: ~12 s, 0.000072 coin")
        fast = next(
            one
            for one in stage.window.findChildren(QRadioButton)
            if one.isVisible() and one.text().startswith("Fast")
        )
        fast.click()
        await stage.calm()
        assert [request.speed for request in agent.told("plan")] == ["normal", "fast"]
        await stage.press("Back")
        assert stage.seen(QRadioButton, "Fast").isChecked()


@staged()
async def test_an_address_that_only_looks_like_a_known_one_must_be_meant() -> None:
    agent = FakeAgent()
    agent.wallet.likes[_ALIKE] = BUYS
    async with opened(agent) as stage:
        await stage.go("wallet")
        await stage.press("Send")
        await stage.write(QLineEdit, "To the address", _ALIKE)
        await stage.write(QLineEdit, "Amount to send", "1")
        await stage.until(lambda: stage.reads("begins and ends like"), "the warning")
        assert stage.reads(f"{_ALIKE}\n{BUYS}")
        await stage.press("Review")
        assert stage.reads("Compare the two addresses")
        assert agent.told("plan") == []
        meant = "I have compared every digit, and mean this address"
        stage.seen(QCheckBox, meant).click()
        await stage.press("Review")
        await stage.until(lambda: stage.reads("This is a plan to send."), "the plan")
        assert agent.told("plan")[0].alike_ok
        await stage.press("Back")
        await stage.write(QLineEdit, "To the address", BUYS)
        await stage.until(lambda: stage.reads("Your account “Me (buys)”."), "the account")
        assert not stage.reads(meant)
        await stage.write(QLineEdit, "To the address", "0x12")
        await stage.press("Review")
        assert stage.reads("An address is 0x and 40 digits")


@staged()
async def test_all_of_the_coin_is_what_the_fee_leaves_and_all_of_the_token_is_exact() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        await stage.go("wallet")
        await stage.press("Send")
        await stage.write(QLineEdit, "To the address", _STRANGER)
        await stage.press("All: Amount to send")
        assert stage.seen(QLineEdit, "Amount to send").text() == "25"
        assert stage.reads("0 SNM stay in the wallet.")
        box = stage.seen(QComboBox, "What to send")
        box.setCurrentIndex(box.findData("coin"))
        await stage.press("All: Amount to send")
        assert stage.reads("All of it, but for the network's fee.")
        await stage.press("Review")
        await stage.calm()
        assert agent.told("plan")[0].amount is None
        assert agent.told("plan")[0].asset == "coin"


@staged()
async def test_an_amount_that_is_unclear_is_said_to_be_so() -> None:
    async with opened(FakeAgent()) as stage:
        await stage.go("wallet")
        await stage.press("Send")
        await stage.write(QLineEdit, "To the address", _STRANGER)
        for typed, reason in (
            ("1,5", "can be read in two ways"),
            ("0." + "0" * 18 + "1", "There are 19 decimals"),
            ("x", "is not an amount"),
            ("0", "There is no amount yet"),
        ):
            await stage.write(QLineEdit, "Amount to send", typed)
            await stage.press("Review")
            assert stage.reads(reason)
        await stage.write(QLineEdit, "Amount to send", "1,000.5")
        assert stage.reads("The wallet has only 25 SNM.")


@given(st.integers(1, MAX_UINT256))
@settings(max_examples=60, deadline=None)
def test_every_wei_passes_through_field_request_and_plan_unchanged(wei: int) -> None:
    assert QApplication.instance() is not None
    field = AmountField("amount")
    field.findChild(QLineEdit).setText(format_amount(wei))
    request = Send(account=SELLS, to=BUYS, amount=field.wei())
    arrived = Send.model_validate_json(request.model_dump_json())
    plan = Plan.model_validate(
        {
            "id": "1",
            "kind": "send",
            "account": SELLS,
            "deal": "",
            "effects": [],
            "total": str(arrived.amount),
            "fee": "0",
            "expires": NOW,
        }
    )
    assert Plan.model_validate_json(plan.model_dump_json()).total == wei
    field.set_most(wei)
    assert field.is_all()
    field.deleteLater()


@staged()
async def test_deposit_and_withdrawal_tell_what_stays_and_plan_it() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        await stage.go("wallet")
        await stage.press("Market vault")
        await stage.write(QLineEdit, "SNM to move", "5")
        assert stage.reads("20 SNM stay in the wallet.")
        stage.seen(QRadioButton, "Withdraw into the wallet").click()
        assert stage.reads("The vault has only 0.3125 SNM.")
        await stage.press("All: SNM to move")
        assert stage.reads("0 SNM stay in the vault.")
        await stage.press("Review")
        await stage.press("Do it")
        await stage.until(lambda: stage.reads("It is done."), "the outcome")
        (request,) = agent.told("plan")
        assert (request.kind, request.amount) == ("withdraw", 3125 * 10**14)


@staged()
async def test_the_accounts_are_told_with_their_totals_and_chosen_by_keys() -> None:
    async with opened(FakeAgent()) as stage:
        await stage.go("wallet")
        accounts = stage.seen(QListView, "Accounts")
        QAbstractItemModelTester(accounts.model())
        texts = [accounts.model().index(row, 0).data() for row in range(2)]
        assert texts == ["This PC (sells), 25.3125 SNM", "Me (buys), 25.3125 SNM"]
        assert stage.seen(QLabel, "Address of the account").text() == SELLS
        accounts.setCurrentIndex(accounts.model().index(1, 0))
        await stage.calm()
        assert stage.seen(QLabel, "Address of the account").text() == BUYS
        accounts.setCurrentIndex(accounts.model().index(0, 0))
        stage.face.live.choose(BUYS)
        await stage.calm()
        assert accounts.currentIndex().row() == 1
        await stage.press("Copy the address")
        assert QApplication.clipboard().text() == BUYS


@staged()
async def test_every_sum_is_whole_in_a_small_window() -> None:
    async with opened(FakeAgent()) as stage:
        stage.window.resize(1024, 640)
        await stage.go("wallet")
        (summary,) = stage.window.findChildren(AccountSummary)
        amounts = [w for w in summary.findChildren(QWidget) if ": " in w.accessibleName()]
        assert len(amounts) == 4
        for amount in amounts:
            assert amount.height() >= amount.minimumSizeHint().height()
            assert amount.geometry().bottom() <= amount.parentWidget().rect().bottom()


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
async def test_the_history_is_filtered_and_its_pages_come_as_they_are_wanted() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        await stage.go("wallet")
        table = stage.seen(RecordView, "History")
        QAbstractItemModelTester(table.model())
        assert table.model().rowCount() == 640
        table.scrollToBottom()
        table.model().index(639, 1).data()
        await stage.calm()
        assert set(agent.told("history rows")) == {0, 600}
        kinds = stage.seen(QComboBox, "What kind")
        kinds.setCurrentIndex(kinds.findText("Fees"))
        await stage.calm()
        shown = {_cell(table, row, 1) for row in range(5)}
        assert shown == {"Fee: Buys a deal"}
        assert table.model().rowCount() < 200
        await stage.write(QLineEdit, "Find in the history", "nothing is called so")
        await stage.until(lambda: table.model().rowCount() == 0, "the filtered rows")
        assert agent.told("history")[-1].text == "nothing is called so"
        assert stage.reads("0 rows")


@staged()
async def test_the_history_is_saved_exactly(tmp_path: Path) -> None:
    file = tmp_path / "history.csv"
    agent = FakeAgent()
    async with opened(agent) as stage:
        await stage.go("wallet")
        stage.window.findChild(HistoryPanel).save(str(file))
        await stage.until(lambda: stage.reads("Saved."), "the file")
        stage.window.findChild(HistoryPanel).save(str(tmp_path / "none" / "x.csv"))
        await stage.until(lambda: stage.reads("cannot be written"), "the refusal")
        assert stage.seen(QAbstractButton, "Save as CSV…").isEnabled()
    rows = list(csv.DictReader(io.StringIO(file.read_text())))
    known = agent.history.rows_by_account[SELLS]
    assert len(rows) == len(known) == 640
    for told, meant in zip(rows, known, strict=True):
        assert told["wallet_snm"] == (format_amount(meant.wallet) if meant.wallet else "")
        assert told["coin"] == (format_amount(meant.coin) if meant.coin else "")
        assert told["transaction"] == meant.tx


@staged()
async def test_a_waiting_transaction_is_called_back_when_its_cost_was_seen() -> None:
    agent = FakeAgent()
    waiting = (await agent.wallet.transactions(SELLS))[0].model_copy(
        update={"state": "signed", "most": 3 * 10**15}
    )
    agent.wallet.sent = [waiting]
    async with opened(agent) as stage:
        await stage.go("wallet")
        await stage.until(lambda: stage.reads("Waits for a block since"), "the transaction")
        assert stage.reads("does not rise above the 0.003 coin that you have agreed to")
        await stage.press("Cancel it")
        await stage.until(lambda: stage.reads("0.000000000000004242 coin at most"), "the cost")
        assert agent.told("replace") == [("1", True, None)]
        await stage.press("Do it")
        await stage.calm()
        assert agent.told("replace")[-1] == ("1", True, 4242)


@staged()
async def test_spending_is_allowed_up_to_a_limit_and_permissions_are_taken_back() -> None:
    agent = FakeAgent()
    agent.wallet.permits = [Allowance(account=SELLS, spender=_STRANGER, amount=7, market=False)]
    async with opened(agent) as stage:
        await stage.go("wallet")
        await stage.press("Permissions")
        await stage.write(QLineEdit, "SNM a day at most", "12.5")
        await stage.press("Allow")
        await stage.press("Sign")
        await stage.until(lambda: stage.reads("It is done."), "the grant")
        await stage.press(f"Take it back from {_STRANGER}")
        await stage.until(lambda: stage.reads("This is a plan to disallow."), "the plan")
        granted, taken = agent.told("plan")
        assert (granted.daily_limit, granted.duration) == (125 * 10**17, 90 * 86_400)
        assert (taken.kind, taken.spender) == ("disallow", _STRANGER)


@staged()
async def test_an_account_is_renamed_and_its_key_saved_for_its_owner_only(tmp_path: Path) -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        await stage.go("wallet")
        await stage.press("Account")
        await stage.write(QLineEdit, "Name of the account", "Savings")
        await stage.press("Rename")
        await stage.calm()
        assert agent.told("rename") == [(SELLS, "Savings")]
        await stage.press("Save the key as a file…")
        assert stage.reads("Type the wallet's password.")
        form = stage.window.findChild(KeysForm)
        file = tmp_path / "key.json"
        form.save(str(file))
        assert not file.exists()
        form._ask_file(await agent.wallet.export_keystore(SELLS, _secret(agent.password)))
        form.save(str(file))
        await stage.until(lambda: stage.reads("Saved. Who has this file"), "the file")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        form.save(str(file))
        assert file.read_text() == '{"version": 3}'
        _close_dialogs(stage)


@staged()
async def test_accounts_are_added_and_keys_are_brought() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        await stage.go("wallet")
        _choose(stage, "New account")
        await stage.calm()
        assert agent.told("new_account") == [""]
        _choose(stage, "Import a private key…")
        await stage.until(lambda: stage.window.findChild(ImportDialog), "the dialog")
        await stage.press("Import")
        assert stage.reads("Type the wallet's password.")
        await stage.write(QLineEdit, "Private key: 0x and 64 digits", "0x" + "ab" * 32)
        await stage.write(QLineEdit, "Password of this wallet", agent.password)
        await stage.press("Import")
        await stage.until(lambda: agent.told("import_key"), "the import")
        assert agent.told("import_key") == ["0x" + "ab" * 32]
        await stage.until(lambda: not stage.reads("Import a private key"), "the dialog's end")


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
