"""`sonm market prices`: what was paid, and what is asked for now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import RenderableType

from sonm_desktop.api.schema.market import DepthStep, OfferFilter
from sonm_desktop.api.schema.prices import MOST_BUCKETS, PriceBucket, Prices
from sonm_desktop.cli.session import Session
from sonm_desktop.cli.show import NOTHING, Column, cores, moment, money, stacked, table
from sonm_desktop.cli.values import duration

_DAY_S = 86_400
_STEPS_SHOWN = 8


async def prices(
    session: Session,
    *,
    lasts: Annotated[
        int,
        typer.Option(
            "--last", parser=duration, metavar="TIME", show_default="30d", help="How far back."
        ),
    ] = 30 * _DAY_S,
    parts: Annotated[
        int, typer.Option(min=1, max=MOST_BUCKETS, help="Into how many equal parts.")
    ] = 30,
) -> None:
    """Show what rentals cost over time, and how much is on sale up to each price now."""
    async with session.agent() as agent:
        now = (await agent.market.prices(buckets=1)).until
        found = await agent.market.prices(since=max(0, now - lasts), until=now, buckets=parts)
        depth = await agent.market.depth(OfferFilter())
    session.answer({"prices": found, "depth": depth}, lambda: _shown(found, depth))


def _shown(found: Prices, depth: Sequence[DepthStep]) -> RenderableType:
    if not found.deals:
        return stacked("No deal began in this time.", _on_sale(depth))
    notes = [f"{found.deals} deals; SNM for an hour of one core, the middle of all, low and high."]
    if found.seeded:
        notes.append(f"{found.seeded} of them came with the practice network.")
    if not found.complete:
        notes.append("There were more; these are the newest.")
    return stacked(_history(found.buckets), " ".join(notes), _on_sale(depth))


def _history(buckets: Sequence[PriceBucket]) -> RenderableType:
    columns = (
        Column("From"),
        Column("Deals", right=True),
        Column("Core hour", right=True),
        Column("Low", right=True),
        Column("High", right=True),
        Column("Rented", right=True),
        Column("Paid", right=True),
    )
    return table(columns, [_line(bucket) for bucket in buckets], empty="")


def _line(bucket: PriceBucket) -> tuple[str, ...]:
    core = bucket.core_hour
    spread = (core.median, core.low, core.high) if core else (None, None, None)
    return (
        moment(bucket.start),
        str(bucket.deals),
        *(NOTHING if price is None else money(price, "") for price in spread),
        f"{bucket.seconds // 3600} h",
        money(bucket.volume, ""),
    )


def _on_sale(depth: Sequence[DepthStep]) -> RenderableType:
    columns = (
        Column("Up to, an hour", right=True),
        Column("Offers", right=True),
        Column("Cores", right=True),
    )
    every = -(-len(depth) // _STEPS_SHOWN) or 1
    shown = list(depth)[::-1][::every][::-1]
    rows = [(money(step.per_hour, ""), str(step.offers), cores(step.cpu_percent)) for step in shown]
    return table(columns, rows, empty="Nothing is on sale.")
