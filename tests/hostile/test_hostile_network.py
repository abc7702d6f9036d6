"""Whom a job reaches, and whom it must not: each row first in a plain container."""

from __future__ import annotations

import asyncio
import subprocess
import time

import pytest

from sonm_desktop.worker.runtime.port import CellTerms
from tests.hostile.attack import INCOMING, OUTGOING, Attacker
from tests.hostile.town import (
    COUNT_NAME,
    HOST_LAN,
    HOST_LAN_6,
    HOST_PUBLIC,
    HOST_PUBLIC_6,
    HOST_SERVICE,
    INTERNET,
    INTERNET_6,
    LAN,
    MAPPED_NAME,
    METADATA,
    OTHER_RESOLVER,
    RESOLVER,
    Town,
)

BRIDGE = "172.31.77.1"
CLOSED = {
    "a host in the LAN": f"{LAN}:80",
    "the metadata service": f"{METADATA}:80",
    "a service of the host on the gateway": f"{BRIDGE}:{HOST_SERVICE}",
    "a service of the host on its LAN address": f"{HOST_LAN}:{HOST_SERVICE}",
    "a service of the host on its public address": f"{HOST_PUBLIC}:{HOST_SERVICE}",
    "a service of the host over IPv6": f"[{HOST_PUBLIC_6}]:{HOST_SERVICE}",
    "a service of the host in the LAN over IPv6": f"[{HOST_LAN_6}]:{HOST_SERVICE}",
    "a mail server": f"{INTERNET}:25",
    "a mail server for submission": f"{INTERNET}:587",
    "a mail server over IPv6": f"[{INTERNET_6}]:25",
}


def fetch(place: str) -> str:
    address, _, port = place.rpartition(":")
    return f"echo GET / | nc -w 4 {address.strip('[]')} {port}"


def fetch_named(name: str) -> str:
    """Through the resolver, by the last word of its answer."""
    asked = f"for word in $(nslookup -type=a {name} {RESOLVER}); do found=$word; done"
    return f"{asked}; {fetch('$found:80')}"


@pytest.mark.parametrize("place", CLOSED.values(), ids=CLOSED.keys())
async def test_a_closed_place_is_not_reached(mallory: Attacker, place: str) -> None:
    await mallory.cell(OUTGOING)
    plain = await mallory.plainly(fetch(place))
    ours = await mallory.run(fetch(place), OUTGOING)
    assert "reached" in plain.out
    assert "reached" not in ours.out
    assert ours.code != 0


@pytest.mark.parametrize("place", [f"{INTERNET}:80", f"[{INTERNET_6}]:80"])
async def test_the_internet_is_reached_when_it_is_sold_and_only_then(
    mallory: Attacker, victim: Attacker, place: str
) -> None:
    tries = f"for i in 1 2 3 4; do {fetch(place)}; sleep 0.7; done"
    sold = await mallory.run(tries, OUTGOING)
    unsold = await victim.run(f"{fetch(place)} 2>&1; ls /sys/class/net")
    assert "reached" in sold.out
    assert "reached" not in unsold.out
    assert unsold.out.splitlines()[-1] == "lo"


async def test_the_lan_is_not_found_by_a_scan(mallory: Attacker) -> None:
    script = f"for i in $(seq 1 20); do {fetch(LAN.rpartition('.')[0] + '.$i:80')} & done; wait"
    plain = await mallory.plainly(script)
    ours = await mallory.run(script, OUTGOING)
    assert "reached" in plain.out
    assert "reached" not in ours.out


async def test_a_name_that_leads_into_the_lan_leads_nowhere(mallory: Attacker) -> None:
    plain = await mallory.plainly(fetch_named(MAPPED_NAME))
    ours = await mallory.run(
        f"{fetch_named('www.example.com')}; {fetch_named(MAPPED_NAME)}", OUTGOING
    )
    assert "reached" in plain.out
    assert ours.out.count("reached") == 1


async def test_only_the_named_resolver_is_asked(mallory: Attacker) -> None:
    asking = f"nslookup -type=a www.example.com {OTHER_RESOLVER}"
    named = f"nslookup -type=a www.example.com {RESOLVER}"
    plain = await mallory.plainly(asking)
    ours = await mallory.run(f"{named}; echo; {asking} & sleep 4; kill $!", OUTGOING)
    told, _, foreign = ours.out.partition("\n\n\n")
    assert INTERNET in plain.out
    assert INTERNET in told
    assert INTERNET not in foreign


