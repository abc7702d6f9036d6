"""`sonm rate` and `sonm reputation`: what the sides of closed deals say of each other."""

from __future__ import annotations

from typing import Annotated

import typer

from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.plans import RateDeal
from sonm_desktop.cli.people.profile import Anybody, whom
from sonm_desktop.cli.people.view import deal_view, reputation_view
from sonm_desktop.cli.pick import one_of
from sonm_desktop.cli.plan import carry_out
from sonm_desktop.cli.secrets_in import PasswordFile, unlocked
from sonm_desktop.cli.session import Session
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.rating_reason import RatingReason

_WHOLE = 66


async def rate(
    session: Session,
    *,
    deal: Annotated[
        str, typer.Argument(metavar="DEAL", help="Id of a closed deal, or how it begins.")
    ],
    stars: Annotated[
        int | None, typer.Option(min=1, max=5, help="1 to 5; without it, shows what was said.")
    ] = None,
    reason: Annotated[
        RatingReason, typer.Option(help="Why it ended, as you saw it.")
    ] = RatingReason.FULFILLED,
    skip: Annotated[bool, typer.Option("--skip", help="Never ask about this deal again.")] = False,
    password_file: PasswordFile = None,
) -> None:
    """Rate a closed deal that you paid or were paid for: once, public and for ever."""
    async with session.agent() as agent:
        chosen = await _pick(agent, deal)
        if skip or stars is None:
            standing = agent.standing
            found = await (standing.skip(chosen) if skip else standing.deal(chosen))
            session.answer(found, lambda: deal_view(found))
            return
        found = await agent.standing.deal(chosen)
        if not found.can:
            raise UserError(found.state.code, **found.state.params)
        await unlocked(session, agent, password_file)
        request = RateDeal(account=found.account, deal=chosen, stars=stars, reason=reason)
        await carry_out(session, agent, request, question="Rate it? It cannot be changed.")


async def reputation(session: Session, account: Anybody = None) -> None:
    """Show what is said of an account: what counts for you and why, and apart the rest."""
    async with session.agent() as agent:
        found = await agent.standing.reputation(await whom(agent, account))
    session.answer(found, lambda: reputation_view(found))


async def _pick(agent: AgentClient, text: str) -> str:
    """The deal whose id begins with *text*, of those that I pay and those that I am paid for."""
    wanted = text.strip().lower()
    if len(wanted) == _WHOLE:
        return wanted
    deals = [deal.id for deal in await agent.deals.all()]
    for account in (await agent.wallet.status()).accounts:
        deals += [deal.deal for deal in await agent.workers.deals(account.address)]
    return one_of(list(dict.fromkeys(deals)), text, kind="deal", command="sonm deal list")
