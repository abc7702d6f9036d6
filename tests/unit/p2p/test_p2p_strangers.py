"""Where a stranger's offer may send us: the internet, a neighbour, and nowhere else."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from sonm_desktop.p2p.strangers import MOST_ADDRESSES, dialled

LAN = [ip_network("192.168.7.0/24"), ip_network("fd12:3456:789a:1::/64")]


@pytest.mark.parametrize(
    "address",
    [
        "8.8.4.4:4001",
        "8.8.4.4:443",
        "[2a00:1450:4001::1]:4001",
        "[::ffff:8.8.4.4]:4001",
        "192.168.7.20:4001",
        "[fd12:3456:789a:1::20]:4001",
    ],
)
def test_public_addresses_and_neighbours_are_dialled(address: str) -> None:
    assert dialled([address], LAN, this_machine=False) == (address,)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1:4001", "[::1]:4001", "[::ffff:127.0.0.1]:4001", "0.0.0.0:4001"),
        *("10.0.0.1:4001", "192.168.0.1:4001", "172.16.0.9:4001", "100.64.0.1:4001"),
        *("169.254.169.254:4001", "[fe80::1]:4001", "[fd00::1]:4001", "[fec0::1]:4001"),
        *("224.0.0.251:4001", "239.255.255.250:4001", "[ff02::fb]:4001", "255.255.255.255:4001"),
        *("192.168.7.0:4001", "192.168.7.255:4001", "240.0.0.1:4001", "[::ffff:10.0.0.1]:4001"),
        *("[2002:c0a8:0001::1]:4001", "[2001:0:1::1]:4001", "[64:ff9b::c0a8:1]:4001"),
        *("192.168.7.1:53", "192.168.7.1:1900", "192.168.7.1:5351", "8.8.4.4:53", "8.8.4.4:11211"),
        *("8.8.4.4:0", "8.8.4.4", "router.lan:4001", "[fe80::1%eth0]:4001", "", "\x1b[2J:1"),
    ],
)
def test_a_stranger_cannot_aim_us_at_anything_else(address: str) -> None:
    assert dialled([address], LAN, this_machine=False) == ()


def test_a_company_behind_a_tunnel_is_no_neighbourhood() -> None:
    wide = [ip_network("10.0.0.0/8"), ip_network("0.0.0.0/0")]
    assert dialled(["10.1.2.3:4001"], wide, this_machine=False) == ()


def test_on_a_network_of_this_machine_alone_everybody_listens_here() -> None:
    addresses = ["127.0.0.1:4001", "[::1]:4001"]
    assert dialled(addresses, [], this_machine=True) == tuple(addresses)


def test_who_names_a_crowd_is_dialled_at_a_few() -> None:
    crowd = [f"8.8.{at}.4:4001" for at in range(64)]
    assert dialled(crowd, LAN, this_machine=False) == tuple(crowd[:MOST_ADDRESSES])
