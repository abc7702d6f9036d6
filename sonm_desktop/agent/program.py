"""The agent as a program: opened on its profile, served to faces, closed in reverse order."""

from __future__ import annotations

import asyncio
import sys

from sonm_desktop.agent.composition import compose
from sonm_desktop.api.server.listening import ApiServer
from sonm_desktop.core.clock import SystemClock
from sonm_desktop.core.paths import Profile
from sonm_desktop.core.supervise import Supervisor
from sonm_desktop.store.database import Database

CLOSE_LIMIT_S = 10.0
ANY_PORT = 0


class AgentProgram:
    """Needs the profile's lock, which its caller holds."""

    def __init__(self, profile: Profile, *, port: int | None = None) -> None:
        self._profile = profile
        self._port = ANY_PORT if port is None and sys.platform == "win32" else port
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """End it: running answers first, then everything else, within seconds."""
        self._stopping.set()

    async def run(self) -> None:
        """Serve until `stop`. Raises UserError for what keeps it from starting."""
        supervisor = Supervisor()
        journal = Database(self._profile.journal, "agent")
        await journal.open()
        try:
            await self._serve(journal, supervisor)
        finally:
            await journal.close()

    async def _serve(self, journal: Database, supervisor: Supervisor) -> None:
        agent = compose(
            self._profile,
            journal,
            clock=SystemClock(),
            supervisor=supervisor,
            shut_down=self._shut_down,
        )
        await agent.networking.begin()
        agent.tokens.publish(self._profile)
        for name, run in agent.loops.items():
            supervisor.keep(name, run)
        server = ApiServer(agent.services, self._profile.socket, port=self._port)
        try:
            await self._until_stopped(server)
        finally:
            async with asyncio.timeout(CLOSE_LIMIT_S):
                await supervisor.close()
                await agent.networking.close()

    async def _until_stopped(self, server: ApiServer) -> None:
        serving = asyncio.create_task(server.run(), name="api")
        waiting = asyncio.create_task(self._stopping.wait(), name="stopping")
        try:
            await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
            server.stop()
            await serving
        finally:
            waiting.cancel()
            serving.cancel()

    async def _shut_down(self) -> None:
        self._stopping.set()
