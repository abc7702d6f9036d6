"""`sonm market`: what is on sale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import RenderableType

from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.market import Elimination, Offer, OfferFilter, SortKey
from sonm_desktop.cli.benchmarks import CPU_MULTI, CPU_SINGLE, benchmark_line
from sonm_desktop.cli.command import command
from sonm_desktop.cli.pick import pick_offer
from sonm_desktop.cli.session import Session
from sonm_desktop.cli.show import (
    NOTHING,
    Column,
    cores,
    hourly,
    lasting,
    moment,
    money,
    sheet,
    short,
    stacked,
    table,
    volume,
    worded,
)
from sonm_desktop.cli.values import amount, duration, hourly_rate, size

group = typer.Typer(
    no_args_is_help=True,
    help="The offers on sale, read from the chain. Looking costs nothing.",
)

_KBIT = 1000
_LARGEST_PAGE = 500


@command(group, "list")
async def list_offers(
    session: Session,
    *,
    lasts: Annotated[
        int,
        typer.Option(
            "--for",
            parser=duration,
            metavar="TIME",
            show_default="1h",
            help="How long you want it.",
        ),
    ] = 3600,
    cpu: Annotated[float, typer.Option(min=0, help="At least so many cores.")] = 0,
    ram: Annotated[int, typer.Option(parser=size, metavar="SIZE", help="At least; like 2G.")] = 0,
    storage: Annotated[
        int, typer.Option(parser=size, metavar="SIZE", help="At least; like 10G.")
    ] = 0,
    gpus: Annotated[int, typer.Option(min=0, help="At least so many graphics cards.")] = 0,
    cpu_score: Annotated[
        int, typer.Option(min=0, metavar="EVENTS", help="All cores: at least, in 10 s.")
    ] = 0,
    core_score: Annotated[
        int, typer.Option(min=0, metavar="EVENTS", help="One core: at least, in 10 s.")
    ] = 0,
    architecture: Annotated[str, typer.Option(metavar="NAME", help="Like amd64.")] = "",
    max_price: Annotated[
        int | None, typer.Option(parser=hourly_rate, metavar="SNM", help="At most, for an hour.")
    ] = None,
    max_total: Annotated[
        int | None, typer.Option(parser=amount, metavar="SNM", help="At most, for all the time.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Only the strict sandbox.")] = False,
    sort: Annotated[SortKey, typer.Option(help="What to sort by.")] = SortKey.PRICE,
    descending: Annotated[bool, typer.Option("--descending", help="The largest first.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=_LARGEST_PAGE, help="How many.")] = 50,
    probe: Annotated[bool, typer.Option("--probe", help="Ask the workers for life.")] = False,
) -> None:
    """List offers that meet your needs, the cheapest first."""
    wish = OfferFilter(
        duration=lasts,
        cpu_percent=round(cpu * 100),
        ram_bytes=ram,
        storage_bytes=storage,
        gpus=gpus,
        benchmarks=_least({CPU_MULTI: cpu_score, CPU_SINGLE: core_score}),
        architecture=architecture,
        max_rate=max_price,
        max_total=max_total,
        strict=strict,
    )
    async with session.agent() as agent:
        view = await agent.market.open(wish, sort=sort, descending=descending)
        if probe:
            await _probe(session, agent, view.id, limit)
        rows = (await agent.market.rows(view.id, 0, limit)).rows
        reasons = [] if rows else await agent.market.why_nothing(wish)
        await agent.market.close(view.id)
    document = {"count": view.count, "offers": list(rows), "eliminations": reasons}
    session.answer(document, lambda: _offers(rows, view.count, reasons, lasts))


@command(group, "show")
async def show(
    session: Session,
    offer: Annotated[str, typer.Argument(metavar="OFFER", help="Its id, or how it begins.")],
    probe: Annotated[bool, typer.Option(help="Ask the worker for life.")] = True,
) -> None:
    """Show everything about one offer, and whether its worker answers."""
    async with session.agent() as agent:
        chosen = await pick_offer(agent, offer)
        if probe:
            with session.progress("Asking the worker"):
                await agent.market.probe([chosen])
        found = await agent.market.offer(chosen)
    session.answer(found, lambda: _sheet(found))


def _least(results: dict[int, int]) -> dict[int, int]:
    return {number: result for number, result in results.items() if result}


async def _probe(session: Session, agent: AgentClient, view: str, limit: int) -> None:
    rows = (await agent.market.rows(view, 0, min(limit, 200))).rows
    if rows:
        with session.progress("Asking the workers"):
            await agent.market.probe([offer.id for offer in rows])


def _offers(
    offers: Sequence[Offer], count: int, reasons: Sequence[Elimination], lasts: int
) -> RenderableType:
    columns = (
        Column("Offer", least=13),
        Column("Price", right=True),
        Column(f"For {lasting(lasts)}", right=True),
        Column("Cores", right=True),
        Column("Memory", right=True),
        Column("Storage", right=True),
        Column("State"),
    )
    rows = [
        (
            short(offer.id),
            hourly(offer.rate),
            money(offer.total, ""),
            cores(offer.cpu_percent),
            volume(offer.ram_bytes),
            volume(offer.storage_bytes),
            _state(offer),
        )
        for offer in offers
    ]
    listed = table(columns, rows, empty="No offer meets this.")
    if not offers:
        return stacked(listed, _why(reasons)) if reasons else listed
    if count > len(offers):
        return stacked(listed, f"{count - len(offers)} more; show them with --limit.")
    return listed


def _state(offer: Offer) -> str:
    said = [] if offer.presence == "unknown" else [offer.presence]
    return ", ".join([*said, "seeded"] if offer.seeded else said) or NOTHING


def _why(reasons: Sequence[Elimination]) -> RenderableType:
    columns = (Column("Because"), Column("Offers", right=True), Column("That alone", right=True))
    rows = [(worded(one.reason), str(one.removes), str(one.alone)) for one in reasons]
    return table(columns, rows, empty="")


def _sheet(offer: Offer) -> RenderableType:
    facts = [
        ("Offer", offer.id),
        ("Worker", offer.worker),
        ("Price", hourly(offer.rate)),
        ("Sold", _term(offer)),
        ("Cores", f"{cores(offer.cpu_percent)} ({offer.architecture})"),
        ("Memory", volume(offer.ram_bytes)),
        ("Storage", volume(offer.storage_bytes)),
        ("Network", f"{offer.egress_bps // _KBIT:,} kbit/s" if offer.netflags else "none"),
        ("Sandbox", "strict" if offer.strict else "compatible"),
        ("Reach", "this local network only" if offer.lan_only else "anywhere"),
        *(benchmark_line(number, result) for number, result in offer.benchmarks.items() if result),
        ("Offered", f"{moment(offer.issued)} until {moment(offer.expiry)}"),
        ("Worker is", offer.presence),
    ]
    if offer.seeded:
        facts.append(("Practice", "this offer came with the practice network"))
    facts += [("But", worded(reason)) for reason in offer.mismatches]
    return sheet(facts)


def _term(offer: Offer) -> str:
    if offer.max_duration == 0:
        return "for as long as it is paid"
    return f"for {lasting(offer.min_duration)} to {lasting(offer.max_duration)}"
