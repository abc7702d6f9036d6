"""`sonm market`: what is on sale."""

from __future__ import annotations

from typing import Annotated

import typer

from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.market import OfferFilter
from sonm_desktop.cli.command import command
from sonm_desktop.cli.dollars import HourlyPrice, add_to_market, hourly_price
from sonm_desktop.cli.market.view import benchmarks_view, offer_view, offers_view
from sonm_desktop.cli.market.wish import (
    MEGABIT,
    Liveness,
    Network,
    Terms,
    flags_of,
    least_results,
    which_benchmark,
)
from sonm_desktop.cli.pick import pick_offer
from sonm_desktop.cli.session import Session
from sonm_desktop.cli.values import amount, duration, size
from sonm_desktop.core.offer_order import SortKey

group = typer.Typer(
    no_args_is_help=True,
    help="The offers on sale, read from the chain. Looking costs nothing.",
)

_LARGEST_PAGE = 500

add_to_market(group)


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
    download: Annotated[
        float, typer.Option(min=0, metavar="MBIT", help="At least so fast, in Mbit/s.")
    ] = 0,
    upload: Annotated[
        float, typer.Option(min=0, metavar="MBIT", help="At least so fast, in Mbit/s.")
    ] = 0,
    terms: Annotated[Terms, typer.Option(help="Spot ends when either side wants.")] = Terms.ANY,
    liveness: Annotated[
        Liveness, typer.Option(help="Of the supplier, as it was found out lately.")
    ] = Liveness.ANY,
    supplier_level: Annotated[
        int, typer.Option(min=0, max=4, help="Least identity level of the supplier.")
    ] = 0,
    network: Annotated[
        list[Network] | None, typer.Option(help="What a job may reach; more than once.")
    ] = None,
    benchmark: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=LEAST", help="A result, like cpu-single=3000; more than once."),
    ] = None,
    architecture: Annotated[str, typer.Option(metavar="NAME", help="Like amd64.")] = "",
    max_price: Annotated[
        HourlyPrice | None,
        typer.Option(
            parser=hourly_price,
            metavar="PRICE",
            help="At most, for an hour: 0.5 or 0.02usd; others by what they come to now.",
        ),
    ] = None,
    max_total: Annotated[
        int | None, typer.Option(parser=amount, metavar="SNM", help="At most, for all the time.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Only the strict sandbox.")] = False,
    sort: Annotated[SortKey, typer.Option(help="What to sort by.")] = SortKey.PRICE,
    by: Annotated[
        str, typer.Option(metavar="NAME", help="With --sort benchmark: by which.")
    ] = "cpu-multi",
    descending: Annotated[bool, typer.Option("--descending", help="The largest first.")] = False,
    blocked: Annotated[
        bool, typer.Option("--blocked", help="Also what your lists of suppliers refuse.")
    ] = False,
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
        ingress_bps=round(download * MEGABIT),
        egress_bps=round(upload * MEGABIT),
        terms=terms.value,
        liveness=OfferFilter.model_validate(
            {"liveness": liveness.value.replace("-", "_")}
        ).liveness,
        supplier_identity=supplier_level,
        netflags=flags_of(network),
        benchmarks=least_results(benchmark),
        architecture=architecture,
        max_rate=max_price.rate if max_price and not max_price.usd_rate else None,
        max_usd_rate=(max_price.usd_rate or None) if max_price else None,
        max_total=max_total,
        strict=strict,
    )
    async with session.agent() as agent:
        view = await agent.market.open(
            wish,
            sort=sort,
            benchmark=which_benchmark(by),
            descending=descending,
            show_blocked=blocked,
        )
        if probe:
            await _probe(session, agent, view.id, limit)
        rows = (await agent.market.rows(view.id, 0, limit)).rows
        reasons = [] if rows else await agent.market.why_nothing(wish)
        await agent.market.close(view.id)
    document = {
        "count": view.count,
        "blocked": view.blocked,
        "offers": list(rows),
        "eliminations": reasons,
    }
    session.answer(document, lambda: offers_view(rows, view, reasons, wish, shows_blocked=blocked))


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
        supplier = await agent.market.supplier(found.worker)
        medians = {each.number: each.median for each in await agent.market.benchmarks()}
    document = {**found.model_dump(mode="json"), "supplier": supplier, "medians": medians}
    session.answer(document, lambda: offer_view(found, supplier, medians))


@command(group, "benchmarks")
async def benchmarks(session: Session) -> None:
    """List what has been measured, with the median and the highest of all offers."""
    async with session.agent() as agent:
        found = await agent.market.benchmarks()
    session.answer(found, lambda: benchmarks_view(found))


async def _probe(session: Session, agent: AgentClient, view: str, limit: int) -> None:
    rows = (await agent.market.rows(view, 0, min(limit, 200))).rows
    if rows:
        with session.progress("Asking the workers"):
            await agent.market.probe([offer.id for offer in rows])
