"""Whether customers elsewhere can reach this machine."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from sonm_desktop.worker.doctor.findings import Finding, good, note


def check_reach(addresses: Iterable[str], relays: tuple[str, ...]) -> Finding:
    """*addresses*: of this machine's interfaces. *relays*: of the network."""
    known = [address for text in addresses if (address := _parsed(text)) is not None]
    public = sum(address.is_global for address in known)
    if public:
        return good("reach", "doctor.reach_public", count=public)
    if relays:
        return good("reach", "doctor.reach_relayed", count=len(relays))
    return note("reach", "doctor.reach_local")


def _parsed(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text.split("%", 1)[0])
    except ValueError:
        return None
