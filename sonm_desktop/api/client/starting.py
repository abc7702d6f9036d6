"""Having an agent: find the one that runs, or start it in the background."""

from __future__ import annotations

from sonm_desktop.api.schema.health import Health
from sonm_desktop.core.paths import Profile

START_LIMIT_S = 30.0


async def wait_for_agent(profile: Profile, *, limit_s: float = START_LIMIT_S) -> Health:
    """The health of the agent, once it answers.

    Raises RemoteError("agent.not_up") after *limit_s*, UserError("agent.other_version").
    """
    raise NotImplementedError


async def ensure_agent(profile: Profile, *, limit_s: float = START_LIMIT_S) -> Health:
    """The running agent's health; starts one, detached from this terminal, when none answers.

    Raises RemoteError("agent.not_up") with the path of its log, UserError("agent.other_version").
    """
    raise NotImplementedError
