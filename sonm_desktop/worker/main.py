"""The worker's program: one per machine, led by its master over P2P.

SIGTERM and SIGINT end the program and leave running tasks alone: the next start finds them.
Only the master ends the business (``worker.stop``).
"""

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


def main(argv: list[str]) -> int:
    """Run the worker, or a program beside it: ``measure``, ``adapters``, ``doctor``; the exit
    code."""
    if argv[:1] == ["measure"]:
        from sonm_desktop.worker.benchmarks.measure import main as measure  # noqa: PLC0415

        return measure(argv[1:])
    if argv[:1] == ["adapters"]:
        from sonm_desktop.worker.benchmarks.adapters import main as adapters  # noqa: PLC0415

        return adapters(argv[1:])
    if argv[:1] == ["doctor"]:
        from sonm_desktop.worker.doctor.checkup import main as doctor  # noqa: PLC0415

        return doctor(argv[1:])
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
        await program.run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
