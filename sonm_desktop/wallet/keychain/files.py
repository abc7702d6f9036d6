"""A key in a file that its owner alone can read: 64 hex digits, mode 0600.

For keys that must work without a person: a worker's, an endpoint's, an operator's on a server.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
import sys
from collections.abc import Callable
from pathlib import Path

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.paths import private_folder, write_private
from sonm_desktop.core.secret import Secret
from sonm_desktop.wallet.signer import BadKey, KeySigner

SECRET_BYTES = 32
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_LONGEST_FILE = 1024
_HEX = re.compile(rb"\s*[0-9a-fA-F]{64}\s*")


def load_or_create_key(path: Path) -> KeySigner:
    """The secp256k1 key in *path*, made there at the first call.

    Raises UserError: wallet.key_file_open when others can read it, wallet.key_file_damaged,
    wallet.key_file_unreadable.
    """
    try:
        return KeySigner(_loaded_or_made(path, new_key))
    except BadKey as error:
        raise UserError("wallet.key_file_damaged", file=str(path)) from error


def load_or_create_secret(path: Path) -> Secret[bytes]:
    """32 random bytes in *path*, such as an endpoint's Ed25519 seed; made at the first call.

    Raises UserError as `load_or_create_key` does.
    """
    return _loaded_or_made(path, lambda: Secret(secrets.token_bytes(SECRET_BYTES)))


def new_key() -> Secret[bytes]:
    """A fresh secp256k1 key. A draw outside the curve's order (1 in 2^127) is drawn again."""
    while True:
        key = Secret(secrets.token_bytes(SECRET_BYTES))
        try:
            KeySigner(key)
        except BadKey:
            continue
        return key


def read_secret(path: Path) -> Secret[bytes]:
    """The 32 bytes in *path*. Raises FileNotFoundError, and UserError as above."""
    try:
        text = _read_if_private(path)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise UserError("wallet.key_file_unreadable", file=str(path)) from error
    return Secret(_decoded(path, text))


def write_secret(path: Path, secret: Secret[bytes]) -> None:
    """Put *secret* into *path*, which must not exist. Raises FileExistsError, UserError."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    try:
        write_private(draft, secret.reveal().hex().encode() + b"\n")
        # A link, unlike a rename, never replaces a key that another program has just made.
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError as error:
        raise UserError("wallet.key_file_unreadable", file=str(path)) from error
    finally:
        draft.unlink(missing_ok=True)


def _loaded_or_made(path: Path, make: Callable[[], Secret[bytes]]) -> Secret[bytes]:
    try:
        return read_secret(path)
    except FileNotFoundError:
        private_folder(path.parent)
    try:
        write_secret(path, make())
    except FileExistsError:
        return read_secret(path)
    return read_secret(path)


def _read_if_private(path: Path) -> bytes:
    with path.open("rb") as file:
        status = os.fstat(file.fileno())
        if sys.platform != "win32" and stat.S_IMODE(status.st_mode) & _OTHERS:
            raise UserError("wallet.key_file_open", file=str(path))
        return file.read(_LONGEST_FILE)


def _decoded(path: Path, text: bytes) -> bytes:
    if not _HEX.fullmatch(text):
        raise UserError("wallet.key_file_damaged", file=str(path))
    return bytes.fromhex(text.decode("ascii").strip())
