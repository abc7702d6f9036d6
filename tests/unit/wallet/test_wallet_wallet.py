"""The wallet of a profile: create, restore, lock, import, change, and crashes between."""

from __future__ import annotations

import asyncio
import json
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.core.secret import Secret
from sonm_desktop.wallet.keystore import read_keystore, write_keystore
from sonm_desktop.wallet.sealing import Cost
from sonm_desktop.wallet.wallet import IDLE_S, Wallet

if TYPE_CHECKING:
    from conftest import HeldClock

FAMOUS = Secret("test test test test test test test test test test test junk")
FIRST = Address("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266")
SECOND = Address("0x70997970C51812dc3A010C7d01b50e0d17dc79C8")
IMPORTED = Secret(b"\x01" * 32)
IMPORTED_ADDRESS = Address("0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1")
WRONG = Secret("wrong-password")


def reopened(wallet: Wallet, tmp_path: Path, clock: HeldClock, cheap: Cost) -> Wallet:
    """Another program's view of the same file."""
    return Wallet(tmp_path / "wallet", clock, cost=cheap)


def code_of(refusal: pytest.ExceptionInfo[UserError]) -> str:
    return refusal.value.code


async def test_a_new_wallet_has_one_account_and_is_unlocked(
    wallet: Wallet, password: Secret[str]
) -> None:
    phrase = await wallet.create(password)
    (account,) = wallet.accounts()
    assert len(phrase.reveal().split()) == 12
    assert (account.index, account.label) == (0, "Account 1")
    assert wallet.signer(account.address).address == account.address


async def test_a_restored_phrase_has_its_known_account(
    wallet: Wallet, password: Secret[str]
) -> None:
    await wallet.restore(FAMOUS, password)
    assert [account.address for account in wallet.accounts()] == [FIRST]


async def test_accounts_are_readable_and_nothing_is_signed_while_locked(
    wallet: Wallet, password: Secret[str], tmp_path: Path, clock: HeldClock, cheap: Cost
) -> None:
    await wallet.restore(FAMOUS, password)
    fresh = reopened(wallet, tmp_path, clock, cheap)
    assert fresh.locked
    assert fresh.accounts()[0].address == FIRST
    with pytest.raises(UserError) as refusal:
        fresh.signer(FIRST)
    assert code_of(refusal) == "wallet.locked"
    with pytest.raises(UserError) as refusal:
        await fresh.add_account()
    assert code_of(refusal) == "wallet.locked"


async def test_the_right_password_unlocks_and_a_wrong_one_does_not(
    wallet: Wallet, password: Secret[str]
) -> None:
    await wallet.restore(FAMOUS, password)
    wallet.lock()
    with pytest.raises(UserError) as refusal:
        await wallet.unlock(WRONG)
    assert code_of(refusal) == "wallet.wrong_password"
    assert wallet.locked
    await wallet.unlock(password)
    assert wallet.signer(FIRST).address == FIRST


async def test_there_is_nothing_to_unlock_without_a_wallet(
    wallet: Wallet, password: Secret[str]
) -> None:
    assert wallet.accounts() == ()
    assert not wallet.exists
    with pytest.raises(UserError) as refusal:
        await wallet.unlock(password)
    assert code_of(refusal) == "wallet.none"


async def test_a_second_wallet_never_replaces_the_first(
    wallet: Wallet, password: Secret[str]
) -> None:
    await wallet.restore(FAMOUS, password)
    for attempt in (wallet.create(password), wallet.restore(FAMOUS, password)):
        with pytest.raises(UserError) as refusal:
            await attempt
        assert code_of(refusal) == "wallet.exists"
    assert wallet.accounts()[0].address == FIRST


async def test_two_creations_at_once_make_one_wallet(wallet: Wallet, password: Secret[str]) -> None:
    outcomes = await asyncio.gather(
        wallet.create(password), wallet.create(password), return_exceptions=True
    )
    assert sum(isinstance(outcome, UserError) for outcome in outcomes) == 1
    assert len(wallet.accounts()) == 1


async def test_a_short_password_is_refused(wallet: Wallet) -> None:
    with pytest.raises(UserError) as refusal:
        await wallet.create(Secret("seven77"))
    assert code_of(refusal) == "wallet.weak_password"
    assert not wallet.exists


