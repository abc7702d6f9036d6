"""Keystore V3: one private key in the file format of geth, MetaMask and most other wallets."""

from __future__ import annotations

import json
import uuid
from typing import Any

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.foreign_json import parse_foreign
from sonm_desktop.core.secret import Secret
from sonm_desktop.wallet.sealing import STANDARD_COST, BadSealing, Cost, seal, unseal
from sonm_desktop.wallet.signer import KEY_BYTES, BadKey, KeySigner

_VERSION = 3
_LARGEST_TEXT = 1 << 16


def write_keystore(key: Secret[bytes], password: Secret[str], cost: Cost = STANDARD_COST) -> str:
    """The file's text for *key* under *password*. Takes about a second: run it in a thread."""
    address = KeySigner(key).address
    return json.dumps(
        {
            "address": address.removeprefix("0x").lower(),
            "crypto": seal(key, password, cost),
            "id": str(uuid.uuid4()),
            "version": _VERSION,
        }
    )


def read_keystore(text: str, password: Secret[str]) -> Secret[bytes]:
    """The key in a file's *text*, checked against the address that the file names.

    Raises UserError: wallet.wrong_password, wallet.bad_keystore, wallet.keystore_mismatch.
    May take seconds: run it in a thread.
    """
    keystore = _parsed(text)
    try:
        key = _padded(unseal(keystore.get("crypto"), password))
        address = KeySigner(key).address
    except BadSealing as error:
        raise UserError("wallet.bad_keystore", why=str(error)) from error
    except BadKey as error:
        raise UserError("wallet.bad_keystore", why="what it holds is no private key") from error
    named = keystore.get("address")
    if named is not None and not _same(named, address):
        raise UserError("wallet.keystore_mismatch", address=address)
    return key


def _padded(key: Secret[bytes]) -> Secret[bytes]:
    """Early wallets dropped leading zero bytes."""
    return Secret(key.reveal().rjust(KEY_BYTES, b"\0"))


def _parsed(text: str) -> dict[str, Any]:
    if len(text) > _LARGEST_TEXT:
        raise UserError("wallet.bad_keystore", why="it is too large")
    try:
        keystore = _lower_names(parse_foreign(text))
    except ValueError as error:
        raise UserError("wallet.bad_keystore", why="it is not JSON") from error
    if not isinstance(keystore, dict) or "crypto" not in keystore:
        raise UserError("wallet.bad_keystore", why="it has no crypto section")
    if keystore.get("version") != _VERSION:
        raise UserError("wallet.bad_keystore", why="only version 3 can be read")
    return keystore


def _lower_names(value: Any) -> Any:
    """Old geth wrote ``Crypto`` and ``KDFParams``."""
    if not isinstance(value, dict):
        return value
    return {name.lower(): _lower_names(entry) for name, entry in value.items()}


def _same(named: Any, address: str) -> bool:
    return isinstance(named, str) and named.lower().removeprefix("0x") == address[2:].lower()
