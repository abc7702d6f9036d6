"""Socket addresses ``ip:port`` as people and offers write them."""

from __future__ import annotations

import ipaddress

from sonm_desktop.core.errors import UserError

_LARGEST_PORT = 65_535
_SITE_BITS = 64


def parse_socket_address(text: str) -> tuple[str, int]:
    """Host and port of ``127.0.0.1:7000`` or ``[::1]:7000``.

    Raises UserError("p2p.bad_address"), also for names: nothing here asks a name server.
    """
    host, colon, port = text.rpartition(":")
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    try:
        address = ipaddress.ip_address(bare)
    except ValueError as error:
        raise UserError("p2p.bad_address", address=text[:60]) from error
    bracketed = bare != host
    if not colon or bracketed != (address.version == 6) or not (port.isascii() and port.isdigit()):
        raise UserError("p2p.bad_address", address=text[:60])
    if len(port) > 5 or int(port) > _LARGEST_PORT:
        raise UserError("p2p.bad_address", address=text[:60])
    return bare, int(port)


def socket_text(host: str, port: int) -> str:
    """*host* and *port* as one text, which `parse_socket_address` reads."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def host_beside(host: str) -> str:
    """The host of the other family to open beside *host*: everything only beside everything."""
    address = ipaddress.ip_address(host)
    if isinstance(address, ipaddress.IPv4Address):
        return "::" if address.is_unspecified else "::1"
    return "0.0.0.0" if address.is_unspecified else "127.0.0.1"  # noqa: S104


def ip_of(text: str) -> str:
    """The IP address of ``ip:port``, an IPv4 one as itself also where it came in IPv6; or empty."""
    try:
        host, _ = parse_socket_address(text)
    except UserError:
        return ""
    address = ipaddress.ip_address(host)
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)


def counted_host(text: str) -> str:
    """What a remote address is counted by: an IPv4 address, or the /64 of an IPv6 address."""
    try:
        host, _ = parse_socket_address(text)
    except UserError:
        return "unknown"
    address = ipaddress.ip_address(host)
    if isinstance(address, ipaddress.IPv4Address):
        return host
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, _SITE_BITS), strict=False))
