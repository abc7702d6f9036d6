"""The worker's folder: its keys, records, results, and how others find it while it runs."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.file_lock import file_lock
from sonm_desktop.core.ids import Address
from sonm_desktop.core.paths import private_folder, write_private
from sonm_desktop.worker.ports import Contact


@dataclass(frozen=True, slots=True)
class WorkerFolder:
    """Names in the folder *root*."""

    root: Path

    @property
    def key(self) -> Path:
        return self.root / "worker.key"

    @property
    def endpoint_key(self) -> Path:
        return self.root / "endpoint.key"

    @property
    def log(self) -> Path:
        return self.root / "worker.log"

    @property
    def tasks(self) -> Path:
        return self.root / "tasks"

    @property
    def contact(self) -> Path:
        return self.root / "worker.json"

    @property
    def last_place(self) -> Path:
        """The ``ip:port`` of the last run, so that announced addresses stay true."""
        return self.root / "listen"

    def database(self, network: str) -> Path:
        """The record of this worker on one network; *network* is its identity."""
        return self.root / f"worker-{network}.sqlite"

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """Keep every other worker out. Raises UserError core.profile_in_use."""
        private_folder(self.root)
        async with AsyncExitStack() as stack:
            try:
                await stack.enter_async_context(file_lock(self.root / "worker.lock", limit_s=0))
            except UserError as error:
                raise UserError(
                    "core.profile_in_use", profile=self.root.name, pid=self._running_pid()
                ) from error
            yield

    def publish(self, address: Address, contact: Contact) -> None:
        """Say where this worker is found, now that it serves."""
        found = {
            "address": address,
            "endpoint": contact.endpoint,
            "addresses": list(contact.addresses),
            "relay": contact.relay,
            "pid": os.getpid(),
        }
        write_private(self.contact, json.dumps(found, indent=2).encode())

    def withdraw(self) -> None:
        """This worker serves no more."""
        self.contact.unlink(missing_ok=True)

    def _running_pid(self) -> int:
        try:
            return int(json.loads(self.contact.read_text(encoding="utf-8"))["pid"])
        except (OSError, ValueError, TypeError, KeyError):
            return 0
