"""Whether the agent is there, which one it is, and how it proves that."""

from __future__ import annotations

from pydantic import Field

from sonm_desktop.api.schema.kinds import Reply, Request

API_VERSION = 1
"""Raised when a face of an older version could misunderstand the agent."""


class Health(Reply):
    """Answered without a token. started: seconds since 1970 by this machine's clock."""

    api: int
    version: str
    profile: str
    run: str
    pid: int
    started: int


class ProofRequest(Request):
    """nonce: 64 random hex digits. token: the id of the token that will be used."""

    nonce: str = Field(pattern=r"^[0-9a-f]{64}$")
    token: str = Field(max_length=64)


class Proof(Reply):
    """proof: hex of the HMAC that only a holder of the token's hash can make."""

    proof: str
