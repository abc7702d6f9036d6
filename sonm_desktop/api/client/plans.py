"""Calls that spend or move money: planned, shown, committed once."""

from __future__ import annotations

import time

from sonm_desktop.api.client.link import Link
from sonm_desktop.api.schema.plans import CommitPlan, Committed, Plan, PlanRequest
from sonm_desktop.core.errors import RemoteError
from sonm_desktop.core.secret import Secret

_ROUND_S = 30


class PlanCalls:
    """`AgentClient.plans`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def make(self, request: PlanRequest) -> Plan:
        """What *request* would do; nothing is done.

        Raises UserError with the reason why it cannot be done.
        """
        return await self._link.ask(Plan, "POST", "/plans", request)

    async def get(self, plan: str) -> Plan:
        """A plan made before. Raises UserError("agent.no_plan")."""
        return await self._link.ask(Plan, "GET", f"/plans/{plan}")

    async def commit(
        self, plan: str, *, password: Secret[str] | None = None, limit_s: float = 600.0
    ) -> Committed:
        """Do it, once, however often this is called; returns when it is done.

        Raises RemoteError("agent.still_committing") after *limit_s*: it goes on by itself.
        """
        body = CommitPlan(password=password, wait_s=_ROUND_S)
        deadline = time.monotonic() + limit_s
        while True:
            committed = await self._link.ask(
                Committed, "POST", f"/plans/{plan}/commit", body, timeout_s=2 * _ROUND_S
            )
            if committed.done:
                return committed
            if time.monotonic() > deadline:
                raise RemoteError("agent.still_committing", plan=plan)
