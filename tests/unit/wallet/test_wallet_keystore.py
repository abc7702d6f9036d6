"""Keystore V3 files: ours, other wallets', damaged and hostile ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from eth_account import Account as Independent
from hypothesis import given, settings
from hypothesis import strategies as st

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.secret import Secret
from sonm_desktop.wallet.keystore import read_keystore, write_keystore
from sonm_desktop.wallet.sealing import STANDARD_COST, BadSealing, Cost, seal, unseal

VECTORS = json.loads(
    (Path(__file__).parents[2] / "data" / "wallet" / "keystore_v3.json").read_text()
)
KEY = Secret(bytes.fromhex("7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d"))
CHEAP = Cost(n=16, r=1, p=1)
PASSWORD = Secret("canary-password")


@pytest.mark.parametrize("name", VECTORS)
def test_the_official_vectors_hold(name: str) -> None:
    vector = VECTORS[name]
    key = read_keystore(json.dumps(vector["json"]), Secret(vector["password"]))
    assert key.reveal() == bytes.fromhex(vector["priv"]).rjust(32, b"\0")


def test_our_files_open_in_another_wallet() -> None:
    written = json.loads(write_keystore(KEY, PASSWORD, CHEAP))
    assert bytes(Independent.decrypt(written, PASSWORD.reveal())) == KEY.reveal()


@pytest.mark.parametrize(("kdf", "iterations"), [("scrypt", 16), ("pbkdf2", 10)])
def test_files_of_another_wallet_open_here(kdf: str, iterations: int) -> None:
    theirs = Independent.encrypt(KEY.reveal(), PASSWORD.reveal(), kdf, iterations)
    assert read_keystore(json.dumps(theirs), PASSWORD) == KEY


def test_old_geth_spelling_is_read() -> None:
    keystore = json.loads(write_keystore(KEY, PASSWORD, CHEAP))
    keystore["Crypto"] = {name.upper(): entry for name, entry in keystore.pop("crypto").items()}
    assert read_keystore(json.dumps(keystore), PASSWORD) == KEY


def test_our_files_cost_a_guesser_as_much_as_geths() -> None:
    written = json.loads(write_keystore(KEY, PASSWORD))
    params = written["crypto"]["kdfparams"]
    assert (params["n"], params["r"], params["p"]) == (262144, 8, 1)
    assert Cost(n=262144, r=8, p=1) == STANDARD_COST
    assert PASSWORD.reveal() not in json.dumps(written)
    assert KEY.reveal().hex() not in json.dumps(written)


def test_a_wrong_password_is_said_so() -> None:
    with pytest.raises(UserError) as refusal:
        read_keystore(write_keystore(KEY, PASSWORD, CHEAP), Secret("another"))
    assert refusal.value.code == "wallet.wrong_password"


def test_a_file_that_names_another_account_is_refused() -> None:
    keystore = json.loads(write_keystore(KEY, PASSWORD, CHEAP))
    keystore["address"] = "00" * 20
    with pytest.raises(UserError) as refusal:
        read_keystore(json.dumps(keystore), PASSWORD)
    assert refusal.value.code == "wallet.keystore_mismatch"


def test_a_password_that_is_no_text_is_refused_without_showing_it() -> None:
    with pytest.raises(UserError) as refusal:
        write_keystore(KEY, Secret("canary\ud800"), CHEAP)
    assert refusal.value.code == "wallet.unusable_password"
    assert refusal.value.__context__ is None


@pytest.mark.parametrize("content", [bytes(32), b"\xff" * 32, bytes(33)])
def test_a_file_whose_content_is_no_key_is_refused(content: bytes) -> None:
    keystore = {"crypto": seal(Secret(content), PASSWORD, CHEAP), "version": 3}
    with pytest.raises(UserError) as refusal:
        read_keystore(json.dumps(keystore), PASSWORD)
    assert refusal.value.code == "wallet.bad_keystore"


@pytest.mark.parametrize(
    "text",
    ["", "null", "[]", "{}", '{"crypto": null, "version": 3}', "[" * 60_000, "x" * 70_000,
     '{"crypto": {}, "version": 4}'],
)  # fmt: skip
def test_what_is_no_keystore_is_refused(text: str) -> None:
    with pytest.raises(UserError) as refusal:
        read_keystore(text, PASSWORD)
    assert refusal.value.code == "wallet.bad_keystore"


@pytest.mark.parametrize(
    "params",
    [
        {"n": 1 << 30},
        {"n": 1 << 24, "r": 8},
        {"r": 1 << 20},
        {"p": 1 << 24},
        {"n": 17},
        {"n": 1},
        {"n": 0},
        {"n": -2},
        {"n": "16"},
        {"n": True},
        {"dklen": 16},
        {"salt": "zz"},
        {"salt": 5},
    ],
)
def test_hostile_costs_and_types_are_refused_before_any_work(params: dict[str, Any]) -> None:
    section = seal(KEY, PASSWORD, CHEAP)
    section["kdfparams"].update(params)
    with pytest.raises(BadSealing):
        unseal(section, PASSWORD)


@pytest.mark.parametrize(
    "change",
    [
        {"cipher": "aes-128-cbc"},
        {"cipherparams": {"iv": "00"}},
        {"cipherparams": {}},
        {"kdf": "argon2"},
        {"kdf": "pbkdf2"},
        {"kdf": "pbkdf2", "kdfparams": {"prf": "hmac-sha1", "c": 1, "dklen": 32, "salt": "00"}},
        {
            "kdf": "pbkdf2",
            "kdfparams": {"prf": "hmac-sha256", "c": 10**9, "dklen": 32, "salt": "00"},
        },
        {"ciphertext": None},
        {"mac": 5},
    ],
)
def test_a_damaged_section_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(BadSealing):
        unseal({**seal(KEY, PASSWORD, CHEAP), **change}, PASSWORD)


@given(st.binary(max_size=200), st.text(max_size=20))
def test_what_was_sealed_comes_back(content: bytes, password: str) -> None:
    section = json.loads(json.dumps(seal(Secret(content), Secret(password), CHEAP)))
    assert unseal(section, Secret(password)).reveal() == content


@settings(max_examples=50)
@given(st.data())
def test_one_flipped_bit_never_opens(data: st.DataObject) -> None:
    section = seal(KEY, PASSWORD, CHEAP)
    name = data.draw(st.sampled_from(["ciphertext", "mac"]))
    raw = bytearray(bytes.fromhex(section[name]))
    place = data.draw(st.integers(min_value=0, max_value=len(raw) * 8 - 1))
    raw[place // 8] ^= 1 << place % 8
    with pytest.raises(UserError):
        unseal({**section, name: raw.hex()}, PASSWORD)
