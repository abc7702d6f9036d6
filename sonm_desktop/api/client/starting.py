"""Having an agent: find the one that runs, or start it in the background."""

from __future__ import annotations

import asyncio
import subprocess
import threading
import time
from contextlib import suppress

from pydantic import ValidationError

from sonm_desktop.api.client.agent_client import AgentClient
from sonm_desktop.api.schema.health import API_VERSION, Health
from sonm_desktop.api.schema.state import State
from sonm_desktop.core.errors import CodedError, RemoteError, UserError
from sonm_desktop.core.paths import Profile, private_folder
from sonm_desktop.core.program import background_command
from sonm_desktop.core.version import own_version

START_LIMIT_S = 30.0

_ANSWER_LIMIT_S = 2.0
_END_LIMIT_S = 20.0
_POLL_S = 0.05


async def wait_for_agent(profile: Profile, *, limit_s: float = START_LIMIT_S) -> Health:
    """The health of the agent, once it answers.

    Raises RemoteError("agent.not_up") after *limit_s*, UserError("agent.other_version").
    """
    deadline = time.monotonic() + limit_s
    while True:
        health = await _health(profile)
        if health is not None:
            return health
        if time.monotonic() > deadline:
            raise RemoteError("agent.not_up", log=str(profile.agent_log))
        await asyncio.sleep(_POLL_S)


async def ensure_agent(profile: Profile, *, limit_s: float = START_LIMIT_S) -> Health:
    """The running agent's health; starts one, detached from this terminal, when none answers.

    Two programs may do this at once: the second agent finds the profile held and ends. One of
    another version is replaced while it has nothing to do; a busy one goes on, and is used as
    long as its API is ours.
    Raises RemoteError("agent.not_up") with the path of its log, UserError("agent.other_version").
    """
    health = await _current(profile)
    if health is not None:
        return health
    process = await asyncio.to_thread(start_agent, profile)
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline:
        health = await _health(profile)
        if health is not None:
            return health
        if process.poll() not in (None, 0):
            return await _ended(profile)
        await asyncio.sleep(_POLL_S)
    raise RemoteError("agent.not_up", log=str(profile.agent_log))


async def _current(profile: Profile) -> Health | None:
    """The agent to go on with; None where there is none any more.

    Raises UserError("agent.other_version") for one that is busy and speaks another API.
    """
    try:
        health = await _health(profile)
    except UserError:
        if await _retired(profile):
            return None
        raise
    if health is None or health.version == own_version():
        return health
    return None if await _retired(profile) else health


async def _retired(profile: Profile) -> bool:
    """Whether the agent of another version had nothing to do, and is gone now."""
    try:
        async with AgentClient(profile, timeout_s=_ANSWER_LIMIT_S) as agent:
            if _busy(await agent.state.read()):
                return False
            await agent.shut_down()
    except (CodedError, ValidationError):
        return False
    deadline = time.monotonic() + _END_LIMIT_S
    while time.monotonic() < deadline:
        with suppress(UserError):
            if await _health(profile) is None:
                return True
        await asyncio.sleep(_POLL_S)
    return False


def _busy(state: State) -> bool:
    """Whether somebody's job, money or measurement would notice the end of the agent."""
    return (
        any(deal.phase not in ("closed", "failed") for deal in state.deals.values())
        or any(deal.open for deal in state.supplied.values())
        or any(not task.final for task in state.tasks.values())
        or any(status.benchmarking is not None for status in state.worker_status.values())
    )


def start_agent(profile: Profile) -> subprocess.Popen[bytes]:
    """Start the profile's agent in a session of its own; its words go to its log."""
    private_folder(profile.folder)
    with (profile.folder / "agent.out").open("ab") as output:
        process = subprocess.Popen(  # noqa: S603 (our own program)
            background_command("agent", "--profile", profile.name),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=profile.folder,
            start_new_session=True,
        )
    # It outlives us; but if it ends first, somebody has to take note.
    threading.Thread(target=process.wait, name="agent's end", daemon=True).start()
    return process


async def _ended(profile: Profile) -> Health:
    """The agent that we started has ended: because another one was faster, or with a failure."""
    try:
        return await wait_for_agent(profile, limit_s=_ANSWER_LIMIT_S)
    except RemoteError as error:
        raise RemoteError("agent.not_up", log=str(profile.agent_log)) from error


async def _health(profile: Profile) -> Health | None:
    """None where nobody answers. Raises UserError("agent.other_version")."""
    if not profile.socket.exists():
        return None
    try:
        async with AgentClient(profile, timeout_s=_ANSWER_LIMIT_S) as agent:
            health = await agent.health()
    except UserError:
        raise
    except CodedError:
        return None
    if health.api != API_VERSION:
        raise UserError("agent.other_version", pid=health.pid, version=health.version)
    return health
