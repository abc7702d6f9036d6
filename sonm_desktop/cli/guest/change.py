"""Rules of a worker, changed in part: what is not said stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.guest import GuestRules, GuestStatus, changed_rules
from sonm_desktop.api.schema.worker import WorkerStatus
from sonm_desktop.cli.pick import pick_worker
from sonm_desktop.cli.session import Session
from sonm_desktop.core.errors import UserError


def same(guest: GuestStatus) -> GuestRules:
    """The rules in force."""
    return guest.rules


async def changed(
    session: Session,
    agent: AgentClient,
    worker: str | None,
    begin: Callable[[GuestStatus], GuestRules],
    changes: Mapping[str, object],
) -> GuestStatus:
    """The rules of *begin* with *changes* put in force, if that is another thing; what holds."""
    chosen = await pick_worker(agent, worker)
    with session.progress("Asking the worker"):
        guest = known(await agent.workers.status(chosen))
        rules = begin(guest)
        if changes:
            rules = changed_rules(rules, changes)
        if rules == guest.rules:
            return guest
        return known(await agent.workers.set_guest(chosen, rules))


def known(status: WorkerStatus) -> GuestStatus:
    """Raises UserError worker.rules_unknown."""
    if status.guest is None:
        raise UserError("worker.rules_unknown")
    return status.guest
