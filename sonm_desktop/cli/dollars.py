"""Prices in SNM or in USD, as people type and read them, and what one SNM costs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

import typer
from rich.console import RenderableType

from sonm_desktop.api.schema.dollars import UsdFeed
from sonm_desktop.cli.command import command
from sonm_desktop.cli.session import Session
from sonm_desktop.cli.show import NOTHING, hourly, lasting, moment, money, sheet, worded
from sonm_desktop.core.amounts import AmountError, parse_amount, per_hour, rate_per_hour
from sonm_desktop.core.dollars import MOST_SLIPPAGE, near, usd, usd_hourly, usd_rate_per_hour

_PRICE = re.compile(r"\s*([0-9.]+)\s*(?:(snm|usd)\s*(?:/\s*h)?)?\s*", re.ASCII | re.IGNORECASE)
_PERCENT = re.compile(r"\s*([0-9.]+)\s*%?\s*", re.ASCII)
_FEED_DECIMALS = 8

PRICE_HINT = "Write a price for an hour like 0.5, 0.5snm or 0.02usd/h."


@dataclass(frozen=True, slots=True)
class HourlyPrice:
    """One of both is 0, or both for free: wei, or 10^-18 USD, per second."""

    rate: int
    usd_rate: int = 0


def hourly_price(text: str) -> HourlyPrice:
    """``0.5``, ``0.5snm`` or ``0.02usd/h`` for an hour."""
    found = _PRICE.fullmatch(text)
    if found is None:
        raise typer.BadParameter(PRICE_HINT)
    try:
        if (found[2] or "").lower() == "usd":
            return HourlyPrice(0, usd_rate_per_hour(found[1]))
        return HourlyPrice(rate_per_hour(found[1]))
    except AmountError as error:
        raise typer.BadParameter(str(error)) from error


def slippage(text: str | int) -> int:
    """``2%`` or ``0.5`` percent in parts of ten thousand."""
    if isinstance(text, int):
        return text
    found = _PERCENT.fullmatch(text)
    try:
        parts = parse_amount(found[1], 2) if found else None
    except AmountError as error:
        raise typer.BadParameter(str(error)) from error
    if parts is None or parts > MOST_SLIPPAGE:
        raise typer.BadParameter("Write a percentage up to 50, like 2%.")
    return parts


def shown_price(rate: int | None, usd_rate: int) -> str:
    """A price for an hour: of one in USD also what it comes to in SNM now, if that is known."""
    if not usd_rate:
        return hourly(rate)
    in_usd = f"{usd_hourly(usd_rate)}/h"
    return f"{in_usd}, {money(near(per_hour(rate)))}/h now" if rate else in_usd


def feed_sheet(feed: UsdFeed) -> RenderableType:
    """What one SNM costs, who says so, and how old that is."""
    if feed.feed is None:
        return worded(feed.state)
    price = feed.price
    return sheet(
        [
            ("One SNM", usd(price.one_snm) if price else NOTHING),
            ("State", worded(feed.state)),
            ("As of", f"{moment(feed.updated)}, {lasting(feed.age)} old"),
            ("Used up to", f"{lasting(feed.max_age)} old"),
            ("Feed", feed.feed),
        ]
    )


async def show_feed(session: Session) -> None:
    """Show what one SNM costs in USD by the market's own feed, and how old that is."""
    async with session.agent() as agent:
        feed = await agent.dollars.feed()
    session.answer(feed, lambda: feed_sheet(feed))


async def move_price(
    session: Session,
    price: Annotated[str, typer.Argument(metavar="USD", help="What one SNM shall cost.")],
) -> None:
    """Move the practice network's USD price of SNM, to see what that does to offers in USD."""
    try:
        answer = parse_amount(price.lower().removesuffix("usd"), _FEED_DECIMALS)
    except AmountError as error:
        raise typer.BadParameter(str(error), param_hint="USD") from error
    if not answer:
        raise typer.BadParameter("A price is above zero.", param_hint="USD")
    async with session.agent() as agent:
        feed = await agent.dollars.set_practice_price(answer)
    session.answer(feed, lambda: feed_sheet(feed))


def add_to_market(group: typer.Typer) -> None:
    """``sonm market usd``."""
    command(group, "usd")(show_feed)


def add_to_network(group: typer.Typer) -> None:
    """``sonm network price``."""
    command(group, "price")(move_price)
