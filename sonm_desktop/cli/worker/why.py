"""`sonm worker why`: why a machine earns nothing, in one cause and one action."""

from __future__ import annotations

from rich.console import RenderableType

from sonm_desktop.api.schema.why import Link, Step, Why
from sonm_desktop.cli.pick import WorkerOption, pick_worker
from sonm_desktop.cli.session import Session
from sonm_desktop.cli.show import Column, money, stacked, table


async def why(session: Session, worker: WorkerOption = None) -> None:
    """Find why a worker earns nothing: one cause, and what to do about it."""
    async with session.agent() as agent:
        chosen = await pick_worker(agent, worker)
        with session.progress("Looking at worker, chain and market"):
            found = await agent.workers.why(chosen)
    session.answer(found, lambda: why_view(found))


def why_view(found: Why) -> RenderableType:
    """The chain, then the cause and the action in a line each."""
    columns = (Column("", least=2), Column("Step"), Column("What is so"))
    rows = [(_MARKS[link.holds], _STEPS[link.step], _said(link, found)) for link in found.links]
    return stacked(table(columns, rows, empty=""), _verdict(found))


def _said(link: Link, found: Why) -> str:
    return "see below" if link.step is found.broken else link.said.text


def _verdict(found: Why) -> str:
    if found.cause is None:
        return f"Nothing is wrong. Earned in 24 hours: {money(found.earned)}."
    return f"{found.cause.text}\n{found.cause.action}".strip()


_MARKS = {True: "✓", False: "✗", None: "·"}
_STEPS = {
    Step.ONLINE: "Online",
    Step.LISTED: "Listed",
    Step.MATCHED: "Wanted",
    Step.PRICED: "Priced",
    Step.QUOTED: "Asked for",
    Step.RUNNING: "Rented",
    Step.PAID: "Paid",
}
