"""JSON-RPC over several nodes: who fails is left alone for a while, and the next one asked."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from sonm_desktop.chain import wire
from sonm_desktop.chain.node import Node, NodeError, NodeUnreachable
from sonm_desktop.core.errors import BadReply, UserError
from sonm_desktop.core.ids import ChainId

logger = logging.getLogger(__name__)

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 60.0

T = TypeVar("T")

_OVERLOADED = -32005
"""“Limit exceeded” of EIP-1474: another node may still answer."""


class NotThisNetwork(UserError):
    """The node serves something else than what it is asked for; another one may do better."""


class WrongChain(NotThisNetwork):
    """The node serves another chain than the network's file names."""

    def __init__(self, node: str) -> None:
        super().__init__("chain.wrong_chain", node=node)

    def __reduce__(self) -> tuple[Any, ...]:
        return WrongChain, (self.params["node"],)


class Rpc:
    """Prefers the first of *urls*; asks another one while that fails.

    *chain_id* is asked of each node before anything else; one on another chain is not used.
    *check* looks further at each node before its first use and after each failure, and raises
    NotThisNetwork for one that is not used either.
    """

    def __init__(
        self,
        urls: Sequence[str],
        *,
        chain_id: ChainId | None = None,
        check: Callable[[Node], Awaitable[None]] | None = None,
        timeout_s: float = 15.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        if not urls:
            raise ValueError("a network needs at least one node")
        self._monotonic = monotonic
        self._chain_id = chain_id
        self._check = check
        self._routes = [_Route(Node(url, timeout_s=timeout_s)) for url in urls]

    async def call(self, method: str, params: Sequence[Any] = ()) -> Any:
        """The result. Raises NodeUnreachable ("chain.unreachable"), BadReply or NodeError."""
        return await self.using(lambda node: node.call(method, params))

    async def batch(self, calls: Sequence[tuple[str, Sequence[Any]]]) -> list[Any]:
        """The results of *calls* in order, all from one node. Raises as `call` does."""
        return await self.using(lambda node: node.batch(calls))

    async def using(self, work: Callable[[Node], Awaitable[T]]) -> T:
        """*work* with one single node, again from its start with the next when that one fails."""
        failure: Exception | None = None
        for route in self._by_health():
            try:
                await route.require(self._chain_id, self._check)
                result = await work(route.node)
            except (NodeUnreachable, BadReply, NotThisNetwork) as error:
                failure = error
            except NodeError as error:
                if error.number != _OVERLOADED:
                    route.answered()
                    raise
                failure = error
            else:
                route.answered()
                return result
            route.failed(failure, self._monotonic())
        if failure is None:
            raise NodeUnreachable("?")
        raise failure

    async def close(self) -> None:
        for route in self._routes:
            await route.node.close()

    def _by_health(self) -> list[_Route]:
        """Those at work in their order, then the paused ones, longest paused first."""
        now = self._monotonic()
        return sorted(self._routes, key=lambda route: max(route.paused_until, now))


class _Route:
    """A node and how long it is left alone."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.paused_until = 0.0
        self._pause_s = FIRST_PAUSE_S
        self._checked = False

    async def require(
        self, chain_id: ChainId | None, check: Callable[[Node], Awaitable[None]] | None
    ) -> None:
        """Raises NotThisNetwork for a node that serves another. Asked again after a failure."""
        if self._checked:
            return
        if chain_id is not None:
            told = wire.quantity(await self.node.call("eth_chainId"), "a chain id")
            if told != chain_id:
                raise WrongChain(self.node.host)
        if check is not None:
            await check(self.node)
        self._checked = True

    def answered(self) -> None:
        self.paused_until = 0.0
        self._pause_s = FIRST_PAUSE_S

    def failed(self, error: Exception, now: float) -> None:
        logger.warning("node %s failed: %s", self.node.host, type(error).__name__)
        self._checked = False
        self.paused_until = now + self._pause_s
        self._pause_s = min(self._pause_s * 2, LONGEST_PAUSE_S)
