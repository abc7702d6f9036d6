"""Where a profile keeps its files, and how private files are written."""

from __future__ import annotations

import os
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path

HOME_VARIABLE = "SONM_HOME"
DEFAULT_PROFILE = "default"
_PRIVATE_FILE = 0o600
_PRIVATE_FOLDER = 0o700


def data_home() -> Path:
    """The folder of all profiles: $SONM_HOME, else the system's place for application data."""
    chosen = os.environ.get(HOME_VARIABLE)
    if chosen:
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", Path.home())) / "SONM"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "SONM"
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "sonm"


@dataclass(frozen=True, slots=True)
class Profile:
    """One profile: one agent, one data folder, one network, many accounts."""

    name: str
    folder: Path

    @classmethod
    def named(cls, name: str) -> Profile:
        """The profile *name* below `data_home`."""
        return cls(name=name, folder=data_home() / "profiles" / name)

    @property
    def socket(self) -> Path:
        """The agent's API socket, in a folder that only its owner enters."""
        return self.folder / "run" / "agent.sock"

    @property
    def token_file(self) -> Path:
        """The admin token of the local API."""
        return self.folder / "run" / "token"

    @property
    def agent_lock(self) -> Path:
        return self.folder / "agent.lock"

    @property
    def agent_log(self) -> Path:
        return self.folder / "agent.log"

    @property
    def network_file(self) -> Path:
        """Which network this profile is on."""
        return self.folder / "network.json"

    @property
    def settings_file(self) -> Path:
        """What the person chose; options without a line there have their defaults."""
        return self.folder / "settings.toml"

    @property
    def wallet_folder(self) -> Path:
        return self.folder / "wallet"

    @property
    def worker_folder(self) -> Path:
        """Files of the worker on this machine; it shares nothing else of the profile."""
        return self.folder / "worker"

    def network_database(self, identity: str) -> Path:
        """The index of one network; *identity* as `chain.network.Network.identity`."""
        return self.folder / "networks" / f"{identity}.sqlite"

    @property
    def journal(self) -> Path:
        """The agent's own records: plans, deals, tasks, transactions, vouchers."""
        return self.folder / "agent.sqlite"


def private_folder(folder: Path) -> Path:
    """*folder*, made if missing, for its owner only."""
    folder.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_FOLDER)
    folder.chmod(_PRIVATE_FOLDER)
    return folder


def create_private(path: Path, content: bytes) -> None:
    """Write a file that a person named, readable by its owner only; its folder stays as it is.

    Raises FileExistsError rather than write over anything, else OSError.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE_FILE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


def write_private(path: Path, content: bytes) -> None:
    """Replace *path* by *content* at once, durably, readable by its owner only."""
    private_folder(path.parent)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE_FILE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
