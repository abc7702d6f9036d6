"""What the agent costs while nothing happens: a practice network, two accounts, this machine's
worker on sale, no window. Beside it, in the same run, before and after: boinc-client."""

from __future__ import annotations

from typing import Any

import psutil

from bench.worker_idle import TOO_LITTLE, _boinc, _usage
from tests.end2end.scene import set_scene
from tests.end2end.terminal import Home, new_home


def measure() -> dict[str, dict[str, Any]]:
    """The promised numbers: agent.idle_cpu_percent, worker.followed_cpu_percent and
    agent.idle_rss_mib."""
    with new_home() as home:
        set_scene(home)
        agent, worker = (_process(home, role) for role in (" agent ", " worker "))
        before, _ = _boinc()
        cpu, rss = _usage(agent)
        followed, _ = _usage(worker)
        after, boinc_rss = _boinc()
    boinc = (before + after) / 2
    return {
        "agent.idle_cpu_percent": {
            "value": round(cpu, 2),
            "unit": "% of a core, with its worker on sale",
            "peer": f"boinc-client: {boinc:.2f} %",
            "ratio": round(cpu / boinc, 1) if boinc > TOO_LITTLE else None,
        },
        "worker.followed_cpu_percent": {
            "value": round(followed, 2),
            "unit": "% of a core, idle, while its agent follows it",
            "peer": f"boinc-client: {boinc:.2f} %",
            "ratio": round(followed / boinc, 1) if boinc > TOO_LITTLE else None,
        },
        "agent.idle_rss_mib": {
            "value": round(rss),
            "unit": "MiB",
            "peer": f"boinc-client: {boinc_rss:.0f} MiB",
            "ratio": round(rss / boinc_rss, 1),
        },
    }


def _process(home: Home, role: str) -> int:
    """The id of the only program of *home* with *role* in its words."""
    found = [
        process.pid
        for process in home.processes()
        if role in f"{' '.join(process.cmdline())} "
        and "sonm_desktop" in " ".join(process.cmdline())
    ]
    if len(found) != 1:
        raise RuntimeError(f"{len(found)} programs with{role}")
    return psutil.Process(found[0]).pid
