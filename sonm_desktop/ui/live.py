"""A copy of the agent's state that stays fresh, and says so when it cannot."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import aclosing, suppress
from typing import Any

from pydantic import BaseModel, ValidationError
from PySide6.QtCore import QObject, Signal

from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.amendments import Amendment
from sonm_desktop.api.schema.condition import Condition
from sonm_desktop.api.schema.deals import Deal
from sonm_desktop.api.schema.dollars import UsdFeed
from sonm_desktop.api.schema.income import Today
from sonm_desktop.api.schema.network import NetworkStatus
from sonm_desktop.api.schema.notices import NoticeBoard
from sonm_desktop.api.schema.settings import Setting
from sonm_desktop.api.schema.state import Event, State, Topic
from sonm_desktop.api.schema.tasks import Task
from sonm_desktop.api.schema.wallet import Balances, OperatorStatus, WalletStatus
from sonm_desktop.api.schema.worker import LocalWorker, SuppliedDeal, Worker, WorkerStatus
from sonm_desktop.core.errors import BadReply, CodedError

logger = logging.getLogger(__name__)

_FIRST_DELAY_S = 0.3
_LONGEST_DELAY_S = 5.0

_WHOLE: dict[Topic, type[BaseModel]] = {
    Topic.NETWORK: NetworkStatus,
    Topic.WALLET: WalletStatus,
    Topic.LOCAL_WORKER: LocalWorker,
    Topic.TODAY: Today,
    Topic.USD: UsdFeed,
    Topic.NOTICES: NoticeBoard,
}
_ENTRIES: dict[Topic, type[BaseModel]] = {
    Topic.BALANCES: Balances,
    Topic.OPERATORS: OperatorStatus,
    Topic.WORKERS: Worker,
    Topic.WORKER_STATUS: WorkerStatus,
    Topic.DEALS: Deal,
    Topic.SUPPLIED: SuppliedDeal,
    Topic.AMENDMENTS: Amendment,
    Topic.TASKS: Task,
    Topic.SETTINGS: Setting,
    Topic.CONDITIONS: Condition,
}


Revive = Callable[[], Awaitable[object]]
"""Makes sure that an agent runs. Raises CodedError when it cannot."""


class LiveState(QObject):
    """Follows the agent's events.

    changed: the topic that moved, or ``reload`` after the whole state came anew.
    connected: whether the agent answers; emitted only when that turns.
    """

    changed = Signal(str)
    connected = Signal(bool)

    def __init__(self, agent: AgentClient) -> None:
        super().__init__()
        self._agent = agent
        self._state: State | None = None
        self._is_connected: bool | None = None
        self._reached = asyncio.Event()
        self._chosen = ""

    @property
    def state(self) -> State | None:
        """The newest copy; stays when the agent is lost, None before it was ever reached."""
        return self._state

    @property
    def account(self) -> str:
        """The account that the person acts as: the chosen one, else the first; empty for none."""
        accounts = self._state.wallet.accounts if self._state else ()
        known = [account.address for account in accounts]
        return self._chosen if self._chosen in known else (known[0] if known else "")

    def choose(self, account: str) -> None:
        """Act as *account* from now on."""
        if account != self._chosen:
            self._chosen = account
            self.changed.emit(Topic.WALLET)

    async def reached(self) -> None:
        """Wait until there is a state at all."""
        await self._reached.wait()

    async def follow(self, revive: Revive | None = None) -> None:
        """Keep the copy fresh for ever, through restarts of the agent; *revive* starts one."""
        delay = _FIRST_DELAY_S
        while True:
            try:
                await self._follow_once()
                delay = _FIRST_DELAY_S
            except (CodedError, ValidationError) as error:
                logger.info("the agent is away: %s", error)
                self._turn(connected=False)
                await asyncio.sleep(delay)
                await _try(revive)
                delay = min(2 * delay, _LONGEST_DELAY_S)

    async def _follow_once(self) -> None:
        self._state = await self._agent.state.read()
        self._turn(connected=True)
        self._reached.set()
        self.changed.emit(Topic.RELOAD)
        events = self._agent.state.events(run=self._state.run, after=self._state.seq)
        async with aclosing(events):
            async for event in events:
                if event.topic is Topic.RELOAD:
                    return
                self._apply(event)
        raise BadReply("an event stream that ended")

    def _apply(self, event: Event) -> None:
        if self._state is None:
            return
        changes: dict[str, Any] = {"seq": event.seq}
        if event.topic in _WHOLE:
            changes[event.topic] = _WHOLE[event.topic].model_validate(event.value)
        else:
            entries = dict(getattr(self._state, event.topic))
            if event.value is None:
                entries.pop(event.key, None)
            else:
                entries[event.key] = _ENTRIES[event.topic].model_validate(event.value)
            changes[event.topic] = entries
        self._state = self._state.model_copy(update=changes)
        self.changed.emit(event.topic)

    def _turn(self, *, connected: bool) -> None:
        if connected is not self._is_connected:
            self._is_connected = connected
            self.connected.emit(connected)


async def _try(revive: Revive | None) -> None:
    if revive is not None:
        with suppress(CodedError):
            await revive()
