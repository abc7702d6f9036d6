"""Keys that work without a password: in private files, or in the system's store."""

from __future__ import annotations

import asyncio
import json
import stat
import threading
import time
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.wallet.keychain import (
    OperatorKeys,
    files,
    load_or_create_key,
    load_or_create_secret,
    operators,
    system,
)
from sonm_desktop.wallet.keychain.system import StoreFailed, SystemStore, find_store

ACCOUNT = Address("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266")
OTHER = Address("0x70997970C51812dc3A010C7d01b50e0d17dc79C8")


class HeldStore:
    """A desktop's secret store that a test can close, in memory."""

    kind = "held"

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.closed = False
        self.forgetful = False

    async def read(self, name: str, *, limit_s: float) -> str | None:
        self._require_open()
        return None if self.forgetful else self.texts.get(name)

    async def write(self, name: str, value: str, *, limit_s: float) -> None:
        self._require_open()
        self.texts[name] = value

    async def remove(self, name: str, *, limit_s: float) -> None:
        self._require_open()
        if self.texts.pop(name, None) is None:
            raise StoreFailed("no such name")

    async def found(self, limit_s: float) -> HeldStore:
        self._require_open()
        return self

    def of_kind(self, kind: str) -> HeldStore:
        assert kind == self.kind
        return self

    def _require_open(self) -> None:
        if self.closed:
            raise StoreFailed("closed")


@pytest.fixture
def store() -> HeldStore:
    return HeldStore()


def keys_in(folder: Path, store: HeldStore) -> OperatorKeys:
    return OperatorKeys(folder, find=store.found, store_of_kind=store.of_kind)


def test_a_key_file_is_made_once_and_private(tmp_path: Path) -> None:
    path = tmp_path / "worker" / "key"
    made = load_or_create_key(path)
    assert load_or_create_key(path).address == made.address
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_a_secret_has_32_bytes_and_stays(tmp_path: Path) -> None:
    made = load_or_create_secret(tmp_path / "endpoint")
    assert len(made.reveal()) == 32
    assert load_or_create_secret(tmp_path / "endpoint") == made


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620])
def test_a_key_file_that_others_can_reach_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "key"
    load_or_create_key(path)
    path.chmod(mode)
    with pytest.raises(UserError, match="chmod 600") as refusal:
        load_or_create_key(path)
    assert refusal.value.code == "wallet.key_file_open"