async def test_accounts_are_added_in_order_and_survive_a_restart(
    wallet: Wallet, password: Secret[str], tmp_path: Path, clock: HeldClock, cheap: Cost
) -> None:
    await wallet.restore(FAMOUS, password)
    added = await wallet.add_account("Savings")
    assert (added.address, added.label, added.index) == (SECOND, "Savings", 1)
    assert wallet.signer(SECOND).address == SECOND
    fresh = reopened(wallet, tmp_path, clock, cheap)
    await fresh.unlock(password)
    assert fresh.signer(SECOND).address == SECOND


async def test_an_idle_wallet_locks_itself(
    wallet: Wallet, password: Secret[str], clock: HeldClock
) -> None:
    await wallet.restore(FAMOUS, password)
    clock.pass_s(IDLE_S - 1)
    wallet.signer(FIRST)
    clock.pass_s(IDLE_S - 1)
    assert not wallet.locked
    clock.pass_s(1)
    with pytest.raises(UserError) as refusal:
        wallet.signer(FIRST)
    assert code_of(refusal) == "wallet.locked"


async def test_a_laptop_that_slept_wakes_with_a_locked_wallet(
    wallet: Wallet, password: Secret[str], clock: HeldClock
) -> None:
    await wallet.restore(FAMOUS, password)
    clock.sleep_through(IDLE_S)
    assert wallet.locked


async def test_setting_the_clock_back_does_not_keep_a_wallet_open(
    wallet: Wallet, password: Secret[str], clock: HeldClock
) -> None:
    await wallet.restore(FAMOUS, password)
    clock.set_back(100_000)
    clock.pass_s(IDLE_S)
    assert wallet.locked


async def test_an_imported_key_signs_and_survives_a_restart(
    wallet: Wallet, password: Secret[str], tmp_path: Path, clock: HeldClock, cheap: Cost
) -> None:
    await wallet.restore(FAMOUS, password)
    account = await wallet.import_key(IMPORTED, password, label="Old")
    assert (account.address, account.index) == (IMPORTED_ADDRESS, None)
    assert wallet.signer(IMPORTED_ADDRESS).address == IMPORTED_ADDRESS
    fresh = reopened(wallet, tmp_path, clock, cheap)
    await fresh.unlock(password)
    assert fresh.signer(IMPORTED_ADDRESS).address == IMPORTED_ADDRESS
    assert fresh.signer(FIRST).address == FIRST


async def test_an_import_into_a_locked_wallet_leaves_it_locked(
    wallet: Wallet, password: Secret[str]
) -> None:
    await wallet.restore(FAMOUS, password)
    wallet.lock()
    await wallet.import_key(IMPORTED, password)
    assert wallet.locked
    assert len(wallet.accounts()) == 2


async def test_an_import_needs_the_password_a_key_and_a_new_account(
    wallet: Wallet, password: Secret[str]
) -> None:
    await wallet.restore(FAMOUS, password)
    with pytest.raises(UserError) as refusal:
        await wallet.import_key(IMPORTED, WRONG)
    assert code_of(refusal) == "wallet.wrong_password"
    with pytest.raises(UserError) as refusal:
        await wallet.import_key(Secret(bytes(32)), password)
    assert code_of(refusal) == "wallet.bad_key"
    await wallet.import_key(IMPORTED, password)
    with pytest.raises(UserError) as refusal:
        await wallet.import_key(IMPORTED, password)
    assert code_of(refusal) == "wallet.account_exists"


async def test_a_keystore_file_is_imported_under_the_wallets_password(
    wallet: Wallet, password: Secret[str], cheap: Cost
) -> None:
    await wallet.restore(FAMOUS, password)
    text = write_keystore(IMPORTED, WRONG, cheap)
    account = await wallet.import_keystore(text, WRONG, password)
    exported = await wallet.export_keystore(account.address, password)
    assert read_keystore(exported, password) == IMPORTED


async def test_an_account_of_the_phrase_is_exported(wallet: Wallet, password: Secret[str]) -> None:
    await wallet.restore(FAMOUS, password)
    key = read_keystore(await wallet.export_keystore(FIRST, password), password)
    assert key.reveal().hex().startswith("ac0974bec39a17e36ba4a6b4d238ff944")
    with pytest.raises(UserError) as refusal:
        await wallet.export_keystore(SECOND, password)
    assert code_of(refusal) == "wallet.no_account"


