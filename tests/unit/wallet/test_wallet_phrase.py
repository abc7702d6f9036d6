"""Phrases and the keys below them, by the vectors of BIP-39 and BIP-32."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from eth_account.hdaccount import key_from_seed
from eth_account.hdaccount.mnemonic import Mnemonic

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.secret import Secret
from sonm_desktop.wallet.phrase import account_key, checked_phrase, new_phrase, seed_of
from sonm_desktop.wallet.signer import KeySigner

DATA = Path(__file__).parents[2] / "data" / "wallet"
BIP39 = json.loads((DATA / "bip39.json").read_text())
BIP32 = json.loads((DATA / "bip32.json").read_text())
FAMOUS = Secret("test test test test test test test test test test test junk")
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


@pytest.mark.parametrize("vector", BIP39)
def test_the_vectors_of_bip_39_hold(vector: dict[str, str]) -> None:
    assert Mnemonic().to_mnemonic(bytes.fromhex(vector["entropy"])) == vector["phrase"]
    assert checked_phrase(Secret(vector["phrase"])).reveal() == vector["phrase"]
    assert Mnemonic.to_seed(vector["phrase"], "TREZOR").hex() == vector["seed"]


@pytest.mark.parametrize("vector", BIP32)
def test_the_vectors_of_bip_32_hold(vector: dict[str, Any]) -> None:
    seed = bytes.fromhex(vector["seed"])
    for chain, extended in vector["chains"].items():
        assert key_from_seed(seed, chain) == _private_key_in(extended)


@pytest.mark.parametrize(
    ("index", "address"),
    [
        (0, "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"),
        (1, "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"),
        (2, "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"),
    ],
)
def test_accounts_are_those_of_every_other_wallet(index: int, address: str) -> None:
    assert KeySigner(account_key(seed_of(FAMOUS), index)).address == address


@pytest.mark.parametrize("words", [12, 24])
def test_a_new_phrase_is_a_phrase_of_that_length(words: int) -> None:
    phrase = new_phrase(words)
    assert len(checked_phrase(phrase).reveal().split()) == words


def test_two_new_phrases_differ() -> None:
    assert new_phrase() != new_phrase()


def test_case_and_spacing_of_a_typed_phrase_do_not_matter() -> None:
    typed = Secret("  " + FAMOUS.reveal().upper().replace(" ", " \n "))
    assert checked_phrase(typed) == FAMOUS


def test_an_unknown_word_is_named_by_its_place_only() -> None:
    words = ["canary1", *FAMOUS.reveal().split()[1:]]
    words[0], words[4] = words[1], words[0]
    with pytest.raises(UserError) as refusal:
        checked_phrase(Secret(" ".join(words)))
    assert refusal.value.code == "wallet.phrase_word"
    assert "Word 5 " in str(refusal.value)
    assert "canary1" not in str(refusal.value)


def test_a_wrong_number_of_words_is_counted() -> None:
    with pytest.raises(UserError, match="has 3") as refusal:
        checked_phrase(Secret("test test junk"))
    assert refusal.value.code == "wallet.phrase_length"


def test_known_words_with_a_wrong_checksum_are_refused() -> None:
    with pytest.raises(UserError) as refusal:
        checked_phrase(Secret(FAMOUS.reveal().replace("junk", "test")))
    assert refusal.value.code == "wallet.phrase_checksum"


@pytest.mark.parametrize("words", [0, 11, 13, 15])
def test_new_phrases_have_12_or_24_words(words: int) -> None:
    with pytest.raises(UserError):
        new_phrase(words)


def _private_key_in(extended: str) -> bytes:
    number = 0
    for letter in extended:
        number = number * 58 + BASE58.index(letter)
    # 4 version, 1 depth, 4 parent, 4 child, 32 chain code, 33 key, 4 checksum
    return number.to_bytes(82, "big")[46:78]


def test_a_phrase_leaves_the_recursion_limit_alone() -> None:
    before = sys.getrecursionlimit()
    new_phrase()
    assert sys.getrecursionlimit() == before
