"""The worker's process on this machine: started apart from us, found again, ended."""

from __future__ import annotations

import contextlib
import hashlib
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import psutil

from sonm_desktop.chain.network import Network
from sonm_desktop.core.paths import Profile, private_folder
from sonm_desktop.core.program import background_command, background_words
from sonm_desktop.store.local_worker import WantedWorker

END_LIMIT_S = 10.0

_LARGEST_CONTACT = 100_000


@dataclass(frozen=True, slots=True)
class Contact:
    """What a serving worker writes to its ``worker.json``."""

    address: str
    endpoint: str
    addresses: tuple[str, ...]
    relay: str
    pid: int


class WorkerProcess:
    """It outlives the agent, so that an agent's restart interrupts no job.

    A process belongs to us when its command line is the one that we would start: folder,
    network and master in it. Everything here blocks for a moment: call it in a thread.
    """

    def __init__(self, profile: Profile, network: Network, wanted: WantedWorker) -> None:
        self._folder = profile.worker_folder
        self._network_file = _saved(network, profile)
        self._wanted = wanted
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        return self._folder / "worker.log"

    def start(self) -> int:
        """Start it in a session of its own; its process id."""
        private_folder(self._folder)
        with (self._folder / "worker.out").open("ab") as output:
            self._child = subprocess.Popen(  # noqa: S603 (our own program)
                background_command(*self._words()),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self._folder,
                start_new_session=True,
            )
        return self._child.pid

    def find(self) -> psutil.Process | None:
        """The living process that serves as wanted: our child, or one that an earlier agent
        started and that says so in its file."""
        if self._child is not None:
            if self._child.poll() is None:
                return psutil.Process(self._child.pid)
            self._child = None
        contact = read_contact(self._folder)
        if contact is None:
            return None
        try:
            process = psutil.Process(contact.pid)
            return process if background_words(process.cmdline()) == self._words() else None
        except psutil.Error:
            return None

    def look(self) -> tuple[bool, Contact | None]:
        """Whether it lives, and where it is found; None while it does not serve."""
        process = self.find()
        contact = None if process is None else read_contact(self._folder)
        if process is None or contact is None or contact.pid != process.pid:
            return process is not None, None
        return True, contact

    def _words(self) -> list[str]:
        listen = ["--listen", self._wanted.listen] if self._wanted.listen else []
        return [
            *("worker", "--folder", str(self._folder), "--network", str(self._network_file)),
            *("--master", self._wanted.master, *listen),
        ]


def worker_of(folder: Path) -> psutil.Process | None:
    """The process of a worker on *folder*, whatever it serves; looks at every process."""
    wanted = ["worker", "--folder", str(folder)]
    for process in psutil.process_iter(["cmdline", "status"]):
        line = process.info["cmdline"] or []
        if process.info["status"] != psutil.STATUS_ZOMBIE and background_words(line)[:3] == wanted:
            return process
    return None


def end(folder: Path) -> None:
    """End the process of *folder*, if there is one: asked first, killed after 10 s."""
    process = worker_of(folder)
    if process is None:
        return
    with contextlib.suppress(psutil.NoSuchProcess):
        process.terminate()
        try:
            process.wait(END_LIMIT_S)
        except psutil.TimeoutExpired:
            process.kill()
            process.wait(END_LIMIT_S)


def read_contact(folder: Path) -> Contact | None:
    """The ``worker.json`` in *folder*; None when there is none that can be read."""
    try:
        text = (folder / "worker.json").read_text(encoding="utf-8")[:_LARGEST_CONTACT]
        fields = json.loads(text)
        return Contact(
            address=str(fields["address"]),
            endpoint=str(fields["endpoint"]),
            addresses=tuple(str(address) for address in fields["addresses"]),
            relay=str(fields["relay"]),
            pid=int(fields["pid"]),
        )
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _saved(network: Network, profile: Profile) -> Path:
    """A file of *network* whose name changes whenever what is in it does."""
    seed = f"{network.identity} {network.rpc_urls} {network.relays} {network.confirmations}"
    name = hashlib.sha256(seed.encode()).hexdigest()[:16]
    path = profile.folder / "worker-networks" / f"{name}.json"
    if not path.exists():
        network.save(path)
    return path
