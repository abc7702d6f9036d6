"""The agent's program: one per profile, in the background, until it is told to end."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass

from sonm_desktop.agent.program import AgentProgram
from sonm_desktop.core.errors import CodedError, UserError
from sonm_desktop.core.file_lock import file_lock
from sonm_desktop.core.log import log_to_file
from sonm_desktop.core.paths import Profile, write_private

logger = logging.getLogger(__name__)

_LOCK_LIMIT_S = 0.5


@dataclass(frozen=True, slots=True)
class Options:
    """port: also listen on this port of loopback; 0 is any; None does not."""

    profile: str
    port: int | None


def main(argv: list[str]) -> int:
    """Run the agent of a profile until SIGTERM, SIGINT or its API ends it; the exit code."""
    options = parse_options(argv)
    try:
        asyncio.run(_run(Profile.named(options.profile), options))
    except CodedError as error:
        logger.error("the agent does not run: %s", error)  # noqa: TRY400 (no traceback)
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def parse_options(argv: list[str]) -> Options:
    parser = argparse.ArgumentParser(
        prog="sonm agent", description="The background program of a profile."
    )
    parser.add_argument("--profile", default="default", help="whose accounts, deals and workers")
    parser.add_argument("--port", type=int, help="also listen on this port of 127.0.0.1")
    given = parser.parse_args(argv)
    return Options(profile=given.profile, port=given.port)


async def _run(profile: Profile, options: Options) -> None:
    async with _held(profile):
        log_to_file(profile.agent_log)
        logger.info("agent of profile %s: process %d", profile.name, os.getpid())
        program = AgentProgram(profile, port=options.port)
        _end_on_signals(program)
        try:
            await program.run()
        except CodedError:
            raise
        except Exception:  # nobody sees the standard error of a program in the background
            logger.exception("the agent fails")
            raise
        logger.info("the agent ends")


@contextlib.asynccontextmanager
async def _held(profile: Profile) -> AsyncIterator[None]:
    """Keep every other agent out. Raises UserError("core.profile_in_use")."""
    holder = profile.folder / "agent.pid"
    async with contextlib.AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(file_lock(profile.agent_lock, limit_s=_LOCK_LIMIT_S))
        except UserError as error:
            pid = holder.read_text(encoding="ascii") if holder.exists() else "?"
            raise UserError("core.profile_in_use", profile=profile.name, pid=pid) from error
        write_private(holder, str(os.getpid()).encode())
        yield


def _end_on_signals(program: AgentProgram) -> None:
    if sys.platform == "win32":
        return
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, program.stop)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
