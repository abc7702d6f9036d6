"""The form of a token, and how an agent on a port is found and proves that it knows one.

Another program could listen where the agent should and collect tokens and passwords; so a face
that goes through a port first asks for an HMAC over its nonce. The key is the token's hash,
which is all that the agent keeps, and the port is part of it, so that an answer cannot be
passed on from the agent's port to another one.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from pathlib import Path

from sonm_desktop.core.secret import Secret

ADMIN_ID = "admin"

_SECRET_BYTES = 32
_TOKEN = re.compile(r"sonm_([a-z0-9]{4,32})_([0-9a-f]{64})", re.ASCII)


def port_file(socket: Path) -> Path:
    """Where the agent of *socket* writes its port, if it has one."""
    return socket.with_name("port")


def new_token(token_id: str) -> Secret[str]:
    """A fresh random token that names its record."""
    return Secret(f"sonm_{token_id}_{secrets.token_hex(_SECRET_BYTES)}")


def token_id(token: Secret[str]) -> str | None:
    """The record that *token* names; None when it is no token."""
    match = _TOKEN.fullmatch(token.reveal())
    return match.group(1) if match else None


def token_hash(token: Secret[str]) -> bytes:
    """What is kept of a token; 256 random bits need no slow hash."""
    return hashlib.sha256(token.reveal().encode()).digest()


def proof_of(hashed: bytes, *, nonce: str, port: int) -> str:
    """What an agent on *port* answers to *nonce*."""
    text = f"sonm agent proof v1 {port} {nonce}".encode()
    return hmac.new(hashed, text, hashlib.sha256).hexdigest()
