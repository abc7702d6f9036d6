"""Keeps the state of every worker on the board, as soon as something that it depends on moves."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import TypeVar

from sonm_desktop.agent.condition.facts import THIS_PC, Facts, facts_of
from sonm_desktop.agent.condition.reasons import condition
from sonm_desktop.agent.state import StateBoard
from sonm_desktop.api.schema.condition import Condition
from sonm_desktop.api.schema.dollars import UsdFeed
from sonm_desktop.api.schema.kinds import Reply
from sonm_desktop.api.schema.network import NetworkStatus
from sonm_desktop.api.schema.state import Topic
from sonm_desktop.api.schema.worker import LocalWorker, SuppliedDeal, Worker, WorkerStatus
from sonm_desktop.core.clock import Clock

logger = logging.getLogger(__name__)

LOOK_S = 1.0
"""What follows the clock alone, a slow clock say, is looked at so often."""

R = TypeVar("R", bound=Reply)

_FOLLOWED = frozenset(
    {
        Topic.NETWORK,
        Topic.LOCAL_WORKER,
        Topic.WORKERS,
        Topic.WORKER_STATUS,
        Topic.SUPPLIED,
        Topic.USD,
    }
)


class Conditions:
    """Reads the board alone; nobody is asked. Every change of a sentence is one line of the log."""

    def __init__(self, board: StateBoard, clock: Clock) -> None:
        self._board = board
        self._clock = clock
        self._silent: set[str] = set()
        self._said: dict[str, str] = {}
        self._since: dict[str, tuple[str, int]] = {}
        self._floors: dict[str, Mapping[str, int]] = {}
        board.watch(self._moved)

    async def run(self) -> None:
        """Look for ever, for a supervisor."""
        while True:
            self.look()
            await asyncio.sleep(LOOK_S)

    def answered(self, worker: str) -> None:
        """*worker* has just told how it is."""
        if worker in self._silent:
            self._silent.discard(worker)
            self.look()

    def did_not_answer(self, worker: str) -> None:
        """*worker* was asked in vain."""
        if worker not in self._silent:
            self._silent.add(worker)
            self.look()

    def cost(self, worker: str, floors: Mapping[str, int]) -> None:
        """By plan, the wei per second below which selling loses money."""
        if self._floors.get(worker) != floors:
            self._floors[worker] = floors
            self.look()

    def of(self, status: WorkerStatus) -> Condition | None:
        """The state of a worker that has just said *status*; None before anything is known."""
        facts = self._facts(status.worker, status)
        return None if facts is None else condition(facts)

    def now(self, worker: str) -> Condition | None:
        """The state of *worker* as the board has it; None for one that is not known."""
        found = self._board.shelf(Topic.CONDITIONS).get(worker)
        return found if isinstance(found, Condition) else None

    def look(self) -> None:
        """One look at every worker and at this machine."""
        workers = self._board.shelf(Topic.WORKERS).keys()
        known = {worker: self._facts(worker) for worker in (THIS_PC, *workers)}
        found = {
            worker: self._dated(worker, condition(facts))
            for worker, facts in known.items()
            if facts is not None
        }
        self._board.put_all(Topic.CONDITIONS, found)
        for worker, said in found.items():
            self._log(worker, said)
        for gone in self._said.keys() - found.keys():
            del self._said[gone], self._since[gone]

    def _moved(self, topic: Topic) -> None:
        if topic in _FOLLOWED:
            self.look()

    def _facts(self, worker: str, fresh: WorkerStatus | None = None) -> Facts | None:
        local = self._one(Topic.LOCAL_WORKER, LocalWorker)
        network = self._one(Topic.NETWORK, NetworkStatus)
        if local is None or network is None:
            return None
        statuses = self._shelf(Topic.WORKER_STATUS, WorkerStatus)
        if fresh is not None:
            statuses[worker] = fresh
        address = local.worker or worker if worker == THIS_PC else worker
        return facts_of(
            worker,
            network=network,
            local=local,
            workers=self._shelf(Topic.WORKERS, Worker),
            statuses=statuses,
            supplied=self._shelf(Topic.SUPPLIED, SuppliedDeal),
            silent=fresh is None and address in self._silent,
            now=self._clock.now(),
            floors=self._floors.get(address, {}),
            usd=self._one(Topic.USD, UsdFeed),
        )

    def _dated(self, worker: str, said: Condition) -> Condition:
        """*said* with the time since which its reason has stood."""
        code, since = self._since.get(worker, ("", 0))
        if code != said.code:
            since = int(self._clock.now())
            self._since[worker] = said.code, since
        return said.model_copy(update={"since": since})

    def _log(self, worker: str, said: Condition) -> None:
        if self._said.get(worker) != said.text:
            self._said[worker] = said.text
            logger.info("%s: %s (%s)", worker or "this machine", said.text, said.code)

    def _one(self, topic: Topic, kind: type[R]) -> R | None:
        found = self._board.one(topic)
        return found if isinstance(found, kind) else None

    def _shelf(self, topic: Topic, kind: type[R]) -> dict[str, R]:
        shelf = self._board.shelf(topic)
        return {key: value for key, value in shelf.items() if isinstance(value, kind)}
