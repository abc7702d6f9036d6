"""The addresses of this machine and the networks that it stands in: closed to every deal."""

from __future__ import annotations

import socket
from ipaddress import IPv4Network, IPv6Network, ip_interface

import psutil


def own_networks() -> frozenset[IPv4Network | IPv6Network]:
    """Also those with public addresses: the neighbours of a server are its LAN."""
    found = set()
    for addresses in psutil.net_if_addrs().values():
        for address in addresses:
            if address.family in (socket.AF_INET, socket.AF_INET6) and address.netmask:
                plain, bits = address.address.partition("%")[0], _length(address.netmask)
                if bits:
                    found.add(ip_interface(f"{plain}/{bits}").network)
    return frozenset(found)


def _length(netmask: str) -> int:
    """Bits that are set in *netmask*."""
    family = socket.AF_INET6 if ":" in netmask else socket.AF_INET
    return int.from_bytes(socket.inet_pton(family, netmask), "big").bit_count()
