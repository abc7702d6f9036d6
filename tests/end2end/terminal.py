"""The terminal as a stranger uses it: a program with arguments, an answer and an exit code."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import docker
import psutil

from sonm_desktop.api.client import AgentClient
from sonm_desktop.core.paths import DEFAULT_PROFILE, Profile
from tests.worker_fixtures import ENGINE_URL

PASSWORD = "correct horse battery staple"
COMMAND_LIMIT_S = 240

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command left."""

    code: int
    stdout: str
    stderr: str

    @property
    def document(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.stdout)

    @property
    def error(self) -> str:
        """The code of the refusal."""
        return str(self.document["error"]["code"])


class Home:
    """A data home of its own, and every program that lives in it."""

    def __init__(self, folder: Path, engine_url: str = ENGINE_URL) -> None:
        self.folder = folder
        self._engine_url = engine_url
        self.password_file = folder / "password"
        self.password_file.write_text(PASSWORD)
        self.engine = folder / "engine.sock"
        self.connect_engine()

    def sonm(self, *words: str, stdin: str = "", limit_s: float = COMMAND_LIMIT_S) -> Answer:
        """Run ``sonm --json WORDS``; it must never show a traceback."""
        done = subprocess.run(
            [sys.executable, "-m", "sonm_desktop", "--json", *words],
            env=self.environment(),
            cwd=self.folder,
            input=stdin,
            capture_output=True,
            check=False,
            text=True,
            timeout=limit_s,
        )
        assert "Traceback" not in done.stdout + done.stderr, done.stderr
        return Answer(done.returncode, done.stdout, done.stderr)

    def done(self, *words: str, **settings: Any) -> Any:
        """The document of a command that must succeed."""
        answer = self.sonm(*words, **settings)
        assert answer.code == 0, f"sonm {' '.join(words)}: {answer.stdout}{answer.stderr}"
        return answer.document

    def refused(self, *words: str, **settings: Any) -> Answer:
        """The answer of a command that must be refused with a sentence."""
        answer = self.sonm(*words, **settings)
        assert answer.code == 1, f"sonm {' '.join(words)} was not refused: {answer.stdout}"
        assert len(answer.stderr.split()) >= 3, answer.stderr
        return answer

    def asked(self, question: Callable[[AgentClient], Awaitable[T]]) -> T:
        """What the agent that runs here answers; for looks beside the commands that are tried."""

        async def ask() -> T:
            async with AgentClient(self.profile) as agent:
                return await question(agent)

        return asyncio.run(ask())

    def connect_engine(self) -> None:
        """This home reaches the machine's engine by a socket of its own."""
        self.engine.symlink_to(self._engine_url.removeprefix("unix://"))

    def disconnect_engine(self) -> None:
        """As if the engine had stopped, for this home alone."""
        self.engine.unlink()

    def environment(self) -> dict[str, str]:
        own = {"SONM_HOME": str(self.folder), "DOCKER_HOST": f"unix://{self.engine}"}
        return {**os.environ, **own, "PYTHONUNBUFFERED": "1"}

    @property
    def profile(self) -> Profile:
        """The one that commands use when none is named."""
        return Profile(DEFAULT_PROFILE, self.folder / "profiles" / DEFAULT_PROFILE)

    def password(self) -> tuple[str, str]:
        """The option that gives the wallet's password."""
        return "--password-file", str(self.password_file)

    def processes(self, *marks: str) -> list[psutil.Process]:
        """Programs of this home whose command line has all *marks*."""
        return [
            process
            for process in psutil.process_iter()
            if self._owns(process) and all(mark in _command_line(process) for mark in marks)
        ]

    def kill(self, *marks: str) -> None:
        """End the programs with these marks as a power cut would."""
        found = self.processes(*marks)
        assert found, f"no program with {marks}"
        for process in found:
            process.kill()
        psutil.wait_procs(found, timeout=10)

    def close(self) -> None:
        """End everything that lives here, and remove the containers of its workers."""
        while living := self.processes():
            for process in living:
                with suppress(psutil.NoSuchProcess):
                    process.kill()
            psutil.wait_procs(living, timeout=10)
        self._print_logs()
        remove_containers(self.workers())
        shutil.rmtree(self.folder, ignore_errors=True)

    def workers(self) -> list[str]:
        """Addresses of the workers that have lived here."""
        files = self.folder.glob("profiles/*/worker/worker.json")
        return [json.loads(file.read_text())["address"] for file in files]

    def _print_logs(self) -> None:
        """For whoever has to find out why a test failed; pytest hides it otherwise."""
        for log in sorted(self.folder.rglob("*.log")):
            if log.parent.name != "logs":
                print(f"--- {log}", *log.read_text(errors="replace").splitlines()[-60:], sep="\n")

    def _owns(self, process: psutil.Process) -> bool:
        try:
            if process.pid == os.getpid() or process.status() == psutil.STATUS_ZOMBIE:
                return False
            environment = process.environ().get("SONM_HOME", "")
            return environment == str(self.folder) or str(self.folder) in _command_line(process)
        except psutil.Error:
            return False


@contextmanager
def new_home(engine_url: str = ENGINE_URL) -> Iterator[Home]:
    """A home in a short folder: the path of a socket may have 100 letters."""
    home = Home(Path(tempfile.mkdtemp(prefix="sonm-")), engine_url)
    try:
        yield home
    finally:
        home.close()


def wait_until(
    holds: Callable[[], bool], *, limit_s: float = 60, what: str = "it", every_s: float = 0.2
) -> None:
    """Return once *holds*; fail after *limit_s*."""
    deadline = time.monotonic() + limit_s
    while not holds():
        assert time.monotonic() < deadline, f"{what} did not happen within {limit_s} s"
        time.sleep(every_s)


def containers(workers: list[str]) -> list[Any]:
    """Containers of one of *workers*, by their label."""
    client = docker.DockerClient(base_url=ENGINE_URL)
    try:
        return [
            container
            for worker in workers
            for container in client.containers.list(
                all=True, filters={"label": f"sonm.worker={worker}"}, ignore_removed=True
            )
        ]
    finally:
        client.close()


def remove_containers(workers: list[str]) -> None:
    for container in containers(workers):
        container.remove(force=True)


def _command_line(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""
