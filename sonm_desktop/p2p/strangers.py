"""Which of the addresses that a stranger names are dialled: he shall not aim us at our own network.

An offer is signed by whoever wrote it, and names any address. Dialling sends packets of UDP there,
from inside the network of whoever looks at offers.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence

from sonm_desktop.core.errors import UserError
from sonm_desktop.p2p.socket_address import parse_socket_address

IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network
IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

MOST_ADDRESSES = 8
"""Of one stranger: a machine has a few; who names a crowd means somebody else."""

_FIRST_FREE_PORT = 1024
_HTTPS = 443
_CONTROL_PORTS = frozenset({1900, 3702, 5350, 5351, 5353, 5355, 11211})
"""By which routers and devices are steered, or which answer with more than they are asked: SSDP,
WS-Discovery, PCP, NAT-PMP, mDNS, LLMNR, memcached."""

_PUBLIC_V6 = ipaddress.IPv6Network("2000::/3")
_TRANSLATED = (ipaddress.IPv6Network("2002::/16"), ipaddress.IPv6Network("2001::/32"))
"""6to4 and Teredo: they stand for an IPv4 address, which may be a private one."""

_LEAST_BITS = {4: 20, 6: 64}
"""Of a neighbourhood; a company's whole network behind a tunnel is none."""


def dialled(
    addresses: Iterable[str], lan: Sequence[IPNetwork], *, this_machine: bool
) -> tuple[str, ...]:
    """Those of a stranger's *addresses* that are dialled, eight at most.

    Public ones, and neighbours in *lan*, the networks that this machine itself stands in.
    *this_machine*: loopback too, where the whole network lives on this machine.
    """
    near = [one for one in lan if one.prefixlen >= _LEAST_BITS[one.version]]
    found = [text for text in addresses if _is_dialled(text, near, this_machine=this_machine)]
    return tuple(found[:MOST_ADDRESSES])


def _is_dialled(text: str, lan: Sequence[IPNetwork], *, this_machine: bool) -> bool:
    try:
        host, port = parse_socket_address(text)
    except UserError:
        return False
    if "%" in host or not port:
        return False
    address = _plain(ipaddress.ip_address(host))
    if address.is_loopback:
        return this_machine
    if port in _CONTROL_PORTS or (port < _FIRST_FREE_PORT and port != _HTTPS):
        return False
    return _is_public(address) or _is_neighbour(address, lan)


def _plain(address: IPAddress) -> IPAddress:
    """An IPv4 address as itself, also where it comes in IPv6."""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _is_public(address: IPAddress) -> bool:
    if not address.is_global or address.is_multicast:
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return True
    return address in _PUBLIC_V6 and not any(address in one for one in _TRANSLATED)


def _is_neighbour(address: IPAddress, lan: Sequence[IPNetwork]) -> bool:
    """Of a network here, and neither its own name nor the address of all of them at once."""
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        return False
    return any(
        address in one and address not in (one.network_address, one.broadcast_address)
        for one in lan
        if one.version == address.version
    )
