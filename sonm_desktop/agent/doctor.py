"""Looks at this machine for its owner: the worker's checks in a program of their own, and ours."""

from __future__ import annotations

import asyncio
import logging
import stat
import sys
import time
from collections.abc import Mapping
from typing import Any

from sonm_desktop.agent.networking import Networking
from sonm_desktop.agent.shapes.network import is_local
from sonm_desktop.api.schema.doctor import Check, Checkup, Verdict
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.core.catalogue import codes
from sonm_desktop.core.clock import Clock
from sonm_desktop.core.errors import CodedError
from sonm_desktop.core.foreign_json import parse_foreign
from sonm_desktop.core.paths import Profile
from sonm_desktop.core.program import background_command

logger = logging.getLogger(__name__)

LOOK_LIMIT_S = 60.0
LATE_S = 1800
"""A chain of which nobody has seen a block for half an hour has stopped, or its node has."""

_LARGEST_ANSWER = 1 << 20
_OPEN_TO_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class Doctor:
    """A `DoctorPort`. Holds no state; one look at a time."""

    def __init__(self, *, profile: Profile, networking: Networking, clock: Clock) -> None:
        self._profile = profile
        self._networking = networking
        self._clock = clock
        self._turn = asyncio.Lock()

    async def checkup(self) -> Checkup:
        """Every check, within a minute; never raises for what it finds."""
        async with self._turn:
            began = time.perf_counter()
            machine, node = await asyncio.gather(self._machine(), self._node())
            checks = [*machine, node, self._files()]
        return Checkup(checks=checks, took_ms=round((time.perf_counter() - began) * 1000))

    async def engine(self) -> Check:
        """Whether jobs can run here at all: quick, and writes nothing."""
        return (await self._machine("--only-engine"))[0]

    async def _machine(self, *more: str) -> list[Check]:
        try:
            said = await self._looked(*more)
            return [_check(entry) for entry in said]
        except (OSError, TimeoutError, ValueError, TypeError, KeyError) as error:
            logger.warning("the look at this machine gave no answer: %r", error)
            return [_shown("engine", Verdict.BAD, "doctor.no_answer")]

    async def _looked(self, *more: str) -> list[Any]:
        """What the worker's program says. Raises OSError, TimeoutError, ValueError."""
        process = await asyncio.create_subprocess_exec(
            *background_command("worker", "doctor", "--folder", str(self._profile.worker_folder)),
            *self._network_words(),
            *more,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            async with asyncio.timeout(LOOK_LIMIT_S):
                output, _ = await process.communicate()
        except BaseException:
            process.kill()
            await process.wait()
            raise
        said = parse_foreign(output[:_LARGEST_ANSWER])
        if not isinstance(said, list) or not said:
            raise ValueError("no list of findings")
        return said

    def _network_words(self) -> list[str]:
        file = self._profile.network_file
        return ["--network", str(file)] if file.exists() else []

    async def _node(self) -> Check:
        try:
            session = self._networking.session()
            began = time.perf_counter()
            head = await session.reader.head()
        except CodedError as error:
            return _shown("node", Verdict.BAD, error.code, error.params)
        took = round((time.perf_counter() - began) * 1000)
        age = int(self._clock.now()) - head.time
        # A node of this machine mines when there is something to mine.
        if age > LATE_S and not is_local(session.network):
            return _shown("node", Verdict.POOR, "doctor.node_late", {"minutes": age // 60})
        return _shown("node", Verdict.GOOD, "doctor.node_answers", {"milliseconds": took})

    def _files(self) -> Check:
        if sys.platform == "win32":
            return _shown("files", Verdict.GOOD, "doctor.files_private")
        folder = self._profile.folder
        if folder.stat().st_mode & _OPEN_TO_OTHERS:
            return _shown("files", Verdict.BAD, "doctor.files_open", {"folder": str(folder)})
        return _shown("files", Verdict.GOOD, "doctor.files_private")


def _check(said: Any) -> Check:
    """A finding of the worker's program. Raises ValueError, TypeError or KeyError."""
    params = said["params"]
    code = str(said["code"])
    if not isinstance(params, dict) or code not in codes():
        raise ValueError("a finding that has no words")
    return _shown(str(said["check"]), Verdict(said["verdict"]), code, params)


def _shown(
    check: str, verdict: Verdict, code: str, params: Mapping[str, Any] | None = None
) -> Check:
    what = f"doctor.{check}"
    if what not in codes():
        raise ValueError("a check that has no words")
    return Check(check=check, verdict=verdict, what=Worded.of(what), found=Worded.of(code, params))
