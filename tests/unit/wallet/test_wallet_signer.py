"""Signatures: made, checked, and refused."""

from __future__ import annotations

from typing import Any

import pytest
from eth_account import Account as Independent
from eth_keys.constants import SECPK1_N
from hypothesis import given
from hypothesis import strategies as st

from sonm_desktop.core.ids import ZERO_ADDRESS, Address, DealId, Digest
from sonm_desktop.core.secret import Secret
from sonm_desktop.wallet.messages import Domain, MessageError, Settle
from sonm_desktop.wallet.signer import BadKey, KeySigner, recover, require_signature

KEY = Secret(bytes.fromhex("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"))
ADDRESS = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
DOMAIN = Domain(chain_id=31337, market=Address("0x5FbDB2315678afecb367f032d93F642f64180aa3"))
SETTLE = Settle(deal=DealId("0x" + "ab" * 32), total=10**18)
DIGEST = Digest("0x" + "cd" * 32)

_KEYS = st.integers(min_value=1, max_value=SECPK1_N - 1).map(
    lambda number: Secret(number.to_bytes(32, "big"))
)


def test_a_known_key_has_its_known_address() -> None:
    assert KeySigner(KEY).address == ADDRESS


@given(_KEYS, st.binary(min_size=32, max_size=32))
def test_a_signature_recovers_to_its_signer(key: Secret[bytes], raw: bytes) -> None:
    signer = KeySigner(key)
    digest = Digest("0x" + raw.hex())
    assert recover(digest, signer.sign_digest(digest)) == signer.address


@given(_KEYS)
def test_signatures_equal_those_of_another_wallet(key: Secret[bytes]) -> None:
    theirs = Independent.unsafe_sign_hash(DIGEST, key.reveal()).signature
    assert KeySigner(key).sign_digest(DIGEST) == bytes(theirs)


def test_the_signer_of_a_message_is_accepted() -> None:
    signature = KeySigner(KEY).sign(SETTLE, DOMAIN)
    require_signature(SETTLE, DOMAIN, signature, Address(ADDRESS))


def test_a_signature_for_another_market_is_refused() -> None:
    signature = KeySigner(KEY).sign(SETTLE, DOMAIN)
    elsewhere = Domain(chain_id=1, market=DOMAIN.market)
    with pytest.raises(MessageError):
        require_signature(SETTLE, elsewhere, signature, Address(ADDRESS))


def test_the_zero_address_signs_nothing() -> None:
    with pytest.raises(MessageError, match="zero"):
        require_signature(SETTLE, DOMAIN, bytes(65), ZERO_ADDRESS)


def test_the_mirrored_signature_with_high_s_is_refused() -> None:
    signature = KeySigner(KEY).sign_digest(DIGEST)
    mirrored = SECPK1_N - int.from_bytes(signature[32:64], "big")
    high = signature[:32] + mirrored.to_bytes(32, "big") + bytes([27 + 28 - signature[64]])
    with pytest.raises(MessageError, match="canonical"):
        recover(DIGEST, high)


@pytest.mark.parametrize("v", [0, 1, 2, 26, 29, 255])
def test_only_27_and_28_are_a_v(v: int) -> None:
    signature = KeySigner(KEY).sign_digest(DIGEST)
    with pytest.raises(MessageError):
        recover(DIGEST, signature[:64] + bytes([v]))


@pytest.mark.parametrize("length", [0, 64, 66, 130])
def test_only_65_bytes_are_a_signature(length: int) -> None:
    with pytest.raises(MessageError):
        recover(DIGEST, bytes(length))


@given(st.binary(min_size=65, max_size=65) | st.none() | st.text() | st.integers())
def test_a_garbage_signature_never_crashes(signature: Any) -> None:
    try:
        assert recover(DIGEST, signature) != ADDRESS
    except MessageError:
        return


def test_an_r_without_a_point_on_the_curve_is_refused() -> None:
    refused = 0
    for r in range(1, 20):
        raw = r.to_bytes(32, "big") + (1).to_bytes(32, "big") + b"\x1b"
        try:
            recover(DIGEST, raw)
        except MessageError:
            refused += 1
    assert refused > 0


@pytest.mark.parametrize("number", [0, SECPK1_N, 2**256 - 1])
def test_a_number_outside_the_curves_order_is_no_key(number: int) -> None:
    with pytest.raises(BadKey):
        KeySigner(Secret(number.to_bytes(32, "big")))


def test_a_short_key_is_refused_without_showing_it() -> None:
    with pytest.raises(BadKey) as refusal:
        KeySigner(Secret(b"canary"))
    assert "canary" not in repr(refusal.value)


_FIELDS = st.fixed_dictionaries(
    {
        "chainId": st.integers(min_value=1, max_value=2**63),
        "nonce": st.integers(min_value=0, max_value=2**63),
        "value": st.integers(min_value=0, max_value=2**200),
        "gas": st.integers(min_value=0, max_value=2**40),
        "maxPriorityFeePerGas": st.integers(min_value=0, max_value=2**60),
        "maxFeePerGas": st.integers(min_value=2**60, max_value=2**80),
        "data": st.binary(max_size=80),
        "to": st.just(ADDRESS) | st.none(),
    }
)


@given(_FIELDS)
def test_transactions_equal_those_of_another_wallet(fields: dict[str, Any]) -> None:
    theirs = {**fields, "type": 2, "to": fields["to"] or b""}
    expected = Independent.sign_transaction(theirs, KEY.reveal()).raw_transaction
    assert KeySigner(KEY).sign_transaction(fields) == bytes(expected)


def test_hexadecimal_data_is_the_same_as_bytes() -> None:
    fields = _transaction()
    signer = KeySigner(KEY)
    as_text = signer.sign_transaction({**fields, "data": "0x1234"})
    assert as_text == signer.sign_transaction({**fields, "data": b"\x12\x34"})


@pytest.mark.parametrize(
    "change",
    [
        {"gasPrice": 1},
        {"nonce": None},
        {"nonce": -1},
        {"nonce": True},
        {"value": 2**256},
        {"maxPriorityFeePerGas": 3, "maxFeePerGas": 2},
        {"to": "0x12"},
    ],
)
def test_an_impossible_transaction_is_not_signed(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  the message is the library's for some
        KeySigner(KEY).sign_transaction({**_transaction(), **change})


def _transaction() -> dict[str, Any]:
    return {
        "chainId": 1,
        "nonce": 0,
        "gas": 21000,
        "maxFeePerGas": 2,
        "maxPriorityFeePerGas": 1,
        "to": ADDRESS,
    }
