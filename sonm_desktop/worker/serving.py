"""The worker itself, from its options to its exit code."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys

from sonm_desktop.chain.network import load_network
from sonm_desktop.core.errors import CodedError
from sonm_desktop.core.log import log_to_file
from sonm_desktop.worker.folder import WorkerFolder
from sonm_desktop.worker.options import Options, parse_options
from sonm_desktop.worker.program import WorkerProgram

logger = logging.getLogger(__name__)


def serve(argv: list[str]) -> int:
    """Sell until a signal, or until the master has ended it; the exit code."""
    try:
        asyncio.run(_run(parse_options(argv)))
    except CodedError as error:
        if logging.getLogger().hasHandlers():
            logger.error("the worker does not run: %s", error)  # noqa: TRY400 (no traceback)
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


async def _run(options: Options) -> None:
    folder = WorkerFolder(options.folder)
    async with folder.held():
        log_to_file(folder.log)
        program = WorkerProgram(options, folder, load_network(options.network))
        loop = asyncio.get_running_loop()
        if sys.platform != "win32":
            for sign in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(sign, program.stop)
        try:
            await program.run()
        except CodedError:
            raise
        except Exception:  # nobody sees the standard error of a program in the background
            logger.exception("the worker fails")
            raise
