"""The one state of the agent, and the events that keep a copy of it fresh."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from pydantic import Field

from sonm_desktop.api.schema.amendments import Amendment
from sonm_desktop.api.schema.condition import Condition
from sonm_desktop.api.schema.deals import Deal
from sonm_desktop.api.schema.dollars import UsdFeed
from sonm_desktop.api.schema.income import Today
from sonm_desktop.api.schema.kinds import Reply
from sonm_desktop.api.schema.network import NetworkStatus
from sonm_desktop.api.schema.notices import NoticeBoard
from sonm_desktop.api.schema.settings import Setting
from sonm_desktop.api.schema.tasks import Task
from sonm_desktop.api.schema.wallet import Balances, OperatorStatus, WalletStatus
from sonm_desktop.api.schema.worker import LocalWorker, SuppliedDeal, Worker, WorkerStatus


class Topic(StrEnum):
    """What an event replaces in the state.

    network, wallet, local_worker, today, usd, notices: whole. The others: the entry *key* of the
    dictionary of that name. reload: read the whole state again. alive: nothing changed.
    """

    NETWORK = "network"
    WALLET = "wallet"
    LOCAL_WORKER = "local_worker"
    BALANCES = "balances"
    OPERATORS = "operators"
    WORKERS = "workers"
    WORKER_STATUS = "worker_status"
    DEALS = "deals"
    SUPPLIED = "supplied"
    TASKS = "tasks"
    AMENDMENTS = "amendments"
    SETTINGS = "settings"
    TODAY = "today"
    USD = "usd"
    CONDITIONS = "conditions"
    NOTICES = "notices"
    RELOAD = "reload"
    ALIVE = "alive"


class State(Reply):
    """All that a face shows at a glance. run, seq: resume the events after these.

    balances, operators by account; workers, worker_status by worker; deals and supplied by
    deal; tasks by ``deal/task``; amendments by ``side/id``; settings by key; conditions by worker,
    and under the empty key that of this machine.
    """

    run: str
    seq: int
    network: NetworkStatus
    wallet: WalletStatus
    local_worker: LocalWorker
    balances: dict[str, Balances]
    operators: dict[str, OperatorStatus]
    workers: dict[str, Worker]
    worker_status: dict[str, WorkerStatus]
    deals: dict[str, Deal]
    supplied: dict[str, SuppliedDeal]
    tasks: dict[str, Task]
    amendments: dict[str, Amendment] = Field(default_factory=dict)
    settings: dict[str, Setting] = Field(default_factory=dict)
    today: Today | None = None
    usd: UsdFeed | None = None
    conditions: dict[str, Condition] = Field(default_factory=dict)
    notices: NoticeBoard = Field(default_factory=NoticeBoard)


class Event(Reply):
    """value: the new value in JSON's form; None: the entry is gone."""

    run: str
    seq: int
    topic: Topic
    key: str = ""
    value: dict[str, Any] | None = None
