"""Writing plans as the file that reads back as the same plans."""

from __future__ import annotations

import json

from sonm_desktop.api.schema.pricing import PriceRule, PriceSetup
from sonm_desktop.api.schema.worker import NamedPlan
from sonm_desktop.cli.plans import quantities as q
from sonm_desktop.cli.plans.plan_file import PlanFile
from sonm_desktop.cli.plans.reading import SPOT, VERSION
from sonm_desktop.cli.plans.tariff import shown_cost, shown_hours
from sonm_desktop.core.amounts import hourly

_HEAD = "# Plans of a SONM worker. Apply with: sonm worker plan apply -f FILE\n"


def write_plan_file(file: PlanFile) -> str:
    """*file* as YAML, every field said."""
    head = f"{_HEAD}version: {VERSION}\n"
    if file.costs is not None:
        head += _costs(file.costs)
    if not file.plans:
        return f"{head}plans: []\n"
    return f"{head}plans:\n" + "".join(_entry(one, file.rules.get(one.name)) for one in file.plans)


def _costs(costs: PriceSetup) -> str:
    lines = [f"electricity: {shown_cost(costs.kwh, costs.currency)}/kWh"]
    if costs.hours:
        lines.append("hours:")
        lines += [f"  - {shown_hours(one, costs.currency)}/kWh" for one in costs.hours]
    if costs.watts is not None:
        lines.append(f"watts: {costs.watts} W")
    lines.append(f"coin: {shown_cost(costs.coin, costs.coin_currency)}")
    return "costs:\n" + "".join(f"  {line}\n" for line in lines)


def _entry(named: NamedPlan, rule: PriceRule | None) -> str:
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
    if rule is not None:
        lines += [
            ("automatic", "true" if rule.automatic else "false"),
            ("least", f"{hourly(rule.minimum)}/h"),
        ]
    text = "".join(f"    {key}: {value}\n" for key, value in lines)
    return "  -" + text[3:]
