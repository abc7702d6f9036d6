"""Whether a worker's status could be another one than a moment ago, seen without working it out."""

from __future__ import annotations

from sonm_desktop.core.errors import RemoteError
from sonm_desktop.store.database import Database
from sonm_desktop.worker.benchmarks.suite import Benchmarks
from sonm_desktop.worker.guest.guest import Guest
from sonm_desktop.worker.machine import Machine
from sonm_desktop.worker.selling.supply import Supply


class Moment:
    """Everything that a status is worked out of leaves a trace here: what is recorded, what the
    owner's machine feels like, the engine, a measurement that runs. Only what time alone brings
    does not."""

    def __init__(
        self,
        *,
        database: Database,
        guest: Guest,
        machine: Machine,
        benchmarks: Benchmarks,
        supply: Supply,
    ) -> None:
        self._database = database
        self._guest = guest
        self._machine = machine
        self._benchmarks = benchmarks
        self._supply = supply

    async def now(self) -> object:
        """Equal to the one before as long as nothing has happened."""
        try:
            engine = await self._machine.engine()
        except RemoteError:
            engine = None
        return (
            self._database.written,
            self._guest.mark,
            engine,
            self._benchmarks.progress,
            self._supply.closing,
        )
