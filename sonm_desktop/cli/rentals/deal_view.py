"""How deals look in the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import RenderableType

from sonm_desktop.api.schema.deals import Deal
from sonm_desktop.cli.show import (
    Column,
    exact,
    hourly,
    lasting,
    moment,
    money,
    sheet,
    short,
    table,
    volume,
    worded,
)


def deals_table(deals: Sequence[Deal]) -> RenderableType:
    columns = (
        Column("Deal", least=13),
        Column("State"),
        Column("Price", right=True),
        Column("Spent", right=True),
        Column("Left", right=True),
        Column("Paid for"),
    )
    rows = [
        (
            short(deal.id),
            deal.phase,
            hourly(deal.rate),
            money(deal.spent, ""),
            money(deal.left, ""),
            lasting(deal.paid_until - deal.now) if deal.phase == "running" else "",
        )
        for deal in deals
    ]
    return table(columns, rows, empty="You have rented nothing yet: sonm market list")


def deal_sheet(deal: Deal) -> RenderableType:
    facts = [
        ("Deal", deal.id),
        ("State", worded(deal.state)),
        ("Price", hourly(deal.rate)),
        ("Spent", exact(deal.spent)),
        ("Claimed", f"{exact(deal.paid)} of it"),
        ("Left", exact(deal.left)),
        *_held(deal),
        *([("Came back", exact(deal.refunded))] if deal.refunded else []),
        ("Limit", "none" if deal.max_total is None else exact(deal.max_total)),
        *_future(deal),
        *_usage(deal),
        ("Payer", deal.account),
        ("Supplier", deal.payee),
        ("Worker", deal.worker),
        ("Worker seen", "never" if deal.seen is None else moment(deal.seen)),
    ]
    facts += [
        (f"Port {port.inside}", f"{port.protocol} on {', '.join(_reached(deal, port.outside))}")
        for port in deal.ports
    ]
    if deal.kept_until is not None:
        facts.append(("Results kept", f"by the supplier until about {moment(deal.kept_until)}"))
    elif deal.keeps_s is not None:
        facts.append(("Results kept", f"by the supplier for {lasting(deal.keeps_s)} after the end"))
    if deal.outcome is not None:
        facts.append(("Ended by", f"{deal.outcome.who}: {worded(deal.outcome.reason)}"))
    return sheet(facts)


def _held(deal: Deal) -> list[tuple[str, str]]:
    line = held_line(deal)
    return [("Held by its owner", line)] if line else []


def held_line(deal: Deal) -> str:
    """Since when its supplier holds its jobs, for how long in all, and that nobody pays for it."""
    held = deal.held
    if held is None:
        return ""
    since = f"since {moment(held.since)} · " if held.since and deal.outcome is None else ""
    if not held.seconds:
        return f"{since}not billed"
    return f"{since}{lasting(held.seconds)} in all, not billed: {exact(held.cost)} credited"


def _early(deal: Deal) -> str:
    """What it costs to leave a deal for a fixed time."""
    if not deal.notice:
        return "costs nothing more"
    return f"costs the notice of {lasting(deal.notice)}: {exact(deal.rate * deal.notice)} at most"


def _usage(deal: Deal) -> list[tuple[str, str]]:
    """What the jobs have used, by the supplier's count, and what of it is paid for."""
    used = deal.usage
    if used is None:
        return []
    facts = [("Traffic", f"{volume(used.received)} in, {volume(used.sent)} out")]
    if used.ingress or used.egress:
        prices = f"{exact(used.ingress)} in, {exact(used.egress)} out"
        facts.append(("Traffic costs", f"{exact(used.cost)} so far; per GiB {prices}"))
    if used.doubt is not None:
        facts.append(("Doubt", worded(used.doubt)))
    facts.append(("Processor time", lasting(used.cpu_ms // 1000)))
    memory = f"{volume(used.ram_now)} now, {volume(used.ram_peak)} at most"
    return [*facts, ("Memory", memory)]


def _reached(deal: Deal, port: int) -> list[str]:
    """Where a published port is found; IPv6 addresses in brackets."""
    hosts = [f"[{host}]" if ":" in host else host for host in deal.hosts]
    return [f"{host}:{port}" for host in hosts] or [f"port {port} of the machine"]


def _future(deal: Deal) -> list[tuple[str, str]]:
    if deal.phase not in ("running", "paused"):
        return []
    left = lasting(deal.paid_until - deal.now)
    facts = [
        ("Paid until", f"{moment(deal.paid_until)} ({left})"),
        (
            "Promised until",
            f"{moment(deal.lease_until)}, {'renewed' if deal.renew else 'then over'}",
        ),
        ("Funded until", moment(deal.funded_until)),
    ]
    if deal.end is not None:
        facts += [("Ends", moment(deal.end)), ("Leaving early", _early(deal))]
    if deal.leaves is not None:
        facts.append(("Makes room", f"{moment(deal.leaves)}, for a deal of a fixed time"))
    return [*facts, ("Then", worded(deal.then))]
