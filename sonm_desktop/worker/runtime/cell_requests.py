"""The engine's create requests for a deal's cell: who owns its namespace, who guards it, and
who makes the owner's own programs come first. Nothing in them comes from a customer.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.worker.runtime.confinement import (
    NOBODY,
    SECCOMP,
    cell_name,
    labels,
    parent_group,
)
from sonm_desktop.worker.runtime.guard_rules import INSIDE_PORTS, Net, guard_rules, shaping
from sonm_desktop.worker.runtime.port import CellTerms, Network

ROLE_LABEL = "sonm.role"
TERMS_LABEL = "sonm.terms"
BIRTH_LABEL = "sonm.birth"
SMALLEST_SHARES = 2
"""The least weight that the kernel knows: a hog in the group gets nothing that others want."""

_MIB = 1 << 20
_NO_LOG = {"Type": "none"}
_GUARD_SCRIPT = 'printf "%s" "$RULES" | nft -f -; tc $SHAPING'
_METER_SCRIPT = "while read line; do nft list counters table inet sonm; echo .; done"
_GROUPS = "/sys/fs/cgroup"


def terms_mark(terms: CellTerms) -> str:
    """By which a cell of other terms is told apart."""
    return f"{terms.network} {terms.ingress_bps} {terms.egress_bps}"


def pause_request(
    worker: Address, deal: DealId, image: str, terms: CellTerms, *, resolver: str, driver: str
) -> dict[str, Any]:
    """The container that owns the network namespace and the published ports."""
    offered = INSIDE_PORTS if terms.network is Network.INCOMING else ()
    host = _least_rights(memory=8 * _MIB) | {
        "NetworkMode": "none" if terms.network is Network.NONE else "bridge",
        "PortBindings": {f"{port}/tcp": [{"HostPort": ""}] for port in offered},
        "CgroupParent": parent_group(driver),
        "SecurityOpt": ["no-new-privileges:true", SECCOMP],
        "Sysctls": {"net.ipv4.ip_unprivileged_port_start": "0"},
    }
    if terms.network is not Network.NONE:
        host |= {"Dns": [resolver], "DnsSearch": ["."], "DnsOptions": ["timeout:2"]}
    return {
        "Image": image,
        "Cmd": ["/pause"],
        "User": NOBODY,
        "Hostname": "sonm",
        "Labels": {**labels(worker, deal), ROLE_LABEL: "cell", TERMS_LABEL: terms_mark(terms)},
        "ExposedPorts": {f"{port}/tcp": {} for port in offered},
        "HostConfig": host,
    }


def guard_request(
    worker: Address,
    deal: DealId,
    image: str,
    terms: CellTerms,
    *,
    resolver: str,
    own: Iterable[Net],
) -> dict[str, Any]:
    """The container that loads the rules into the namespace of the cell, and ends."""
    host = _least_rights(memory=64 * _MIB) | {
        "NetworkMode": f"container:{cell_name(deal)}",
        "CapAdd": ["NET_ADMIN"],
        "LogConfig": {"Type": "json-file", "Config": {"max-size": "64k", "max-file": "1"}},
    }
    return {
        "Image": image,
        "Cmd": ["sh", "-eu", "-c", _GUARD_SCRIPT],
        "Env": [
            f"RULES={guard_rules(terms, resolver=resolver, own=own)}",
            f"SHAPING={' '.join(shaping(terms))}",
        ],
        "User": "0:0",
        "Labels": {**labels(worker, deal), ROLE_LABEL: "guard"},
        "HostConfig": host,
    }


def meter_request(worker: Address, deal: DealId, image: str, *, birth: str) -> dict[str, Any]:
    """The container that reads the counters of the cell whenever a line is sent to it.

    It sits beside the tasks in their network namespace, and in none of their other ones.
    """
    host = _least_rights(memory=32 * _MIB) | {
        "NetworkMode": f"container:{cell_name(deal)}",
        "CapAdd": ["NET_ADMIN"],
    }
    return {
        "Image": image,
        "Cmd": ["sh", "-eu", "-c", _METER_SCRIPT],
        "OpenStdin": True,
        "User": "0:0",
        "Labels": {**labels(worker, deal), ROLE_LABEL: "meter", BIRTH_LABEL: birth},
        "HostConfig": host,
    }


def weight_request(worker: Address, deal: DealId, image: str, *, driver: str) -> dict[str, Any]:
    """The container that gives the group of all deals the least weight, once.

    It sees the control groups of the machine and nothing else of it; its command is ours.
    """
    group = parent_group(driver).strip("/")
    files = (
        f"{_GROUPS}/cpu/{group}/cpu.shares",
        f"{_GROUPS}/{group}/cpu.idle",
    )
    host = _least_rights(memory=32 * _MIB) | {
        "NetworkMode": "none",
        "CgroupnsMode": "host",
        "Mounts": [{"Type": "bind", "Source": _GROUPS, "Target": _GROUPS}],
    }
    script = "\n".join(
        (
            f"if [ -w {files[0]} ]; then echo {SMALLEST_SHARES} > {files[0]}; fi",
            f"if [ -w {files[1]} ]; then echo 1 > {files[1]}; fi",
        )
    )
    return {
        "Image": image,
        "Cmd": ["sh", "-eu", "-c", script],
        "User": "0:0",
        "Labels": {**labels(worker, deal), ROLE_LABEL: "weight"},
        "HostConfig": host,
    }


def _least_rights(*, memory: int) -> dict[str, Any]:
    return {
        "CapDrop": ["ALL"],
        "SecurityOpt": ["no-new-privileges:true"],
        "ReadonlyRootfs": True,
        "IpcMode": "private",
        "Memory": memory,
        "MemorySwap": memory,
        "PidsLimit": 16,
        "LogConfig": _NO_LOG,
        "RestartPolicy": {"Name": "no"},
        "AutoRemove": False,
    }
