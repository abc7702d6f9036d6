"""The networks that this machine stands in, and what follows for strangers' addresses."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence
from functools import partial

import psutil

from sonm_desktop.agent.shapes.network import is_local
from sonm_desktop.chain.network import Network
from sonm_desktop.market.contacts import Places
from sonm_desktop.p2p.strangers import IPNetwork, dialled


def stranger_places(network: Network) -> Places:
    """Which addresses of a stranger's offer on *network* are dialled from here.

    The machine's networks are looked at each time: a laptop changes them.
    """
    return partial(_dialled_here, this_machine=is_local(network))


def public_places(network: Network) -> Places:
    """The same for one of our machines that may stand elsewhere: no neighbours."""
    return partial(_dialled_anywhere, this_machine=is_local(network))


def own_networks() -> tuple[IPNetwork, ...]:
    """Of every interface that has a netmask."""
    found = set()
    for listed in psutil.net_if_addrs().values():
        for each in listed:
            if each.family in {socket.AF_INET, socket.AF_INET6} and each.netmask:
                plain, bits = each.address.partition("%")[0], _bits(each.netmask)
                found.add(ipaddress.ip_interface(f"{plain}/{bits}").network)
    return tuple(sorted(found, key=str))


def _dialled_here(addresses: Sequence[str], *, this_machine: bool) -> tuple[str, ...]:
    return dialled(addresses, own_networks(), this_machine=this_machine)


def _dialled_anywhere(addresses: Sequence[str], *, this_machine: bool) -> tuple[str, ...]:
    return dialled(addresses, (), this_machine=this_machine)


def _bits(netmask: str) -> int:
    family = socket.AF_INET6 if ":" in netmask else socket.AF_INET
    return int.from_bytes(socket.inet_pton(family, netmask), "big").bit_count()
