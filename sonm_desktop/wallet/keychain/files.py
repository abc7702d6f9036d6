"""A key in a file that its owner alone can read."""

from __future__ import annotations

from pathlib import Path

from sonm_desktop.core.secret import Secret
from sonm_desktop.wallet.signer import KeySigner


def load_or_create_key(path: Path) -> KeySigner:
    """The secp256k1 key in *path*, made there at the first call.

    Raises UserError: wallet.key_file_open when others can read it, wallet.key_file_damaged.
    """
    raise NotImplementedError


def load_or_create_secret(path: Path) -> Secret[bytes]:
    """32 random bytes in *path*, such as an endpoint's Ed25519 seed; made at the first call.

    Raises UserError: wallet.key_file_open when others can read it, wallet.key_file_damaged.
    """
    raise NotImplementedError
