"""One secp256k1 key and its signatures, and how a foreign signature is checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eth_keys.constants import SECPK1_N
from eth_keys.datatypes import PrivateKey, Signature
from eth_keys.exceptions import BadSignature
from eth_utils.crypto import keccak
from eth_utils.exceptions import ValidationError

from sonm_desktop.core.ids import ZERO_ADDRESS, Address, Digest
from sonm_desktop.core.secret import Secret
from sonm_desktop.wallet.eip1559 import signed_envelope, unsigned_envelope
from sonm_desktop.wallet.messages import Domain, Message, MessageError

KEY_BYTES = 32
SIGNATURE_BYTES = 65

_FIRST_V = 27


class BadKey(ValueError):
    """Not a private key: wrong length, zero, or beyond the curve's order. Never shows it."""


class KeySigner:
    """Signs for one key: an account, an operator or a worker. Prints as its address only."""

    __slots__ = ("_address", "_key")

    def __init__(self, key: Secret[bytes]) -> None:
        """Raises BadKey."""
        self._key = key
        self._address = _address_of(key)

    @property
    def address(self) -> Address:
        return self._address

    def sign(self, message: Message, domain: Domain) -> bytes:
        """The EIP-712 signature of *message*: r, s and v (27 or 28), 65 bytes, s low."""
        return self.sign_digest(message.digest(domain))

    def sign_digest(self, digest: Digest) -> bytes:
        """The signature of 32 bytes that the caller has hashed."""
        signature = _private(self._key).sign_msg_hash(bytes.fromhex(digest.removeprefix("0x")))
        raw = signature.to_bytes()
        return raw[:-1] + bytes([raw[-1] + _FIRST_V])

    def sign_transaction(self, fields: Mapping[str, Any]) -> bytes:
        """A raw EIP-1559 transaction, ready for eth_sendRawTransaction.

        *fields* as web3 names them: chainId, nonce, to (absent: a new contract), value, data,
        gas, maxFeePerGas, maxPriorityFeePerGas. Raises ValueError for anything else.
        """
        hashed = keccak(unsigned_envelope(fields))
        signature = _private(self._key).sign_msg_hash(hashed)
        return signed_envelope(fields, y_parity=signature.v, r=signature.r, s=signature.s)

    def __repr__(self) -> str:
        return f"KeySigner({self._address})"


def recover(digest: Digest, signature: bytes) -> Address:
    """Who signed *digest*. Raises MessageError for anything that the contract would refuse.

    Accepted are exactly 65 bytes with v 27 or 28 and s in the lower half of the order, so that
    nobody can make a second signature out of one that he has seen.
    """
    if not isinstance(signature, bytes) or len(signature) != SIGNATURE_BYTES:
        raise MessageError("signature: expected 65 bytes")
    r = int.from_bytes(signature[:32], "big")
    s = int.from_bytes(signature[32:64], "big")
    parity = signature[64] - _FIRST_V
    if parity not in (0, 1) or not 0 < r < SECPK1_N or not 0 < s <= SECPK1_N // 2:
        raise MessageError("signature: not in canonical form")
    try:
        public = Signature(vrs=(parity, r, s)).recover_public_key_from_msg_hash(
            bytes.fromhex(digest.removeprefix("0x"))
        )
    except (BadSignature, ValidationError, ValueError) as error:
        raise MessageError("signature: recovers no key") from error
    return Address(public.to_checksum_address())


def require_signature(message: Message, domain: Domain, signature: bytes, signer: Address) -> None:
    """Return only if *signer*, never the zero address, signed *message*. Raises MessageError."""
    if signer == ZERO_ADDRESS:
        raise MessageError("signature: the zero address signs nothing")
    if recover(message.digest(domain), signature) != signer:
        raise MessageError(f"signature: not by {signer}")


def _private(key: Secret[bytes]) -> PrivateKey:
    return PrivateKey(key.reveal())


def _address_of(key: Secret[bytes]) -> Address:
    raw = key.reveal()
    if len(raw) != KEY_BYTES or not 0 < int.from_bytes(raw, "big") < SECPK1_N:
        raise BadKey("not a private key of secp256k1")
    return Address(_private(key).public_key.to_checksum_address())
