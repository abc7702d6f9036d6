"""Calls about the fitness of this machine, and the bundle for reports of problems."""

from __future__ import annotations

from sonm_desktop.api.client.link import Link
from sonm_desktop.api.schema.doctor import Check, Checkup

_LOOK_LIMIT_S = 90.0


class DoctorCalls:
    """`AgentClient.doctor`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def checkup(self) -> Checkup:
        """Look at this machine now; takes seconds."""
        return await self._link.ask(Checkup, "POST", "/doctor", timeout_s=_LOOK_LIMIT_S)

    async def engine(self) -> Check:
        """Whether jobs can run on this machine at all; quick, so that it can be asked again."""
        return await self._link.ask(Check, "POST", "/doctor/engine", timeout_s=_LOOK_LIMIT_S)

    async def diagnostics(self) -> bytes:
        """A zip file with nothing personal in it; its README says what there is."""
        return await self._link.download("POST", "/diagnostics", timeout_s=_LOOK_LIMIT_S)
