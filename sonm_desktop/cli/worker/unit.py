"""`sonm worker install`: a worker on a machine of its own, led by a master elsewhere."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Group
from rich.text import Text

from sonm_desktop.cli.session import Session
from sonm_desktop.cli.show import verbatim
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.paths import data_home
from sonm_desktop.core.program import background_command
from sonm_desktop.core.systemd_unit import ServiceUnit, enabling

_UNIT = "sonm-worker.service"
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")


async def install(
    session: Session,
    master: Annotated[str, typer.Option(metavar="ADDRESS", help="The account that it earns for.")],
    network: Annotated[
        Path,
        typer.Option(metavar="FILE", help="The network's file.", exists=True, dir_okay=False),
    ],
    folder: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Where the worker keeps all.")
    ] = None,
    listen: Annotated[
        str, typer.Option(metavar="IP:PORT", help="Where customers reach it; port 0 is any.")
    ] = "",
) -> None:
    """Write a systemd service for a worker without a wallet, and say how to start it.

    For rigs and servers. The machine with the wallet then enrols it by “sonm worker add”.
    """
    if not sys.platform.startswith("linux"):
        raise UserError("cli.no_systemd")
    if not _ADDRESS.fullmatch(master):
        raise UserError("worker.bad_master")
    home = (folder or data_home() / "worker").absolute()
    words = ["worker", "--folder", str(home), "--network", str(network.absolute())]
    words += ["--master", master, *(["--listen", listen] if listen else [])]
    unit = ServiceUnit(_UNIT, "SONM worker", tuple(background_command(*words)))
    try:
        file = unit.write()
    except OSError as error:
        raise UserError("cli.unwritable_file", file=_UNIT) from error
    commands = [*enabling(_UNIT)]
    document = {"file": str(file), "commands": commands, "contact": str(home / "worker.json")}
    session.answer(document, lambda: _told(file, home, commands))


def _told(file: Path, home: Path, commands: list[str]) -> Group:
    return Group(
        Text(f"Wrote {file}. Start it, now and at every boot:"),
        *(verbatim(f"  {command}") for command in commands),
        Text("Then, on the machine with the wallet:"),
        verbatim(f"  sonm worker add {home / 'worker.json'}"),
    )
