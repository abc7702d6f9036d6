"""Where the worker listens: where it did before, as long as that place is free.

Asks name the address, and asks lie on the chain: it should survive a restart.
"""

from __future__ import annotations

import socket
from pathlib import Path

from sonm_desktop.core.paths import write_private


def usual_place(host: str, remembered: Path) -> str:
    """``host:port`` with the port of the last run if it is free now, else with any."""
    try:
        place = remembered.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return f"{host}:0"
    before, _, port = place.rpartition(":")
    if before != host or not port.isdecimal() or not _free(host, int(port)):
        return f"{host}:0"
    return place


def remember_place(host: str, addresses: tuple[str, ...], remembered: Path) -> None:
    """Keep the port of the first IPv4 address in *addresses* for the next run."""
    for address in addresses:
        _, _, port = address.rpartition(":")
        if not address.startswith("[") and port.isdecimal():
            write_private(remembered, f"{host}:{port}".encode())
            return


def _free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((host, port))
        except (OSError, OverflowError):
            return False
    return True
