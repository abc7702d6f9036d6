"""Bytes under a password: the ``crypto`` section of a keystore V3 file.

scrypt or PBKDF2 stretches the password; AES-128-CTR encrypts; Keccak-256 over the second half
of the stretched key and the ciphertext tells a wrong password. Format: Web3 Secret Storage,
https://ethereum.org/en/developers/docs/data-structures-and-encoding/web3-secret-storage/

Calls take about a second and 256 MiB: run them in a thread.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Any

from Crypto.Cipher import AES
from Crypto.Protocol.KDF import scrypt
from eth_utils.crypto import keccak

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.secret import Secret

_KEY_BYTES = 32
_SALT_BYTES = 32
_IV_BYTES = 16
_LARGEST_CONTENT = 1 << 20
_LARGEST_MEMORY = 1 << 29
_LARGEST_WORK = 1 << 25
_LARGEST_ROUNDS = 10_000_000


@dataclass(frozen=True, slots=True)
class Cost:
    """How expensive each guess of the password is: scrypt's N, r and p."""

    n: int
    r: int
    p: int


STANDARD_COST = Cost(n=1 << 18, r=8, p=1)
"""What geth writes: a second and 256 MiB for each guess."""


class BadSealing(ValueError):
    """The section cannot be opened with any password; says why, without its contents."""


def seal(
    content: Secret[bytes], password: Secret[str], cost: Cost = STANDARD_COST
) -> dict[str, Any]:
    """*content* under *password*, as JSON types."""
    salt = secrets.token_bytes(_SALT_BYTES)
    iv = secrets.token_bytes(_IV_BYTES)
    key = _scrypt(_utf8(password), salt, cost)
    ciphertext = _aes_ctr(key[:16], iv, content.reveal())
    return {
        "cipher": "aes-128-ctr",
        "cipherparams": {"iv": iv.hex()},
        "ciphertext": ciphertext.hex(),
        "kdf": "scrypt",
        "kdfparams": {
            "dklen": _KEY_BYTES,
            "n": cost.n,
            "r": cost.r,
            "p": cost.p,
            "salt": salt.hex(),
        },
        "mac": keccak(key[16:32] + ciphertext).hex(),
    }


def unseal(section: Any, password: Secret[str]) -> Secret[bytes]:
    """What `seal` or another wallet put into *section*, which comes from a file.

    Raises UserError("wallet.wrong_password"), or BadSealing for a section that is damaged, of
    an unknown kind, or so expensive that opening it would exhaust this machine.
    """
    cipher = _text(section, "cipher")
    if cipher != "aes-128-ctr":
        raise BadSealing("it uses an unknown cipher")
    iv = _hex(_entry(section, "cipherparams"), "iv")
    if len(iv) != _IV_BYTES:
        raise BadSealing("its iv has a wrong length")
    ciphertext = _hex(section, "ciphertext")
    mac = _hex(section, "mac")
    key = _stretched(section, _utf8(password))
    if not hmac.compare_digest(keccak(key[16:32] + ciphertext), mac):
        raise UserError("wallet.wrong_password")
    return Secret(_aes_ctr(key[:16], iv, ciphertext))


def _stretched(section: Any, password: bytes) -> bytes:
    params = _entry(section, "kdfparams")
    if _number(params, "dklen", 1 << 10) != _KEY_BYTES:
        raise BadSealing("its key has a wrong length")
    salt = _hex(params, "salt")
    kind = _text(section, "kdf")
    if kind == "scrypt":
        return _scrypt(password, salt, _checked_cost(params))
    if kind != "pbkdf2" or _text(params, "prf") != "hmac-sha256":
        raise BadSealing("it uses an unknown way to stretch the password")
    rounds = _number(params, "c", _LARGEST_ROUNDS)
    return hashlib.pbkdf2_hmac("sha256", password, salt, rounds, _KEY_BYTES)


def _checked_cost(params: dict[str, Any]) -> Cost:
    cost = Cost(
        n=_number(params, "n", _LARGEST_WORK),
        r=_number(params, "r", _LARGEST_WORK),
        p=_number(params, "p", _LARGEST_WORK),
    )
    if cost.n < 2 or cost.n & (cost.n - 1):
        raise BadSealing("its scrypt n is not a power of two")
    if 128 * cost.n * cost.r > _LARGEST_MEMORY or cost.n * cost.r * cost.p > _LARGEST_WORK:
        raise BadSealing("it asks for more memory or time than is sensible")
    return cost


def _scrypt(password: bytes, salt: bytes, cost: Cost) -> bytes:
    # Not hashlib's: OpenSSL refuses the N and r of the format's own published example.
    key = scrypt(password, salt, _KEY_BYTES, N=cost.n, r=cost.r, p=cost.p)  # type: ignore[arg-type]
    return bytes(key)  # type: ignore[arg-type]


def _aes_ctr(key: bytes, iv: bytes, content: bytes) -> bytes:
    cipher = AES.new(key, AES.MODE_CTR, nonce=b"", initial_value=iv)
    return cipher.encrypt(content)


def _utf8(password: Secret[str]) -> bytes:
    text = password.reveal()
    # Asked before encoding: a UnicodeEncodeError would carry the password.
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise UserError("wallet.unusable_password")
    return text.encode()


def _entry(section: Any, name: str) -> Any:
    if not isinstance(section, dict) or name not in section:
        raise BadSealing(f"{name} is missing")
    return section[name]


def _text(section: Any, name: str) -> str:
    value = _entry(section, name)
    if not isinstance(value, str):
        raise BadSealing(f"{name} is not text")
    return value


def _number(section: Any, name: str, largest: int) -> int:
    value = _entry(section, name)
    if type(value) is not int or not 0 < value <= largest:
        raise BadSealing(f"{name} is not a sensible number")
    return value


def _hex(section: Any, name: str) -> bytes:
    text = _text(section, name)
    if len(text) > 2 * _LARGEST_CONTENT:
        raise BadSealing(f"{name} is too long")
    try:
        return bytes.fromhex(text.removeprefix("0x"))
    except ValueError as error:
        raise BadSealing(f"{name} is not hexadecimal") from error