async def test_a_flood_of_questions_reaches_the_named_resolver_as_a_trickle_and_no_other(
    mallory: Attacker,
) -> None:
    """Counted by the resolvers themselves; the bound is for the time that the flood has had."""
    await mallory.cell(OUTGOING)
    once = "-type=a -retry=1 -timeout=1"
    flood = " ".join(
        f"for i in $(seq 150); do nslookup {once} a.example.com {server} >/dev/null 2>&1 & done;"
        for server in (RESOLVER, OTHER_RESOLVER)
    )
    await heard(mallory)
    await mallory.plainly(f"{flood} wait")
    plainly = await heard(mallory)
    begun = asyncio.get_running_loop().time()
    await mallory.run(f"{flood} wait", OUTGOING)
    took = asyncio.get_running_loop().time() - begun
    ours = await heard(mallory)
    assert min(plainly) >= 150
    assert 0 < ours[0] <= 40 + 20 * (took + 1)
    assert ours[1] == 0


async def heard(mallory: Attacker) -> list[int]:
    """How many questions the named resolver and the other one got since this was asked."""
    counts = []
    for server in (RESOLVER, OTHER_RESOLVER):
        asked = f"for word in $(nslookup -type=a {COUNT_NAME} {server}); do found=$word; done"
        said = (await mallory.plainly(f"{asked}; echo $found")).out.split(".")
        counts.append(int(said[2]) << 8 | int(said[3]))
    return counts


async def test_another_deal_is_not_reached(mallory: Attacker, victim: Attacker) -> None:
    serving = "while true; do echo secret | nc -l -p 8080; done"
    await victim.start(serving, INCOMING)
    other = await asyncio.to_thread(plain_neighbour, mallory, serving)
    try:
        reach = "for i in 1 2 3 4 5; do nc -w 1 {} 8080 </dev/null; sleep 0.2; done"
        plain = await mallory.plainly(reach.format(address(mallory, other)))
        cell = address(mallory, f"sonm-{victim.deal[2:18]}-cell")
        ours = await mallory.run(reach.format(cell), OUTGOING)
    finally:
        await mallory.runtime.remove(other)
    assert "secret" in plain.out
    assert "secret" not in ours.out


async def test_ports_are_open_when_incoming_is_sold_and_only_then(
    mallory: Attacker, victim: Attacker, town: Town
) -> None:
    cell = await mallory.cell(INCOMING)
    sandbox = await mallory.start("while :; do echo hello | nc -l -p 8080; done", INCOMING)
    reached = await asyncio.to_thread(dial, town, cell.ports[8080])
    closed = await victim.cell(OUTGOING)
    await mallory.runtime.stop(sandbox.id, 0)
    assert reached == "hello\n"
    assert closed.ports == {}


async def test_the_rules_cannot_be_flushed(mallory: Attacker, town: Town) -> None:
    """Neither by the tools of the guard, which a job could bring, nor over its own socket."""
    script = "call_firewall_socket; echo $?"
    plain = await mallory.plainly(script, "--cap-add", "NET_ADMIN")
    ours = await mallory.run(f"{script}; {fetch(LAN + ':80')}", OUTGOING)
    assert plain.out == "0\n"
    assert ours.out.startswith("1\n")
    assert "reached" not in ours.out
    assert "policy drop" in inside(mallory, town, "nft", "list", "ruleset")


async def test_what_is_counted_cannot_be_forged_flushed_or_inflated(
    mallory: Attacker, victim: Attacker
) -> None:
    """By a job that talks to itself, to the firewall, and in another deal's name."""
    await mallory.cell(OUTGOING)
    await victim.cell(OUTGOING)
    to_itself = "(nc -l -p 9 >/dev/null &) ; sleep 0.2; head -c 4194304 /dev/zero | nc 127.0.0.1 9"
    fetched = fetch(f"{INTERNET}:80")
    await mallory.run(f"{fetched}; {to_itself}; call_firewall_socket; {fetched}", OUTGOING)
    counted = await mallory.runtime.line(mallory.deal)
    others = await victim.runtime.line(victim.deal)
    assert counted is not None
    assert others is not None
    assert 200 < counted.received < 100_000
    assert 200 < counted.sent < 100_000
    assert (others.received, others.sent) == (0, 0)


