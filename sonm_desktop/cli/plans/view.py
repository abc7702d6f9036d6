"""How plans look in the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import RenderableType

from sonm_desktop.api.schema.worker import PlanOnSale
from sonm_desktop.cli.dollars import shown_price
from sonm_desktop.cli.plans import quantities as q
from sonm_desktop.cli.show import Column, cores, lasting, sheet, table, volume, worded


def plans_table(plans: Sequence[PlanOnSale]) -> RenderableType:
    columns = (
        Column("Plan"),
        Column("Price", right=True),
        Column("Term"),
        Column("Cores", right=True),
        Column("Memory", right=True),
        Column("Storage", right=True),
        Column("GPUs", right=True),
        Column("State"),
    )
    rows = [
        (
            one.name,
            shown_price(one.plan.rate, one.plan.usd_rate),
            term(one.plan.duration),
            cores(one.plan.cpu_percent),
            volume(one.plan.ram_bytes),
            volume(one.plan.storage_bytes),
            str(len(one.plan.gpus)),
            one.state.text,
        )
        for one in plans
    ]
    return table(columns, rows, empty="Nothing is on sale. Begin with: sonm worker plan --price …")


def plan_sheet(one: PlanOnSale) -> RenderableType:
    plan = one.plan
    network: str = plan.network
    if network != "none":
        down, up = (q.show_measure(bps, q.SPEEDS) for bps in (plan.ingress_bps, plan.egress_bps))
        network = f"{network}: {down} to jobs, {up} from them"
    facts = [
        ("Plan", one.name),
        ("State", worded(one.state)),
        ("Price", shown_price(plan.rate, plan.usd_rate)),
        ("Term", term(plan.duration)),
        ("Notice", lasting(plan.notice)),
        ("Paid at least", lasting(plan.minimum)),
        ("Cores", cores(plan.cpu_percent)),
        ("Memory", volume(plan.ram_bytes)),
        ("Storage", volume(plan.storage_bytes)),
        ("GPUs", ", ".join(plan.gpus) or "none"),
        ("Network", network),
        ("Sandbox", plan.sandbox),
        ("Slice", one.slice),
    ]
    if plan.ingress_price or plan.egress_price:
        down, up = (q.show_gib_price(price) for price in (plan.ingress_price, plan.egress_price))
        facts.append(("Traffic", f"{down} to jobs, {up} from them"))
    if one.deal:
        facts.append(("Deal", one.deal))
    return sheet(facts)


def term(duration: int) -> str:
    """For how long deals are sold."""
    return f"up to {lasting(duration)}" if duration else "spot"
