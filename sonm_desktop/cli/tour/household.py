"""The tour's own profile: its wallet, its password, and where its results go."""

from __future__ import annotations

import asyncio
import secrets
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.wallet import Account
from sonm_desktop.core.errors import CodedError
from sonm_desktop.core.paths import Profile, data_home, write_private
from sonm_desktop.core.resources import resource
from sonm_desktop.core.secret import Secret

PROFILE = "tour"
SELLING, BUYING = "This PC (sells)", "Me (buys)"
_PASSWORD_FILE = "tour-password"  # noqa: S105 (a file's name)
_END_LIMIT_S = 20.0


@dataclass(frozen=True, slots=True)
class Accounts:
    """The two sides, in one wallet."""

    selling: Account
    buying: Account


async def open_wallet(agent: AgentClient, profile: Profile) -> Accounts:
    """The tour's two accounts, unlocked; made the first time.

    Its password protects play money only; it lies beside the wallet for the next tour.
    """
    password = _password(profile)
    status = await agent.wallet.status()
    if not status.exists:
        status = (await agent.wallet.create(password)).wallet
    elif status.locked:
        status = await agent.wallet.unlock(password)
    labels = {account.label: account for account in status.accounts}
    first = status.accounts[0]
    selling = labels.get(SELLING) or await agent.wallet.rename(first.address, SELLING)
    buying = labels.get(BUYING) or await agent.wallet.new_account(BUYING)
    return Accounts(selling, buying)


async def forget(profile: Profile) -> None:
    """End the tour's programs and remove its profile; the practice network stays."""
    if not profile.folder.exists():
        return
    await end_programs(profile)
    await asyncio.to_thread(shutil.rmtree, profile.folder, ignore_errors=True)


async def end_programs(profile: Profile) -> None:
    """End the tour's worker and agent, where they run; they have ended when this returns."""
    async with AgentClient(profile) as agent:
        try:
            pid = (await agent.health()).pid
        except CodedError:
            return
        with suppress(CodedError):
            await agent.workers.stop_local()
        with suppress(CodedError):
            await agent.shut_down()
    await asyncio.to_thread(_wait_for_end, pid)


def checkout() -> Path | None:
    """The folder of the sources that this program runs from; None when it is installed."""
    root = resource().parent
    return root if (root / "Makefile").exists() else None


def results_folder() -> Path:
    """Where the tour's results go: ``build/tour`` in a checkout."""
    root = checkout()
    return root / "build" / "tour" if root else Path("sonm-tour").absolute()


def image_cache() -> Path:
    """Where the job's image is remembered."""
    root = checkout()
    return root / "build" if root else data_home() / "tour"


def _wait_for_end(pid: int) -> None:
    with suppress(psutil.Error):
        psutil.Process(pid).wait(_END_LIMIT_S)


def _password(profile: Profile) -> Secret[str]:
    file = profile.folder / _PASSWORD_FILE
    try:
        return Secret(file.read_text(encoding="ascii").strip())
    except FileNotFoundError:
        password = secrets.token_urlsafe(24)
        write_private(file, password.encode("ascii"))
        return Secret(password)
