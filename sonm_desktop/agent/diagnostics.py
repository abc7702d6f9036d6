"""What goes into a report of a problem: facts from a list, logs without anything personal.

Nothing is sent anywhere: the bundle is handed to the person who asked for it.
"""

from __future__ import annotations

import asyncio
import io
import json
import platform
import zipfile
from collections import Counter, deque
from collections.abc import Callable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any, Protocol

import psutil

from sonm_desktop.agent.doctor import Doctor
from sonm_desktop.agent.redaction import redacted
from sonm_desktop.api.schema.state import State
from sonm_desktop.core.paths import Profile

_KEPT_LINES = 2000
_PARTS = ("sonm-desktop", "PySide6-Essentials", "iroh", "docker", "pydantic")
_README = """What is in this bundle, and nothing else:
about.json     versions and the kind of this machine
doctor.json    the doctor's look at it
state.json     states and counts; no address, no amount, no name
settings.json  what was chosen in the settings
*.log          the programs' last lines, without keys, addresses, paths, and data of jobs

Open the files and look before you give them to anybody.
"""


class StateReader(Protocol):
    """Where the state comes from."""

    async def read(self) -> State: ...


class Diagnostics:
    """A `DiagnosticsPort`. *chosen*: the settings by their names."""

    def __init__(
        self,
        *,
        profile: Profile,
        doctor: Doctor,
        state: StateReader,
        chosen: Callable[[], Mapping[str, Any]],
        is_phrase_word: Callable[[str], bool],
    ) -> None:
        self._profile = profile
        self._doctor = doctor
        self._state = state
        self._chosen = chosen
        self._is_phrase_word = is_phrase_word

    async def bundle(self) -> bytes:
        """A zip file."""
        checkup = await self._doctor.checkup()
        documents = {
            "about.json": _about(),
            "doctor.json": {
                check.check: [check.verdict, check.found.code] for check in checkup.checks
            },
            "state.json": _counted(await self._state.read()),
            "settings.json": dict(self._chosen()),
        }
        return await asyncio.to_thread(self._packed, documents)

    def _packed(self, documents: Mapping[str, Any]) -> bytes:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("README.txt", _README)
            for name, document in documents.items():
                archive.writestr(name, json.dumps(document, indent=2, sort_keys=True))
            for log in (self._profile.agent_log, self._profile.worker_folder / "worker.log"):
                lines = redacted(_last_lines(log), self._is_phrase_word)
                archive.writestr(log.name, "\n".join(lines))
        return packed.getvalue()


def _last_lines(log: Path) -> list[str]:
    try:
        with log.open(encoding="utf-8", errors="replace") as file:
            return list(deque(file, _KEPT_LINES))
    except OSError:
        return []


def _about() -> dict[str, Any]:
    return {
        "parts": {part: _version(part) for part in _PARTS},
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
        "machine": platform.machine(),
        "cores": psutil.cpu_count(),
        "ram_gib": round(psutil.virtual_memory().total / 2**30),
    }


def _version(part: str) -> str:
    try:
        return metadata.version(part)
    except metadata.PackageNotFoundError:
        return "not here"


def _counted(state: State) -> dict[str, Any]:
    """Codes and counts of *state*: the only fields that can tell nothing about a person."""
    return {
        "network": state.network.state.code,
        "wallet": state.wallet.state.code,
        "accounts": len(state.wallet.accounts),
        "local_worker": state.local_worker.state.code,
        "local_worker_restarts": state.local_worker.restarts,
        "deals": Counter(deal.state.code for deal in state.deals.values()),
        "supplied": len(state.supplied),
        "tasks": Counter(str(task.state) for task in state.tasks.values()),
        "workers": len(state.workers),
    }
