"""What the programs cost while nothing happens: a practice network with its node and its
neighbours, two accounts, this machine's worker on sale, no window. Beside them, in the same run,
before and after: boinc-client."""

from __future__ import annotations

import time
from typing import Any

import psutil

from bench.worker_idle import TOO_LITTLE, WATCHED_S, _boinc
from tests.end2end.scene import set_scene
from tests.end2end.terminal import Home, new_home

SETTLED_S = 15
"""After the last command: looks are quicker for a while after something has happened."""


def measure() -> dict[str, dict[str, Any]]:
    """The promised numbers: agent.idle_cpu_percent, worker.followed_cpu_percent,
    neighbour.idle_cpu_percent, practice_node.idle_cpu_percent and agent.idle_rss_mib."""
    with new_home() as home:
        set_scene(home)
        watched = {
            "agent.idle": (_process(home, " agent "), "with its worker on sale"),
            "worker.followed": (_process(home, " worker "), "idle, while its agent follows it"),
            "neighbour.idle": (_process(home, " neighbour "), "a dozen idle workers"),
            "practice_node.idle": (_node(home), "the node alone, while all of us look at it"),
        }
        before, _ = _boinc()
        time.sleep(SETTLED_S)
        used = _used([process for process, _ in watched.values()])
        rss = watched["agent.idle"][0].memory_info().rss / 2**20
        after, boinc_rss = _boinc()
    boinc = (before + after) / 2
    return {
        **{
            f"{name}_cpu_percent": {
                "value": round(cpu, 2),
                "unit": f"% of a core, {what}",
                "peer": f"boinc-client: {boinc:.2f} %",
                "ratio": round(cpu / boinc, 1) if boinc > TOO_LITTLE else None,
            }
            for (name, (_, what)), cpu in zip(watched.items(), used, strict=True)
        },
        "agent.idle_rss_mib": {
            "value": round(rss),
            "unit": "MiB",
            "peer": f"boinc-client: {boinc_rss:.0f} MiB",
            "ratio": round(rss / boinc_rss, 1),
        },
    }


def _used(processes: list[psutil.Process]) -> list[float]:
    """Of each, all at the same time, per cent of a core."""
    before, begun = [process.cpu_times() for process in processes], time.monotonic()
    time.sleep(WATCHED_S)
    after, took = [process.cpu_times() for process in processes], time.monotonic() - begun
    return [
        (end.user + end.system - start.user - start.system) / took * 100
        for start, end in zip(before, after, strict=True)
    ]


def _node(home: Home) -> psutil.Process:
    found = [process for process in home.processes("--state") if process.name() == "anvil"]
    if len(found) != 1:
        raise RuntimeError(f"{len(found)} nodes")
    return found[0]


def _process(home: Home, role: str) -> psutil.Process:
    """The only program of *home* with *role* in its words."""
    found = [
        process
        for process in home.processes()
        if role in f"{' '.join(process.cmdline())} "
        and "sonm_desktop" in " ".join(process.cmdline())
    ]
    if len(found) != 1:
        raise RuntimeError(f"{len(found)} programs with{role}")
    return found[0]
