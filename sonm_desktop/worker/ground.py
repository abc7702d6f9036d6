"""What a worker stands on: its key, its chain, its engine, its disk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sonm_desktop.core.clock import Clock
from sonm_desktop.core.ids import Address
from sonm_desktop.core.supervise import Supervisor
from sonm_desktop.store.database import Database
from sonm_desktop.wallet.messages import Domain
from sonm_desktop.worker.benchmarks.effort import Effort
from sonm_desktop.worker.deals.countersigning import WAIT_S
from sonm_desktop.worker.deals.metering import LOOK_S
from sonm_desktop.worker.guest.host.here import find_senses
from sonm_desktop.worker.guest.senses import Senses
from sonm_desktop.worker.machine import PortableGpus
from sonm_desktop.worker.peer_places import Peers
from sonm_desktop.worker.ports import ChainView, Contact, WorkerKey
from sonm_desktop.worker.runtime.port import Runtime
from sonm_desktop.worker.selling.supply import ASK_LIFE_S
from sonm_desktop.worker.selling.vetting import Levels, Lists


@dataclass(frozen=True, slots=True)
class Ground:
    """What a worker stands on. look_every_s: between two looks at the chain.

    stopped: set when the master has ended the business. peers: dials other workers.
    levels, lists: None where the network has no such registry.
    """

    key: WorkerKey
    domain: Domain
    master: Address
    chain: ChainView
    confirmations: int
    look_every_s: float
    runtime: Runtime
    database: Database
    folder: Path
    clock: Clock
    supervisor: Supervisor
    contact: Callable[[], Contact]
    stopped: asyncio.Event
    effort: Effort | None = None
    portable_gpus: PortableGpus | None = None
    peers: Peers | None = None
    levels: Levels | None = None
    lists: Lists | None = None
    settle_wait_s: float = WAIT_S
    ask_life_s: int = ASK_LIFE_S
    meter_every_s: float = LOOK_S
    find_senses: Callable[[], Senses] = find_senses