async def test_the_phrase_is_shown_for_the_password_only(
    wallet: Wallet, password: Secret[str]
) -> None:
    await wallet.restore(FAMOUS, password)
    assert await wallet.phrase(password) == FAMOUS
    with pytest.raises(UserError):
        await wallet.phrase(WRONG)


async def test_a_changed_password_opens_and_the_old_one_does_not(
    wallet: Wallet, password: Secret[str]
) -> None:
    await wallet.restore(FAMOUS, password)
    await wallet.import_key(IMPORTED, password)
    new = Secret("another-password")
    await wallet.change_password(password, new)
    await wallet.check_password(new)
    with pytest.raises(UserError) as refusal:
        await wallet.check_password(password)
    assert code_of(refusal) == "wallet.wrong_password"
    wallet.lock()
    await wallet.unlock(new)
    assert wallet.signer(IMPORTED_ADDRESS).address == IMPORTED_ADDRESS


async def test_an_account_is_renamed(wallet: Wallet, password: Secret[str]) -> None:
    await wallet.restore(FAMOUS, password)
    await wallet.rename(FIRST, " Rent ")
    assert wallet.account(FIRST).label == "Rent"
    with pytest.raises(UserError) as refusal:
        await wallet.rename(SECOND, "Rent")
    assert code_of(refusal) == "wallet.no_account"


@pytest.mark.parametrize("label", ["", "x" * 65, "a\nb", "\u202eevil"])
async def test_a_label_that_could_mislead_is_refused(
    wallet: Wallet, password: Secret[str], label: str
) -> None:
    await wallet.restore(FAMOUS, password)
    with pytest.raises(UserError) as refusal:
        await wallet.rename(FIRST, label)
    assert code_of(refusal) == "wallet.bad_label"


async def test_an_address_slipped_into_the_file_is_found_at_unlock(
    wallet: Wallet, password: Secret[str], tmp_path: Path
) -> None:
    await wallet.restore(FAMOUS, password)
    path = tmp_path / "wallet" / "wallet.json"
    fields = json.loads(path.read_text())
    fields["accounts"][0]["address"] = SECOND
    path.write_text(json.dumps(fields))
    wallet.lock()
    with pytest.raises(UserError) as refusal:
        await wallet.unlock(password)
    assert code_of(refusal) == "wallet.damaged"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "wallet.damaged"),
        ("[]", "wallet.damaged"),
        ('{"version": 1}', "wallet.damaged"),
        ('{"version": 1, "accounts": [{"address": "0x12"}], "sealed": {}}', "wallet.damaged"),
        ('{"version": 2}', "wallet.from_the_future"),
    ],
)
def test_a_file_that_is_no_wallet_is_refused(
    wallet: Wallet, tmp_path: Path, text: str, code: str
) -> None:
    path = tmp_path / "wallet" / "wallet.json"
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(UserError) as refusal:
        wallet.accounts()
    assert code_of(refusal) == code


async def test_the_file_is_private_and_shows_no_secret(
    wallet: Wallet, password: Secret[str], tmp_path: Path
) -> None:
    await wallet.restore(FAMOUS, password)
    await wallet.import_key(IMPORTED, password)
    path = tmp_path / "wallet" / "wallet.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    text = path.read_text()
    assert "junk" not in text
    assert IMPORTED.reveal().hex() not in text
    assert list(path.parent.iterdir()) == [path]


class LockingAloud(Wallet):
    """A wallet that tells when it was locked."""

    def __init__(self, folder: Path, clock: HeldClock, cheap: Cost) -> None:
        super().__init__(folder, clock, cost=cheap)
        self.was_locked = asyncio.Event()

    def lock(self) -> None:
        super().lock()
        self.was_locked.set()


async def test_the_watch_drops_the_keys_of_an_idle_wallet(
    tmp_path: Path,
    password: Secret[str],
    clock: HeldClock,
    cheap: Cost,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sonm_desktop.wallet.wallet._WATCH_S", 0.001)
    wallet = LockingAloud(tmp_path, clock, cheap)
    await wallet.restore(FAMOUS, password)
    clock.pass_s(IDLE_S)
    watching = asyncio.ensure_future(wallet.watch())
    await asyncio.wait_for(wallet.was_locked.wait(), 5)
    watching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await watching
