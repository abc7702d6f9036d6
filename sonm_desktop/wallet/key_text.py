"""Private keys as people paste them."""

from __future__ import annotations

import re

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.secret import Secret
from sonm_desktop.wallet.signer import BadKey, KeySigner

_KEY = re.compile(r"\s*(?:0x)?([0-9a-fA-F]{64})\s*", re.ASCII)


def parse_key(text: Secret[str]) -> Secret[bytes]:
    """The key in *text*: 64 hex digits, with or without 0x.

    Raises UserError("wallet.bad_key"), which shows nothing of it.
    """
    found = _KEY.fullmatch(text.reveal())
    if found is None:
        raise UserError("wallet.bad_key")
    key = Secret(bytes.fromhex(found.group(1)))
    try:
        KeySigner(key)
    except BadKey as error:
        raise UserError("wallet.bad_key") from error
    return key
