"""`sonm campaign open, place, coupon …`: what a sponsor does."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

import typer

from sonm_desktop.api.schema.campaigns import (
    DEFAULT_LASTING_S,
    DEFAULT_NOTICE_S,
    DEFAULT_PLACE_S,
    DEFAULT_WINDOW_H,
    CloseCampaign,
    FundCampaign,
    OpenCampaign,
    ReturnBudget,
    SignCoupon,
    SignPlace,
    UseCampaignKey,
)
from sonm_desktop.cli.campaigns.view import signed_coupon_view, signed_place_view
from sonm_desktop.cli.command import command
from sonm_desktop.cli.dollars import slippage as percentage
from sonm_desktop.cli.pick import AccountOption, CampaignArgument, pick_account, pick_campaign
from sonm_desktop.cli.plan import carry_out_or_show
from sonm_desktop.cli.secrets_in import PasswordFile, unlocked
from sonm_desktop.cli.session import Session
from sonm_desktop.cli.values import address, amount, duration, size
from sonm_desktop.core.amounts import AmountError, parse_amount
from sonm_desktop.core.dollars import USUAL_SLIPPAGE

group = typer.Typer()

_PRICE = re.compile(r"\s*([0-9.]+)\s*(?:(snm|usd)\s*(?:/\s*tb)?)?\s*", re.ASCII | re.IGNORECASE)
_DIGEST = re.compile(r"(?:0x|sha256:)?([0-9a-fA-F]{64})", re.ASCII)

DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Only show what it would do and what it costs.")
]
Whom = Annotated[
    str, typer.Argument(parser=address, metavar="ACCOUNT", help="The participant's account.")
]


@dataclass(frozen=True, slots=True)
class TbPrice:
    """One of both is 0: wei, or 10^-18 USD, for 10^12 bytes."""

    price: int
    usd_price: int = 0


def tb_price(text: str) -> TbPrice:
    """``80`` SNM or ``4usd`` for each TB."""
    found = _PRICE.fullmatch(text)
    if found is None:
        raise typer.BadParameter("Write a price for a TB like 80, 80snm or 4usd.")
    try:
        wei = parse_amount(found[1])
    except AmountError as error:
        raise typer.BadParameter(str(error)) from error
    return TbPrice(0, wei) if (found[2] or "").lower() == "usd" else TbPrice(wei)


def digest(text: str) -> str:
    """A digest such as an image's, with ``sha256:`` or ``0x``."""
    found = _DIGEST.fullmatch(text.strip())
    if found is None:
        raise typer.BadParameter("A digest is sha256: and 64 hex digits.")
    return "0x" + found[1].lower()


@command(group, "open")
async def open_campaign(
    session: Session,
    *,
    budget: Annotated[
        int, typer.Argument(parser=amount, metavar="SNM", help="All that may be paid.")
    ],
    bonus: Annotated[
        int,
        typer.Option(
            parser=amount, metavar="SNM", show_default="0", help="For each network address, once."
        ),
    ] = 0,
    price: Annotated[
        TbPrice | None,
        typer.Option(
            parser=tb_price,
            metavar="PRICE",
            show_default="0",
            help="For each TB, in and out together: 80snm, or 4usd fixed in SNM at opening.",
        ),
    ] = None,
    slippage: Annotated[
        int,
        typer.Option(
            parser=percentage,
            metavar="PERCENT",
            show_default="2%",
            help="How far a price in USD may move until it opens.",
        ),
    ] = USUAL_SLIPPAGE,
    lowest: Annotated[
        int | None,
        typer.Option(parser=amount, metavar="SNM", help="Least for a TB that USD may come to."),
    ] = None,
    highest: Annotated[
        int | None,
        typer.Option(parser=amount, metavar="SNM", help="Most for a TB that USD may come to."),
    ] = None,
    for_: Annotated[
        int,
        typer.Option(
            "--for", parser=duration, metavar="TIME", show_default="30d", help="Takes people in."
        ),
    ] = DEFAULT_LASTING_S,
    notice: Annotated[
        int,
        typer.Option(
            parser=duration, metavar="TIME", show_default="1d", help="Before an early end."
        ),
    ] = DEFAULT_NOTICE_S,
    window: Annotated[
        int, typer.Option(min=24, max=168, help="Hours after the end in which coupons count.")
    ] = DEFAULT_WINDOW_H,
    work: Annotated[
        str | None,
        typer.Option(parser=digest, metavar="DIGEST", help="Of the image that is to be run."),
    ] = None,
    dry_run: DryRun = False,
    account: AccountOption = None,
    password_file: PasswordFile = None,
) -> None:
    """Open a campaign: pay a bonus for each network address, and for traffic by the TB.

    The budget leaves your wallet at once; what nobody earned comes back after the end.
    """
    async with session.agent() as agent:
        chosen = await pick_account(agent, account)
        await unlocked(session, agent, password_file)
        request = OpenCampaign(
            account=chosen.address,
            budget=budget,
            bonus=bonus,
            price=price.price if price else 0,
            usd_price=price.usd_price if price else 0,
            lowest=lowest,
            highest=highest,
            slippage=slippage,
            lasting=for_,
            notice=notice,
            window=window,
            work=work or "0x" + "00" * 32,
        )
        await carry_out_or_show(
            session, agent, request, question="Open the campaign?", dry_run=dry_run
        )


