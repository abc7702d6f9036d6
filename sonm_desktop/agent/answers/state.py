"""Answers with the whole state, and with what changes in it."""

from __future__ import annotations

from collections.abc import AsyncIterator

from sonm_desktop.agent.answers.wallet import WalletAnswers
from sonm_desktop.agent.local_worker import LocalWorkerKeeper
from sonm_desktop.agent.networking import Networking
from sonm_desktop.agent.state import EventLog, StateBoard
from sonm_desktop.api.schema.notices import NoticeBoard
from sonm_desktop.api.schema.state import Event, State, Topic
from sonm_desktop.api.server.ports import SettingsPort


class StateAnswers:
    """A `StatePort`. Reads the board; nobody is asked, so it answers at once."""

    def __init__(
        self,
        *,
        log: EventLog,
        board: StateBoard,
        networking: Networking,
        wallet: WalletAnswers,
        local_worker: LocalWorkerKeeper,
        settings: SettingsPort,
    ) -> None:
        self._settings = settings
        self._log = log
        self._board = board
        self._networking = networking
        self._wallet = wallet
        self._local_worker = local_worker

    async def read(self) -> State:
        wallet = self._wallet.publish()
        await self._settings.all()
        local_worker = await self._local_worker.status()
        network = self._board.one(Topic.NETWORK) or await self._networking.status()
        shelves = {topic.value: self._board.shelf(topic) for topic in _SHELVES}
        return State.model_validate(
            {
                "run": self._log.run,
                "seq": self._log.seq,
                "network": network,
                "wallet": wallet,
                "local_worker": local_worker,
                "today": self._board.one(Topic.TODAY),
                "usd": self._board.one(Topic.USD),
                "notices": self._board.one(Topic.NOTICES) or NoticeBoard(),
                **shelves,
            }
        )

    def events(self, run: str, after: int) -> AsyncIterator[Event]:
        return self._log.after(run, after)


_SHELVES = (
    Topic.BALANCES,
    Topic.OPERATORS,
    Topic.WORKERS,
    Topic.WORKER_STATUS,
    Topic.DEALS,
    Topic.SUPPLIED,
    Topic.TASKS,
    Topic.AMENDMENTS,
    Topic.SETTINGS,
    Topic.CONDITIONS,
)
