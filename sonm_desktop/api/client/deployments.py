"""Calls that put a network's contracts on a chain."""

from __future__ import annotations

import time

from sonm_desktop.api.client.link import Link
from sonm_desktop.api.schema.deployment import (
    CommitDeployment,
    Deployment,
    DeployNetwork,
    SourceBundle,
)
from sonm_desktop.core.errors import RemoteError
from sonm_desktop.core.secret import Secret

_PLAN_LIMIT_S = 120.0
_ROUND_S = 30


class DeploymentCalls:
    """`AgentClient.deployments`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def plan(self, wish: DeployNetwork) -> Deployment:
        """What would be deployed where, and its cost; or one of the same wish that was begun.

        Raises UserError with the reason why it cannot be done.
        """
        return await self._link.ask(
            Deployment, "POST", "/network/deployments", wish, timeout_s=_PLAN_LIMIT_S
        )

    async def all(self) -> list[Deployment]:
        """Those that were begun or done, newest first."""
        return await self._link.ask_all(Deployment, "/network/deployments")

    async def get(self, deployment: str) -> Deployment:
        """Raises UserError("agent.no_deployment")."""
        return await self._link.ask(Deployment, "GET", f"/network/deployments/{deployment}")

    async def commit(
        self, deployment: str, password: Secret[str], *, limit_s: float = 3600.0
    ) -> Deployment:
        """Deploy, or go on; returns when everything is in blocks.

        Raises RemoteError("agent.still_committing") after *limit_s*: it goes on by itself.
        """
        body = CommitDeployment(password=password, wait_s=_ROUND_S)
        path = f"/network/deployments/{deployment}/commit"
        deadline = time.monotonic() + limit_s
        while True:
            found = await self._link.ask(Deployment, "POST", path, body, timeout_s=2 * _ROUND_S)
            if found.done:
                return found
            if time.monotonic() > deadline:
                raise RemoteError("agent.still_committing", plan=deployment)

    async def sources(self, deployment: str) -> SourceBundle:
        """What verifies it. Raises UserError("agent.no_deployment") before the end."""
        path = f"/network/deployments/{deployment}/sources"
        return await self._link.ask(SourceBundle, "GET", path)
