"""What the guard lets pass between a deal and the world, as text for `nft` and `tc`: pure.

Everything is dropped that is not named here. Decisions are taken by address, so a name that
resolves into a closed range leads nowhere. Counters and rules can be loaded again at any time:
the chains are replaced in one step, the counters go on.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from sonm_desktop.worker.runtime.port import CellTerms, Network

INSIDE_PORTS = (8080, 8081, 8082, 8083)
"""TCP ports that reach a task when incoming connections are sold."""

_CLOSED_4 = (
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
    *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16"),
    *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3"),
)
"""Everything that the IANA registry of special addresses does not call global."""

_OPEN_6 = "2000::/3"
_CLOSED_6 = ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
"""Of the global range: tunnels that carry IPv4 addresses inside, and documentation."""

_MAIL = "25, 465, 587, 2525"
_NAMES = "53, 853"
_NEIGHBOURS = "icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } ip6 hoplimit 255 accept"
"""How IPv6 finds the gateway's hardware address; what ARP is to IPv4."""

_PROTOCOLS = "6, 17, 1, 58"
"""TCP, UDP, ICMP and ICMPv6, by number: the guard's image has no /etc/protocols."""

_CONNECTIONS = 1024
_NEW_PER_S, _NEW_AT_ONCE = 100, 400
_QUESTIONS_PER_S, _QUESTIONS_AT_ONCE = 20, 40
_BITS = 8
_LEAST_BURST = 64 << 10

Net = IPv4Network | IPv6Network


def guard_rules(terms: CellTerms, *, resolver: str, own: Iterable[Net]) -> str:
    """The rule set for a deal of *terms*. own: addresses and networks of this machine."""
    closed_4 = sorted({*map(ip_network, _CLOSED_4), *(n for n in own if n.version == 4)}, key=str)
    closed_6 = sorted({*map(ip_network, _CLOSED_6), *(n for n in own if n.version == 6)}, key=str)
    return "\n".join(
        [
            "add table inet sonm",
            "add counter inet sonm sent",
            "add counter inet sonm received",
            "add set inet sonm closed4 { type ipv4_addr; flags interval; auto-merge; }",
            "add set inet sonm closed6 { type ipv6_addr; flags interval; auto-merge; }",
            "add chain inet sonm out { type filter hook output priority 0; policy drop; }",
            "add chain inet sonm into { type filter hook input priority 0; policy drop; }",
            "add chain inet sonm through { type filter hook forward priority 0; policy drop; }",
            "flush chain inet sonm out",
            "flush chain inet sonm into",
            "flush set inet sonm closed4",
            "flush set inet sonm closed6",
            f"add element inet sonm closed4 {{ {', '.join(map(str, closed_4))} }}",
            f"add element inet sonm closed6 {{ {', '.join(map(str, closed_6))} }}",
            *(f"add rule inet sonm out {rule}" for rule in _out(resolver)),
            *(f"add rule inet sonm into {rule}" for rule in _into(terms)),
            "",
        ]
    )


def shaping(terms: CellTerms) -> tuple[str, ...]:
    """The words after `tc` that bound what the deal sends."""
    burst = max(_LEAST_BURST, terms.egress_bps // _BITS // 100)
    rate = f"{terms.egress_bps}bit"
    words = ("qdisc", "replace", "dev", "eth0", "root", "tbf", "rate", rate)
    return (*words, "burst", str(burst), "latency", "50ms")


def _out(resolver: str) -> list[str]:
    family = "ip" if ip_address(resolver).version == 4 else "ip6"
    question = f"{family} daddr {resolver} meta l4proto {{ 6, 17 }} th dport 53"
    rate = f"limit rate {_QUESTIONS_PER_S}/second burst {_QUESTIONS_AT_ONCE} packets"
    new = f"limit rate over {_NEW_PER_S}/second burst {_NEW_AT_ONCE} packets"
    return [
        'oifname "lo" accept',
        _NEIGHBOURS,
        # Replies on the port of a question would pass as established: questions come first.
        f"{question} {rate} counter name sent accept",
        f"meta l4proto {{ 6, 17 }} th dport {{ {_NAMES} }} drop",
        "ct state invalid drop",
        "ct state established,related counter name sent accept",
        f"meta l4proto {{ 6, 17 }} th dport {{ {_MAIL} }} reject",
        "ip daddr @closed4 reject",
        f"ip6 daddr != {_OPEN_6} reject",
        "ip6 daddr @closed6 reject",
        f"ct state new {new} drop",
        f"ct count over {_CONNECTIONS} drop",
        f"meta l4proto {{ {_PROTOCOLS} }} counter name sent accept",
    ]


def _into(terms: CellTerms) -> list[str]:
    rate = terms.ingress_bps // _BITS
    burst = max(_LEAST_BURST, rate // 10)
    ports = ", ".join(map(str, INSIDE_PORTS))
    new = f"limit rate {_NEW_PER_S}/second burst {_NEW_AT_ONCE} packets"
    offered = [f"tcp dport {{ {ports} }} ct state new {new} counter name received accept"]
    return [
        'iifname "lo" accept',
        _NEIGHBOURS,
        f"limit rate over {rate} bytes/second burst {burst} bytes drop",
        "ct state invalid drop",
        "ct state established,related counter name received accept",
        *(offered if terms.network is Network.INCOMING else []),
    ]
