"""The network interfaces that lead outside; loopback and those of containers are left out."""

from __future__ import annotations

import socket
from dataclasses import dataclass

import psutil

_INNER = ("lo", "docker", "br-", "veth", "virbr", "sonm", "ifb")
_MBIT = 1_000_000
_MOST = 32


@dataclass(frozen=True, slots=True)
class Interface:
    """speed_bps: of the link, 0 when nobody says. addresses: of this machine on it."""

    name: str
    speed_bps: int
    addresses: tuple[str, ...]


def interfaces() -> tuple[Interface, ...]:
    """Those that are up."""
    addresses = psutil.net_if_addrs()
    return tuple(
        Interface(
            name=name[:64],
            speed_bps=max(0, state.speed) * _MBIT,
            addresses=tuple(
                each.address.partition("%")[0]
                for each in addresses.get(name, ())
                if each.family in {socket.AF_INET, socket.AF_INET6}
            ),
        )
        for name, state in sorted(psutil.net_if_stats().items())
        if state.isup and not name.lower().startswith(_INNER)
    )[:_MOST]
