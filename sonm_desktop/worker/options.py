"""The worker's command line."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from eth_utils.address import is_address, to_checksum_address

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address


@dataclass(frozen=True, slots=True)
class Options:
    """How a worker was started. listen, engine: empty means the usual place."""

    folder: Path
    network: Path
    master: Address
    listen: str
    engine: str


def parse_options(argv: list[str]) -> Options:
    """The options in *argv*. Raises UserError worker.bad_master; argparse ends on the rest."""
    parser = argparse.ArgumentParser(
        prog="sonm worker", description="Sells this machine for a master account."
    )
    parser.add_argument("--folder", type=Path, required=True, help="where the worker keeps all")
    parser.add_argument("--network", type=Path, required=True, help="the network's file")
    parser.add_argument("--master", required=True, help="the account that it serves")
    parser.add_argument("--listen", default="", help="ip:port for peers")
    parser.add_argument("--engine", default="", help="unix:// address of the Docker engine")
    given = parser.parse_args(argv)
    if not is_address(given.master):
        raise UserError("worker.bad_master")
    return Options(
        folder=given.folder,
        network=given.network,
        master=Address(to_checksum_address(given.master)),
        listen=given.listen,
        engine=given.engine,
    )
