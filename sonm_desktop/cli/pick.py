"""Which account, worker, deal, offer or task is meant by what was typed, or by nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated

import typer

from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.market import Offer
from sonm_desktop.api.schema.wallet import Account
from sonm_desktop.core.errors import UserError

DealArgument = Annotated[
    str, typer.Argument(metavar="DEAL", help="The deal's id, or how it begins.")
]
CampaignArgument = Annotated[
    str, typer.Argument(metavar="CAMPAIGN", help="The campaign's id, or how it begins.")
]
AccountOption = Annotated[
    str | None,
    typer.Option("--account", "-a", metavar="WHICH", help="Address, label or number of it."),
]
WorkerOption = Annotated[
    str | None,
    typer.Option("--worker", metavar="ADDRESS", help="Which worker; not needed for a single one."),
]

_WHOLE = re.compile(r"0x[0-9a-fA-F]{64}", re.ASCII)
_PAGE = 500


async def pick_account(agent: AgentClient, text: str | None) -> Account:
    """The account named by its address, label or number from 1; the only one for None."""
    accounts = (await agent.wallet.status()).accounts
    if not accounts:
        raise UserError("cli.no_account")
    if text is None:
        if len(accounts) > 1:
            raise UserError("cli.which_account", count=len(accounts))
        return accounts[0]
    for number, account in enumerate(accounts, start=1):
        if text.lower() in (account.address.lower(), account.label.lower(), str(number)):
            return account
    raise UserError("cli.unknown_account", text=text[:64])


async def pick_worker(agent: AgentClient, text: str | None) -> str:
    """The worker whose address begins with *text*; the only one for None."""
    workers = [worker.worker for worker in await agent.workers.all()]
    if text is not None:
        return one_of(workers, text, kind="worker", command="sonm worker list")
    if not workers:
        raise UserError("cli.no_worker")
    if len(workers) > 1:
        raise UserError("cli.which_worker", count=len(workers))
    return workers[0]


async def pick_deal(agent: AgentClient, text: str) -> str:
    """The deal whose id begins with *text*."""
    if _WHOLE.fullmatch(text):
        return text.lower()
    deals = [deal.id for deal in await agent.deals.all()]
    return one_of(deals, text, kind="deal", command="sonm deal list")


async def pick_offer(agent: AgentClient, text: str) -> str:
    """The offer whose id begins with *text*."""
    if _WHOLE.fullmatch(text):
        return text.lower()
    offers = [offer.id for offer in await all_offers(agent)]
    return one_of(offers, text, kind="offer", command="sonm market list")


async def pick_campaign(agent: AgentClient, text: str) -> str:
    """The campaign whose id begins with *text*."""
    if _WHOLE.fullmatch(text):
        return text.lower()
    campaigns = [campaign.id for campaign in await agent.campaigns.all()]
    return one_of(campaigns, text, kind="campaign", command="sonm campaign list")


async def pick_task(agent: AgentClient, deal: str, text: str | None) -> str:
    """The task *text* of *deal*; the newest for None."""
    if text is not None:
        return text
    tasks = await agent.tasks.all(deal)
    if not tasks:
        raise UserError("cli.no_task")
    return tasks[-1].task


async def all_offers(agent: AgentClient) -> list[Offer]:
    """Every offer on sale."""
    view = await agent.market.open()
    try:
        offers: list[Offer] = []
        while len(offers) < view.count:
            page = await agent.market.rows(view.id, len(offers), _PAGE)
            if not page.rows:
                break
            offers += page.rows
        return offers
    finally:
        await agent.market.close(view.id)


def one_of(candidates: Sequence[str], text: str, *, kind: str, command: str) -> str:
    """The only candidate that begins with *text*, or that the short form *text* stands for."""
    start, _, end = text.strip().lower().removeprefix("0x").partition("…")
    found = [
        candidate
        for candidate in candidates
        if candidate.lower().startswith(f"0x{start}") and candidate.lower().endswith(end)
    ]
    if not start or not found:
        raise UserError("cli.no_match", kind=kind, text=text[:80], command=command)
    if len(found) > 1:
        raise UserError("cli.ambiguous", kind=kind, text=text[:80], count=len(found))
    return found[0]