@pytest.mark.parametrize("content", [b"", b"canary", b"00" * 31, b"zz" * 32, b"00" * 33, b"\xff"])
def test_a_damaged_key_file_is_refused_and_kept(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(UserError) as refusal:
        load_or_create_secret(path)
    assert refusal.value.code == "wallet.key_file_damaged"
    assert refusal.value.__context__ is None
    assert path.read_bytes() == content


def test_zero_is_a_secret_but_no_key(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("00" * 32)
    path.chmod(0o600)
    assert load_or_create_secret(path).reveal() == bytes(32)
    with pytest.raises(UserError) as refusal:
        load_or_create_key(path)
    assert refusal.value.code == "wallet.key_file_damaged"


def test_a_folder_in_the_files_place_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "key").mkdir()
    with pytest.raises(UserError) as refusal:
        load_or_create_key(tmp_path / "key")
    assert refusal.value.code == "wallet.key_file_unreadable"


def test_programs_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    gate = threading.Barrier(8)
    seen: list[bytes] = []

    def start() -> None:
        gate.wait()
        seen.append(load_or_create_secret(tmp_path / "key").reveal())

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 8
    assert len(set(seen)) == 1


async def test_operator_keys_go_to_a_store_that_works(tmp_path: Path, store: HeldStore) -> None:
    signer = await keys_in(tmp_path, store).signer(ACCOUNT)
    again = await keys_in(tmp_path, store).signer(ACCOUNT)
    assert again.address == signer.address
    assert not (tmp_path / f"operator-{ACCOUNT.lower()}.key").exists()
    assert len(store.texts) == 1


async def test_each_account_has_its_own_operator(tmp_path: Path, store: HeldStore) -> None:
    keys = keys_in(tmp_path, store)
    assert (await keys.signer(ACCOUNT)).address != (await keys.signer(OTHER)).address


async def test_two_profiles_do_not_share_an_operator(tmp_path: Path, store: HeldStore) -> None:
    one = await keys_in(tmp_path / "one", store).signer(ACCOUNT)
    two = await keys_in(tmp_path / "two", store).signer(ACCOUNT)
    assert one.address != two.address


async def test_without_a_store_operator_keys_are_private_files(
    tmp_path: Path, store: HeldStore
) -> None:
    store.closed = True
    signer = await keys_in(tmp_path, store).signer(ACCOUNT)
    path = tmp_path / f"operator-{ACCOUNT.lower()}.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    store.closed = False
    again = await keys_in(tmp_path, store).signer(ACCOUNT)
    assert again.address == signer.address
    assert store.texts == {}


async def test_a_store_that_forgets_is_not_used(tmp_path: Path, store: HeldStore) -> None:
    store.forgetful = True
    await keys_in(tmp_path, store).signer(ACCOUNT)
    assert (tmp_path / f"operator-{ACCOUNT.lower()}.key").exists()


async def test_a_store_that_is_closed_later_is_an_error_not_a_second_key(
    tmp_path: Path, store: HeldStore
) -> None:
    await keys_in(tmp_path, store).signer(ACCOUNT)
    store.closed = True
    with pytest.raises(UserError) as refusal:
        await keys_in(tmp_path, store).signer(ACCOUNT)
    assert refusal.value.code == "wallet.keychain_unavailable"


async def test_a_forgotten_key_is_made_anew(tmp_path: Path, store: HeldStore) -> None:
    keys = keys_in(tmp_path, store)
    first = await keys.signer(ACCOUNT)
    await keys.forget(ACCOUNT)
    await keys.forget(OTHER)
    assert (await keys.signer(ACCOUNT)).address != first.address


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"kind": 1, "profile": "x"}'])
async def test_a_damaged_record_is_refused(tmp_path: Path, store: HeldStore, text: str) -> None:
    (tmp_path / operators.RECORD_NAME).write_text(text)
    with pytest.raises(UserError) as refusal:
        await keys_in(tmp_path, store).signer(ACCOUNT)
    assert refusal.value.code == "wallet.keychain_damaged"


async def test_the_record_holds_no_secret(tmp_path: Path, store: HeldStore) -> None:
    await keys_in(tmp_path, store).signer(ACCOUNT)
    record = json.loads((tmp_path / operators.RECORD_NAME).read_text())
    assert set(record) == {"kind", "profile"}
    assert not any(text in record.values() for text in store.texts.values())


class NeverAnswers(KeyringBackend):
    """A store that waits for a prompt that nobody sees."""

    priority = 1.0  # type: ignore[assignment]

    def get_password(self, service: str, username: str) -> str | None:
        time.sleep(30)
        raise AssertionError("nobody waits this long")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise OSError("the bus is gone")

    def delete_password(self, service: str, username: str) -> None:
        raise OSError("the bus is gone")


@pytest.fixture
def prompting(monkeypatch: pytest.MonkeyPatch) -> SystemStore:
    monkeypatch.setattr(system, "TRUSTED", (NeverAnswers.__module__,))
    monkeypatch.setattr("keyring.backend.get_all_keyring", lambda: [NeverAnswers()])
    return SystemStore(NeverAnswers.__module__)


async def test_a_store_that_prompts_is_given_up_in_time(prompting: SystemStore) -> None:
    started = asyncio.get_running_loop().time()
    with pytest.raises(StoreFailed):
        await prompting.read("name", limit_s=0.05)
    assert asyncio.get_running_loop().time() - started < 5


async def test_a_stores_own_failure_is_one_kind_of_failure(prompting: SystemStore) -> None:
    assert (await find_store(5)).kind == prompting.kind
    with pytest.raises(StoreFailed):
        await prompting.write("name", "value", limit_s=5)
    with pytest.raises(StoreFailed):
        await prompting.remove("name", limit_s=5)


async def test_a_store_that_writes_plain_text_is_not_trusted(
    prompting: SystemStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system, "TRUSTED", ())
    with pytest.raises(StoreFailed):
        await find_store(5)


def test_a_key_outside_the_order_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    draws = [bytes(32), b"\xff" * 32, b"\x01" * 32]
    monkeypatch.setattr(files.secrets, "token_bytes", lambda _count: draws.pop(0))
    assert files.new_key().reveal() == b"\x01" * 32