async def test_a_cell_that_was_started_anew_is_guarded_anew(mallory: Attacker) -> None:
    """Its owner's “docker restart” gives it a fresh namespace, without any rule."""
    await mallory.cell(OUTGOING)
    client = mallory.engine.client()
    client.containers.get(f"sonm-{mallory.deal[2:18]}-cell").restart()
    client.close()
    ours = await mallory.run(f"{fetch(LAN + ':80')}; {fetch(INTERNET + ':80')}", OUTGOING)
    assert ours.out.count("reached") == 1


@pytest.mark.parametrize("way", ["receives", "sends"])
async def test_rates_hold_in_both_directions(mallory: Attacker, way: str) -> None:
    """16 MiB at 40 Mbit/s take 3.4 s less a burst of a second, 4 MiB at 20 Mbit/s take 1.7 s."""
    receives = f"echo GET /large | nc -w 5 {INTERNET} 80 | wc -c"
    sends = f"(echo PUT; head -c 4194304 /dev/zero) | nc -w 20 {INTERNET} 80"
    script = receives if way == "receives" else sends
    begun = asyncio.get_running_loop().time()
    plain = await mallory.plainly(script)
    plainly = asyncio.get_running_loop().time() - begun
    await mallory.cell(OUTGOING)
    begun = asyncio.get_running_loop().time()
    ours = await mallory.run(script, OUTGOING)
    took = asyncio.get_running_loop().time() - begun
    assert (plain.code, ours.code, plain.out) == (0, 0, ours.out)
    assert plainly < took
    assert 1.3 < took < 25


async def test_a_cell_that_cannot_be_guarded_is_not_kept(
    mallory: Attacker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sonm_desktop.worker.runtime.cell_requests._GUARD_SCRIPT", "false")
    with pytest.raises(Exception, match="nothing was started"):
        await mallory.cell(OUTGOING)
    assert await mallory.runtime.cells() == set()


async def test_without_network_there_is_nothing_but_the_cell_itself(mallory: Attacker) -> None:
    ours = await mallory.run(
        "cat /proc/net/route | wc -l 2>/dev/null; ls /sys/class/net", CellTerms()
    )
    assert ours.out.splitlines()[-1] == "lo"


def dial(town: Town, port: int) -> str:
    """What a customer out in the world gets from *port* of the host, once it listens."""
    command = ["ip", "netns", "exec", town.world, "busybox", "nc", "-w", "5", HOST_PUBLIC]
    for _ in range(20):
        done = subprocess.run(
            [*command, str(port)],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=20,
            check=False,
        )
        if done.stdout:
            return done.stdout
        time.sleep(0.1)
    return ""


def address(attacker: Attacker, container: str) -> str:
    client = attacker.engine.client()
    try:
        found = client.api.inspect_container(container)
        return str(found["NetworkSettings"]["Networks"]["bridge"]["IPAddress"])
    finally:
        client.close()


def inside(attacker: Attacker, town: Town, *command: str) -> str:
    """*command* in the namespace of the attacker's cell, as the machine's root."""
    client = attacker.engine.client()
    try:
        found = client.api.inspect_container(f"sonm-{attacker.deal[2:18]}-cell")
        key = str(found["NetworkSettings"]["SandboxKey"])
    finally:
        client.close()
    engine = attacker.engine.process.pid
    child = subprocess.run(
        ["pgrep", "-P", str(engine)], capture_output=True, text=True, check=True
    ).stdout.split()[0]
    return subprocess.run(
        ["nsenter", f"--mount=/proc/{child}/ns/mnt", "nsenter", f"--net={key}", *command],
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def plain_neighbour(attacker: Attacker, script: str) -> str:
    """A plain container that runs *script*; its id."""
    client = attacker.engine.client()
    try:
        return str(client.containers.run(attacker.image, ["sh", "-c", script], detach=True).id)
    finally:
        client.close()
