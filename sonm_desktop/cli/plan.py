"""Anything that moves money: planned, shown, confirmed, done once."""

from __future__ import annotations

from pathlib import Path

from rich.console import RenderableType

from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.plans import Committed, Plan, PlanRequest, SpeedChoice
from sonm_desktop.cli.secrets_in import ask_password
from sonm_desktop.cli.session import Session
from sonm_desktop.cli.show import exact, lasting, sheet, short, small_money, worded


async def carry_out(
    session: Session,
    agent: AgentClient,
    request: PlanRequest,
    *,
    question: str,
    password_file: Path | None = None,
) -> Committed:
    """Plan *request*, show what it does, ask *question*, do it, and answer with what came of it."""
    with session.progress("Working out what this does"):
        plan = await agent.plans.make(request)
    session.say(_plan_sheet(plan))
    session.confirm(question)
    password = ask_password(password_file) if plan.password else None
    with session.progress("Doing it"):
        committed = await agent.plans.commit(plan.id, password=password)
    document = {"plan": plan, "committed": committed}
    session.answer(document, lambda: _outcome(committed))
    return committed


async def carry_out_or_show(
    session: Session, agent: AgentClient, request: PlanRequest, *, question: str, dry_run: bool
) -> None:
    """As `carry_out`; *dry_run* shows what it would do and does nothing."""
    if not dry_run:
        await carry_out(session, agent, request, question=question)
        return
    with session.progress("Working out what this does"):
        plan = await agent.plans.make(request)
    session.answer({"plan": plan}, lambda: _plan_sheet(plan))


def _plan_sheet(plan: Plan) -> RenderableType:
    effects = [("" if number else "Does", worded(one)) for number, one in enumerate(plan.effects)]
    return sheet(
        [
            *effects,
            ("Costs", exact(plan.total)),
            ("Gas, at most", exact(plan.fee, "coin")),
            *((f"  {one.speed}", _speed(one)) for one in plan.speeds),
            ("From", plan.account),
        ]
    )


def _speed(choice: SpeedChoice) -> str:
    wait = f"in about {lasting(choice.wait_s)}" if choice.wait_s else "at once"
    return f"{small_money(choice.fee, 'coin')} at most, in a block {wait}"


def _outcome(committed: Committed) -> RenderableType:
    facts = [("Done", worded(committed.outcome))]
    if committed.deal:
        facts.append(("Deal", committed.deal))
    if committed.campaign:
        facts.append(("Campaign", committed.campaign))
    facts += [("Transaction", short(transaction)) for transaction in committed.transactions]
    return sheet(facts)
