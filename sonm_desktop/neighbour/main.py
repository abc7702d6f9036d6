"""The neighbours' program: one per practice network, started and ended with it."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import signal
import sys
from pathlib import Path

from sonm_desktop.chain.neighbourhood.process import NeighbourPlace
from sonm_desktop.chain.neighbourhood.record import NeighbourhoodFile
from sonm_desktop.chain.network import load_network
from sonm_desktop.core.errors import CodedError, UserError
from sonm_desktop.core.file_lock import file_lock
from sonm_desktop.core.log import log_to_file
from sonm_desktop.core.paths import private_folder
from sonm_desktop.neighbour.program import NeighbourProgram

logger = logging.getLogger(__name__)


def main(argv: list[str]) -> int:
    """Answer for a practice network's neighbours until SIGTERM or SIGINT; the exit code."""
    parser = argparse.ArgumentParser(
        prog="sonm neighbour", description="The neighbours of the practice network."
    )
    parser.add_argument("--folder", type=Path, required=True, help="of the practice network")
    given = parser.parse_args(argv)
    try:
        asyncio.run(_run(given.folder))
    except CodedError as error:
        logger.error("the neighbours do not answer: %s", error)  # noqa: TRY400 (no traceback)
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


async def _run(folder: Path) -> None:
    place = NeighbourPlace(folder)
    private_folder(place.folder)
    async with contextlib.AsyncExitStack() as stack:
        await stack.enter_async_context(file_lock(place.lock, limit_s=0))
        log_to_file(place.log)
        network = load_network(place.network)
        neighbourhood = NeighbourhoodFile(folder).of(network.identity)
        if neighbourhood is None:
            raise UserError("chain.no_neighbours")
        program = NeighbourProgram(place.folder, network, neighbourhood)
        if sys.platform != "win32":
            for sign in (signal.SIGTERM, signal.SIGINT):
                asyncio.get_running_loop().add_signal_handler(sign, program.stop)
        place.publish()
        await program.run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
