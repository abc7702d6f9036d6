"""What one of the own accounts signs: the account picked, the wallet unlocked, the plan done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sonm_desktop.api.schema.plans import PlanRequest
from sonm_desktop.cli.pick import pick_account
from sonm_desktop.cli.plan import carry_out_or_show
from sonm_desktop.cli.secrets_in import unlocked
from sonm_desktop.cli.session import Session


async def act(
    session: Session,
    account: str | None,
    password_file: Path | None,
    request: Callable[[str], PlanRequest],
    *,
    question: str,
    dry_run: bool = False,
) -> None:
    """Carry out *request* of the address that *account* means; *question* is asked before.

    dry_run: only show what it would do.
    """
    async with session.agent() as agent:
        chosen = await pick_account(agent, account)
        await unlocked(session, agent, password_file)
        await carry_out_or_show(
            session, agent, request(chosen.address), question=question, dry_run=dry_run
        )
