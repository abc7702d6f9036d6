"""Words that two sides sign: from the customer, past the worker, to the master and back.

The worker's key signs for no money, so it only carries: the master's agent fetches what waits and
answers, while the customer's call is held. In memory, because that call waits.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.wallet.messages import Amend, Domain, MessageError, Settle
from sonm_desktop.wallet.signer import recover
from sonm_desktop.worker.desks.access import Consumers
from sonm_desktop.worker.ports import ChainView

WAIT_S = 12.0
"""For the master; below the usual deadline of a call, so that the customer hears why."""

_REFUSAL = re.compile(r"[a-z]{1,20}\.[a-z_]{1,60}", re.ASCII)

W = TypeVar("W", bound=Settle | Amend)
A = TypeVar("A")


@dataclass(frozen=True, slots=True, eq=False)
class Held(Generic[W, A]):
    """A customer's call. facts: what the worker adds for the master, as it travels."""

    word: W
    signature: bytes
    facts: dict[str, Any] = field(default_factory=dict)
    answer: asyncio.Future[A] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class Countersigning(Generic[W, A]):
    """One word of a deal waits at a time. *read*: what travels, as a word; it raises MessageError.

    *bad*: the code of whatever is not understood.
    """

    def __init__(
        self,
        read: Callable[[Any], W],
        bad: str,
        *,
        chain: ChainView,
        consumers: Consumers,
        domain: Domain,
        wait_s: float,
    ) -> None:
        self._read = read
        self._bad = bad
        self._chain = chain
        self._consumers = consumers
        self._domain = domain
        self._wait_s = wait_s
        self._held: dict[DealId, Held[W, A]] = {}

    def word(self, wire: Any) -> W:
        """The word in *wire*. Raises UserError with the code of what is bad."""
        try:
            return self._read(wire)
        except MessageError as error:
            raise self.refused() from error

    def refused(self) -> UserError:
        """What whoever sends rubbish is told."""
        return UserError(self._bad)

    async def hold(self, word: W, signature: bytes, facts: dict[str, Any]) -> A:
        """The master's answer to *word*; a call that says the same again shares it.

        Raises UserError worker.master_away, or the reason that the master gives.
        """
        held = self.waiting_for(word)
        if held is None:
            held = Held(word, signature, facts)
            self._held[word.deal] = held
        try:
            async with asyncio.timeout(self._wait_s):
                return await asyncio.shield(held.answer)
        except TimeoutError as error:
            raise UserError("worker.master_away") from error
        finally:
            if self._held.get(word.deal) is held:
                del self._held[word.deal]

    def waiting(self) -> list[Held[W, A]]:
        """What the master has not answered."""
        return [held for held in self._held.values() if not held.answer.done()]

    def waiting_for(self, word: W) -> Held[W, A] | None:
        """The call about *word*, while its customer waits."""
        held = self._held.get(word.deal)
        if held is None or held.word != word or held.answer.done():
            return None
        return held

    async def by_payee(self, word: W, signature: Any) -> bytes:
        """*signature*, which is by whoever the deal pays, or his operator.

        Raises UserError worker.deal_closed, or the code of what is bad.
        """
        state = await self._chain.deal(word.deal)
        if state is None:
            raise UserError("worker.deal_closed")
        return await self.by(state.payee, word, signature)

    async def by(self, account: Address, word: W, signature: Any) -> bytes:
        """*signature*, which is by *account* or its operator. Raises UserError."""
        if not isinstance(signature, bytes):
            raise self.refused()
        try:
            signer = recover(word.digest(self._domain), signature)
        except MessageError as error:
            raise self.refused() from error
        if not await self._consumers.speaks_for(signer, account):
            raise self.refused()
        return signature


def is_reason(code: Any) -> bool:
    """Whether the master's *code* may be handed to a customer."""
    return isinstance(code, str) and _REFUSAL.fullmatch(code) is not None
