"""JSON-RPC over several URLs: time-outs, back-off and fail-over, every reply checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class Rpc:
    """Speaks to the first of *urls* that answers."""

    def __init__(self, urls: Sequence[str], *, timeout_s: float = 15.0) -> None: ...

    async def call(self, method: str, params: Sequence[Any] = ()) -> Any:
        """The result. Raises RemoteError("chain.unreachable"), BadReply or NodeError."""
        raise NotImplementedError

    async def batch(self, calls: Sequence[tuple[str, Sequence[Any]]]) -> list[Any]:
        """The results of *calls* in order, from one node. Raises as `call` does."""
        raise NotImplementedError

    async def close(self) -> None: ...
