"""What is at stake on the network in use, told before the profile goes to another one."""

from __future__ import annotations

from rich.markup import escape

from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.network import KnownNetwork, Leaving
from sonm_desktop.cli.session import Session
from sonm_desktop.cli.show import counted, exact, moment, worded


async def confirm_leaving(session: Session, agent: AgentClient) -> None:
    """Return where nothing is at stake, or when the person goes nevertheless. Raises UserError."""
    leaving = await agent.network.leaving()
    if leaving.costs:
        session.confirm(escape(f"{stakes(leaving)}\nLeave “{leaving.name}”?"))


def stakes(leaving: Leaving) -> str:
    """What is at stake, a line each."""
    told = [_selling(leaving), _serving(leaving), _renting(leaving)]
    if not leaving.known:
        told.append("The node does not answer, so the amounts are not known.")
    return "\n".join(each for each in told if each)


def unclaimed(one: KnownNetwork) -> str:
    """What deals on a network of before owe, and whether it comes."""
    if not one.owed:
        return ""
    if one.trouble is None:
        return f"{exact(one.owed)}, being claimed"
    late = f"; safe until {moment(one.claim_by)}" if one.claim_by else ""
    return f"{exact(one.owed)}{late}. {worded(one.trouble)}"


def _selling(leaving: Leaving) -> str:
    if not leaving.selling:
        return ""
    deals = counted(f"{leaving.selling}", "open deal here pays", "open deals here pay")
    if not leaving.owed:
        return f"{deals} you."
    owed = f"{deals} you: {exact(leaving.owed)} are earned and not claimed yet."
    if leaving.trouble is None:
        return f"{owed} They are claimed from there while you are away."
    late = f" After {moment(leaving.claim_by)} they may be lost." if leaving.claim_by else ""
    return (
        f"{owed} They cannot be claimed while the wallet is locked: claim them before you go. "
        f"{worded(leaving.trouble)}{late}"
    )


def _serving(leaving: Leaving) -> str:
    if not leaving.serving:
        return ""
    jobs = counted(f"{leaving.serving}", "customer of this PC loses", "customers of this PC lose")
    return f"{jobs} a running job at once."


def _renting(leaving: Leaving) -> str:
    if not leaving.renting:
        return ""
    rentals = counted(f"{leaving.renting}", "open rental", "open rentals")
    until = (
        f" The last job stands still at {moment(leaving.paid_until)}." if leaving.paid_until else ""
    )
    back = f" {exact(leaving.escrow)} wait in escrow until they end." if leaving.escrow else ""
    return f"{rentals} of yours get no more time.{until}{back}"
