"""Writing plans as the file that reads back as the same plans."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sonm_desktop.api.schema.worker import NamedPlan
from sonm_desktop.cli.plans import quantities as q
from sonm_desktop.cli.plans.reading import SPOT, VERSION

_HEAD = "# Plans of a SONM worker. Apply with: sonm worker plan apply -f FILE\n"


def write_plans(plans: Sequence[NamedPlan]) -> str:
    """*plans* as YAML, every field said."""
    if not plans:
        return f"{_HEAD}version: {VERSION}\nplans: []\n"
    return f"{_HEAD}version: {VERSION}\nplans:\n" + "".join(_entry(one) for one in plans)


def _entry(named: NamedPlan) -> str:
    plan = named.plan
    lines = [
        ("name", json.dumps(named.name)),
        ("price", q.show_price(plan.rate, plan.usd_rate)),
        ("term", q.show_measure(plan.duration, q.SPANS) if plan.duration else SPOT),
        ("notice", q.show_measure(plan.notice, q.SPANS)),
        ("minimum", q.show_measure(plan.minimum, q.SPANS)),
        ("claims", f"{plan.window} h"),
        ("cores", q.show_cores(plan.cpu_percent)),
        ("memory", q.show_measure(plan.ram_bytes, q.SIZES)),
        ("storage", q.show_measure(plan.storage_bytes, q.SIZES)),
        ("gpus", json.dumps(list(plan.gpus))),
        ("network", plan.network),
        ("download", q.show_measure(plan.ingress_bps, q.SPEEDS)),
        ("upload", q.show_measure(plan.egress_bps, q.SPEEDS)),
        ("download price", q.show_gib_price(plan.ingress_price)),
        ("upload price", q.show_gib_price(plan.egress_price)),
        ("sandbox", plan.sandbox),
        ("identity", str(plan.identity)),
        ("paused", "true" if named.paused else "false"),
    ]
    text = "".join(f"    {key}: {value}\n" for key, value in lines)
    return "  -" + text[3:]
