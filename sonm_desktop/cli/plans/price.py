"""`sonm worker price`: what power costs, what must be left, and prices that follow the market."""

from __future__ import annotations

from typing import Annotated

import typer

from sonm_desktop.api.schema.pricing import PriceRule, Pricing
from sonm_desktop.cli.command import by_itself, command
from sonm_desktop.cli.pick import WorkerOption, pick_worker
from sonm_desktop.cli.plans.price_view import log_table, pricing_sheet
from sonm_desktop.cli.plans.tariff import Cost, HourlyCost, cost, hourly_cost, with_tariff
from sonm_desktop.cli.session import Session
from sonm_desktop.cli.values import hourly_rate

group = typer.Typer(help="How prices are made: what power costs, and what must be left.")

PlanArgument = Annotated[str, typer.Argument(metavar="PLAN", help="The name of the plan.")]


@by_itself(group)
async def show(session: Session, worker: WorkerOption = None) -> None:
    """Show costs, floors, the market and a guess of what each plan could bring."""
    async with session.agent() as agent:
        chosen = await pick_worker(agent, worker)
        pricing = await agent.pricing.show(chosen)
    _answer(session, pricing)


@command(group, "costs")
async def costs(
    session: Session,
    *,
    kwh: Annotated[
        Cost | None,
        typer.Option(parser=cost, metavar="COST", help="Of a kWh: 0.8 SNM, or 0.3usd; 0 is free."),
    ] = None,
    hours: Annotated[
        list[HourlyCost] | None,
        typer.Option(
            parser=hourly_cost,
            metavar="FROM-TO=COST",
            help="Another price at these hours, like 22:00-06:00=0.2usd; again for more.",
        ),
    ] = None,
    flat: Annotated[bool, typer.Option("--flat", help="Forget prices by the hour.")] = False,
    watts: Annotated[
        int | None, typer.Option(min=0, help="Of the machine at full load; 0 takes its own word.")
    ] = None,
    coin: Annotated[
        Cost | None,
        typer.Option(
            parser=cost,
            metavar="COST",
            help="Worth of one coin of gas, like 3000usd; 0 is nothing.",
        ),
    ] = None,
    worker: WorkerOption = None,
) -> None:
    """Say what electricity and gas cost, in SNM or in USD; what is not said stays.

    USD are converted by the market's own price feed, at what one SNM costs at the time.
    """
    async with session.agent() as agent:
        chosen = await pick_worker(agent, worker)
        known = (await agent.pricing.show(chosen)).setup
        setup = with_tariff(known, kwh=kwh, hours=hours or (), flat=flat)
        said = {
            "watts": known.watts if watts is None else watts or None,
            "coin": known.coin if coin is None else coin.amount,
            "coin_currency": known.coin_currency if coin is None else coin.currency,
        }
        pricing = await agent.pricing.set_up(chosen, setup.model_copy(update=said))
    _answer(session, pricing)


@command(group, "auto")
async def auto(
    session: Session,
    plan: PlanArgument,
    least: Annotated[
        int | None,
        typer.Option(
            parser=hourly_rate, metavar="SNM", help="An hour leaves at least so much after costs."
        ),
    ] = None,
    worker: WorkerOption = None,
) -> None:
    """Let a plan's price follow the market, never below its floor."""
    await _rule(session, worker, plan, automatic=True, least=least)


@command(group, "fixed")
async def fixed(session: Session, plan: PlanArgument, worker: WorkerOption = None) -> None:
    """Keep a plan's price as it is now."""
    await _rule(session, worker, plan, automatic=False, least=None)


async def price_log(
    session: Session,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="So many, the newest.")] = 50,
    worker: WorkerOption = None,
) -> None:
    """List the changes of automatic prices, each with its why."""
    async with session.agent() as agent:
        chosen = await pick_worker(agent, worker)
        changes = await agent.pricing.log(chosen, limit)
    session.answer(changes, lambda: log_table(changes))


async def _rule(
    session: Session, worker: str | None, plan: str, *, automatic: bool, least: int | None
) -> None:
    async with session.agent() as agent:
        chosen = await pick_worker(agent, worker)
        known = {one.plan: one.rule for one in (await agent.pricing.show(chosen)).plans}
        minimum = known.get(plan, PriceRule()).minimum if least is None else least
        rule = PriceRule(automatic=automatic, minimum=minimum)
        pricing = await agent.pricing.rule(chosen, plan, rule)
    _answer(session, pricing)


def _answer(session: Session, pricing: Pricing) -> None:
    session.answer(pricing, lambda: pricing_sheet(pricing))