@command(group, "fund")
async def fund(
    session: Session,
    *,
    campaign: CampaignArgument,
    snm: Annotated[int, typer.Argument(parser=amount, metavar="SNM", help="How much more.")],
    dry_run: DryRun = False,
    account: AccountOption = None,
    password_file: PasswordFile = None,
) -> None:
    """Put more into a campaign's budget."""
    async with session.agent() as agent:
        chosen = await pick_account(agent, account)
        wanted = await pick_campaign(agent, campaign)
        await unlocked(session, agent, password_file)
        request = FundCampaign(account=chosen.address, campaign=wanted, amount=snm)
        await carry_out_or_show(session, agent, request, question="Put it in?", dry_run=dry_run)


@command(group, "place")
async def place(
    session: Session,
    *,
    campaign: CampaignArgument,
    whom: Whom,
    at: Annotated[
        str,
        typer.Option(
            "--address", metavar="IP", help="The public address at which you have seen it."
        ),
    ],
    traffic: Annotated[
        int,
        typer.Option(
            parser=size,
            metavar="BYTES",
            show_default="0",
            help="Whose pay is set aside besides the bonus, like 2TB.",
        ),
    ] = 0,
    for_: Annotated[
        int,
        typer.Option(
            "--for", parser=duration, metavar="TIME", show_default="1d", help="Can be taken."
        ),
    ] = DEFAULT_PLACE_S,
    password_file: PasswordFile = None,
) -> None:
    """Sign a place for somebody, after you have seen the network address from outside.

    Costs nothing. An address has one place in a campaign; named again with more traffic, it
    becomes larger. No more is signed than the budget bears.
    """
    async with session.agent() as agent:
        wanted = await pick_campaign(agent, campaign)
        await unlocked(session, agent, password_file)
        request = SignPlace(account=whom, address=at, traffic=traffic, lasting=for_)
        signed = await agent.campaigns.sign_place(wanted, request)
    session.answer(signed, lambda: signed_place_view(signed))


@command(group, "coupon")
async def coupon(
    session: Session,
    *,
    campaign: CampaignArgument,
    whom: Whom,
    traffic: Annotated[
        int,
        typer.Option(
            parser=size,
            metavar="BYTES",
            show_default="0",
            help="All that was moved so far, in and out together, like 1.2TB.",
        ),
    ] = 0,
    at: Annotated[
        str | None,
        typer.Option("--address", metavar="IP", help="Which place, where there are several."),
    ] = None,
    password_file: PasswordFile = None,
) -> None:
    """Sign what somebody did: the bonus with the first coupon, and the traffic in all.

    Costs nothing; whoever redeems it pays the gas.
    """
    async with session.agent() as agent:
        wanted = await pick_campaign(agent, campaign)
        if at is not None:
            await unlocked(session, agent, password_file)
        request = SignCoupon(account=whom, traffic=traffic, address=at)
        signed = await agent.campaigns.sign_coupon(wanted, request)
    session.answer(signed, lambda: signed_coupon_view(signed))


@command(group, "close")
async def close(
    session: Session,
    *,
    campaign: CampaignArgument,
    dry_run: DryRun = False,
    password_file: PasswordFile = None,
) -> None:
    """End a campaign of yours after its notice; places that stand are paid."""
    async with session.agent() as agent:
        request = CloseCampaign(campaign=await pick_campaign(agent, campaign))
        await unlocked(session, agent, password_file)
        await carry_out_or_show(session, agent, request, question="End it?", dry_run=dry_run)


@command(group, "key")
async def key(
    session: Session,
    *,
    campaign: CampaignArgument,
    dry_run: DryRun = False,
    password_file: PasswordFile = None,
) -> None:
    """Let this machine's key sign for a campaign of yours, instead of a lost or stolen one.

    Places that stand are paid by the words of both; what was not taken yet is signed again.
    """
    async with session.agent() as agent:
        request = UseCampaignKey(campaign=await pick_campaign(agent, campaign))
        await unlocked(session, agent, password_file)
        await carry_out_or_show(session, agent, request, question="Name it?", dry_run=dry_run)


@command(group, "return")
async def give_back(
    session: Session,
    *,
    campaign: CampaignArgument,
    dry_run: DryRun = False,
    account: AccountOption = None,
    password_file: PasswordFile = None,
) -> None:
    """After the end, bring what is left into the sponsor's vault: the free part at once, all of
    it when coupons count no longer. Then “sonm campaign withdraw”."""
    async with session.agent() as agent:
        chosen = await pick_account(agent, account)
        wanted = await pick_campaign(agent, campaign)
        await unlocked(session, agent, password_file)
        request = ReturnBudget(account=chosen.address, campaign=wanted)
        await carry_out_or_show(session, agent, request, question="Take it back?", dry_run=dry_run)
