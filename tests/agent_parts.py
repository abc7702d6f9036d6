"""Real agents for tests: in this process or as a program of their own, each with its own home."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import psutil
import pytest

from sonm_desktop.agent.program import AgentProgram
from sonm_desktop.api.client import AgentClient, wait_for_agent
from sonm_desktop.core.paths import HOME_VARIABLE, Profile
from sonm_desktop.core.secret import Secret

PASSWORD = Secret("correct horse battery")


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A short folder, because paths of sockets are short; what runs in it is ended."""
    folder = Path(tempfile.mkdtemp(prefix="sonm-", dir="/tmp"))
    monkeypatch.setenv(HOME_VARIABLE, str(folder))
    yield folder
    for process in processes_of(folder):
        process.kill()
        process.wait(10)
    shutil.rmtree(folder)


@pytest.fixture
def profile(home: Path) -> Profile:
    return Profile.named("test")


@asynccontextmanager
async def agent_here(profile: Profile, port: int | None = None) -> AsyncIterator[AgentClient]:
    """An agent in this process."""
    program = AgentProgram(profile, port=port)
    running = asyncio.create_task(program.run())
    try:
        await wait_for_agent(profile, limit_s=60)
        async with AgentClient(profile) as client:
            yield client
    finally:
        program.stop()
        await asyncio.wait_for(running, 60)


@contextmanager
def agent_program(profile: Profile) -> Iterator[subprocess.Popen[bytes]]:
    """The program; its output goes to the profile's folder. Killed at the end, if not before."""
    profile.folder.mkdir(parents=True, exist_ok=True)
    with (profile.folder / "agent.out").open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "sonm_desktop", "agent", "--profile", profile.name],
            env=os.environ,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def processes_of(folder: Path) -> list[psutil.Process]:
    """Everything whose command line names *folder*: nodes, workers, agents."""
    found = []
    for process in psutil.process_iter(["cmdline", "environ"]):
        line = " ".join(process.info["cmdline"] or [])
        chosen = (process.info["environ"] or {}).get(HOME_VARIABLE)
        if str(folder) in line or (chosen == str(folder) and process.pid != os.getpid()):
            found.append(process)
    return found
