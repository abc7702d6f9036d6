"""A small world for a disposable engine: its own host, a LAN, a metadata service, an internet.

Two network namespaces, joined by two cables. `host` is where the engine lives; `world` plays
everybody else. Nothing in them can reach this machine's network, nor be reached from it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_interface
from pathlib import Path

HOST_LAN, LAN = "192.168.77.1", "192.168.77.2"
HOST_PUBLIC, GATEWAY = "151.101.9.1", "151.101.9.254"
INTERNET, METADATA = "93.184.215.14", "169.254.169.254"
RESOLVER, OTHER_RESOLVER = "1.1.1.1", "8.8.8.8"
HOST_PUBLIC_6, GATEWAY_6 = "2600:1f00:1::1", "2600:1f00:1::fe"
INTERNET_6, LAN_6, HOST_LAN_6 = "2600:1f00:2::14", "fd77::2", "fd77::1"
CONTAINERS_6 = "2600:1f00:3::/64"
MAPPED_NAME = "lan.example.com"
"""The world's resolvers answer this name with the LAN's address, all others with the internet's."""

COUNT_NAME = "count.example.com"
"""Each resolver answers this name with how many questions it got since it was asked that."""

HOST_SERVICE = 8088
WORLD_PORTS = (25, 80, 587)
ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True, slots=True)
class Town:
    """The two namespaces by name, and the programs that serve in them."""

    host: str
    world: str
    servers: tuple[subprocess.Popen[bytes], ...]

    def own_networks(self) -> frozenset[IPv4Network | IPv6Network]:
        """What a worker on this host would find as its own."""
        listed = json.loads(_run("ip", "-n", self.host, "-j", "address"))
        return frozenset(
            ip_interface(f"{address['local']}/{address['prefixlen']}").network
            for link in listed
            for address in link["addr_info"]
        )

    def close(self) -> None:
        for server in self.servers:
            server.kill()
            server.wait()
        for name in (self.host, self.world):
            _run("ip", "netns", "del", name)


def build_town(name: str = "") -> Town:
    """Needs root and iproute2. Raises RuntimeError. name: tells two towns apart."""
    host, world = f"sonm-h{os.getpid()}{name}", f"sonm-w{os.getpid()}{name}"
    for space in (host, world):
        _run("ip", "netns", "add", space)
        _ip(space, "link set lo up")
    for cable in ("lan0", "wan0"):
        _run("ip", "-n", host, "link", "add", cable, "type", "veth", "peer", cable, "netns", world)
        _ip(host, f"link set {cable} up")
        _ip(world, f"link set {cable} up")
    _addresses(host, "lan0", f"{HOST_LAN}/24", f"{HOST_LAN_6}/64")
    _addresses(host, "wan0", f"{HOST_PUBLIC}/24", f"{HOST_PUBLIC_6}/64")
    _addresses(world, "lan0", f"{LAN}/24", f"{LAN_6}/64")
    _addresses(world, "wan0", f"{GATEWAY}/24", f"{GATEWAY_6}/64", f"{INTERNET_6}/128")
    _addresses(
        world, "wan0", *(f"{ip}/32" for ip in (INTERNET, METADATA, RESOLVER, OTHER_RESOLVER))
    )
    _ip(host, f"route add default via {GATEWAY}")
    _ip(host, f"-6 route add default via {GATEWAY_6}")
    _ip(world, f"-6 route add {CONTAINERS_6} via {HOST_PUBLIC_6}")
    servers = (_serve(host, str(HOST_SERVICE)), _serve(world, *map(str, WORLD_PORTS), "names"))
    return Town(host, world, servers)


def _addresses(name: str, link: str, *addresses: str) -> None:
    for address in addresses:
        _ip(name, f"address add {address} dev {link}{' nodad' if ':' in address else ''}")


def _serve(namespace: str, *what: str) -> subprocess.Popen[bytes]:
    """Start the world's servers there; return once they listen."""
    command = ["ip", "netns", "exec", namespace, sys.executable, "-m", "tests.hostile.servers"]
    server = subprocess.Popen([*command, *what], cwd=ROOT, stdout=subprocess.PIPE)
    assert server.stdout is not None
    with server.stdout:
        assert server.stdout.readline() == b"ready\n"
    return server


def _ip(namespace: str, words: str) -> None:
    _run("ip", "-n", namespace, *words.split())


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr}")
    return done.stdout
