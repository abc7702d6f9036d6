"""The Ed25519 key of an endpoint: its public half is the endpoint's id."""

from __future__ import annotations

import iroh

from sonm_desktop.core.ids import EndpointId
from sonm_desktop.core.secret import Secret

SEED_BYTES = 32
SIGNATURE_BYTES = 64


class EndpointKey:
    """Signs for one endpoint."""

    __slots__ = ("_id", "_seed")

    def __init__(self, seed: Secret[bytes]) -> None:
        """Raises ValueError unless *seed* has 32 bytes."""
        if len(seed.reveal()) != SEED_BYTES:
            raise ValueError("an endpoint's key has 32 bytes")
        self._seed = seed
        self._id = EndpointId(str(iroh.SecretKey.from_bytes(seed.reveal()).public()))

    @property
    def endpoint_id(self) -> EndpointId:
        return self._id

    def sign(self, message: bytes) -> bytes:
        """The Ed25519 signature of *message*, 64 bytes."""
        return iroh.SecretKey.from_bytes(self._seed.reveal()).sign(message).to_bytes()


def is_endpoint(text: str) -> bool:
    """Whether *text* is the id of an endpoint as we write it: a public key in hex."""
    try:
        return str(iroh.EndpointId.from_string(text)) == text
    except iroh.IrohError:
        return False


def endpoint_signed(endpoint: EndpointId, message: bytes, signature: bytes) -> bool:
    """Whether *endpoint* signed *message*."""
    if len(signature) != SIGNATURE_BYTES:
        return False
    try:
        key = iroh.EndpointId.from_string(endpoint)
        key.verify(message, iroh.Signature.from_bytes(signature))
    except iroh.IrohError:
        return False
    return True
