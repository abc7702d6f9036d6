"""The customer's half of the tour: money, a deal, a job, its output, the settlement."""

from __future__ import annotations

import asyncio
import time
from contextlib import aclosing
from pathlib import Path

from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.deals import Deal
from sonm_desktop.api.schema.market import Offer
from sonm_desktop.api.schema.plans import (
    BuyOffer,
    CloseDeal,
    Committed,
    Deposit,
    GrantOperator,
    PlanRequest,
)
from sonm_desktop.api.schema.tasks import Fetched, RunTask, Task
from sonm_desktop.cli.rentals.task import finished
from sonm_desktop.cli.rentals.task_log import harmless
from sonm_desktop.cli.show import exact, worded
from sonm_desktop.cli.tour.job import ENVIRONMENT
from sonm_desktop.cli.tour.stage import Stage
from sonm_desktop.core.errors import RemoteError
from sonm_desktop.core.jobs.own_image import COMMAND

SNM = 10**18
DEPOSIT = 20 * SNM
DAILY_LIMIT = 100 * SNM
LASTS_S = 600
MAX_TOTAL = 2 * SNM

_JOB_LIMIT_S = 180
_GRANT_LIMIT_S = 20.0
_INDEX_LIMIT_S = 10.0
_POLL_S = 0.1


async def fill_vault(stage: Stage, agent: AgentClient, account: str) -> None:
    """The vault can pay the deal."""
    with stage.step("Preparing the customer's money", "The customer's vault can pay a deal"):
        if (await agent.wallet.balances(account)).vault < MAX_TOTAL:
            await commit(agent, Deposit(account=account, amount=DEPOSIT))


async def ready_operator(agent: AgentClient, account: str) -> None:
    """This machine may act for *account* while the wallet is locked.

    On the practice network the agent grants that by itself; here we wait until it has.
    """
    deadline = time.monotonic() + _GRANT_LIMIT_S
    while not (await agent.wallet.operator(account)).ready:
        if time.monotonic() > deadline:
            await commit(agent, GrantOperator(account=account, daily_limit=DAILY_LIMIT))
        await asyncio.sleep(_POLL_S)


async def buy(stage: Stage, agent: AgentClient, account: str, offer: Offer) -> tuple[str, int]:
    """The deal's id, and the SNM that went into its escrow."""
    request = BuyOffer(
        account=account, offer=offer.id, duration=LASTS_S, lease=LASTS_S, max_total=MAX_TOTAL
    )
    with stage.step("Asking the worker for a quote", "The worker quoted; this is the plan:"):
        plan = await agent.plans.make(request)
    for effect in plan.effects:
        stage.quote(worded(effect))
    with stage.step("Buying", f"Bought: {exact(plan.total)} are in the deal's escrow"):
        committed = await agent.plans.commit(plan.id)
    return committed.deal, plan.total


async def run_job(stage: Stage, agent: AgentClient, deal: str, image: str) -> Task:
    """The job's task, once it is over; its log is shown as it comes."""
    request = RunTask(image=image, command=COMMAND, env=ENVIRONMENT)
    with stage.step("Starting the job", "The job runs in a container on the worker:"):
        task = await agent.tasks.run(deal, request)
    try:
        async with asyncio.timeout(_JOB_LIMIT_S):
            with stage.step("", "The job is done"):
                async with aclosing(agent.tasks.logs(deal, task.task, follow=True)) as pieces:
                    async for piece in pieces:
                        stage.quote(harmless(piece.content).rstrip("\n"))
                return await finished(agent, deal, task.task)
    except TimeoutError as error:
        raise RemoteError("cli.job_late", limit_s=_JOB_LIMIT_S) from error


async def fetch(stage: Stage, agent: AgentClient, deal: str, task: str, folder: Path) -> Fetched:
    """The job's files in *folder*."""
    with stage.step("Fetching its files", "Its output is here, checked by its digest"):
        return await agent.tasks.fetch(deal, task, folder)


async def settle(stage: Stage, agent: AgentClient, deal: str) -> Deal:
    """The closed deal: both signed what it came to."""
    with stage.step("Settling", "Settled: both signed the sum, the rest came back"):
        await commit(agent, CloseDeal(deal=deal))
        return await _closed(agent, deal)


async def _closed(agent: AgentClient, deal: str) -> Deal:
    """The deal once the index has read its end from the chain."""
    deadline = time.monotonic() + _INDEX_LIMIT_S
    while True:
        found = await agent.deals.show(deal)
        known = found.phase == "closed" and found.refunded
        if known or time.monotonic() > deadline:
            return found
        await asyncio.sleep(_POLL_S)


async def close_leftovers(agent: AgentClient, account: str) -> int:
    """Close deals that an interrupted tour left open; how many."""
    left = [
        deal
        for deal in await agent.deals.all(account)
        if deal.phase in ("opening", "running", "paused") and deal.mine
    ]
    for deal in left:
        await commit(agent, CloseDeal(deal=deal.id))
    return len(left)


def why_failed(task: Task) -> str:
    """A sentence about a task that did not exit with 0; empty for one that did."""
    if task.state == "exited" and task.exit_code == 0:
        return ""
    if task.reason is not None:
        return worded(task.reason)
    return f"it ended with exit code {task.exit_code}"


async def commit(agent: AgentClient, request: PlanRequest) -> Committed:
    """Plan and do *request*; the tour's money is play money, so nobody is asked."""
    plan = await agent.plans.make(request)
    return await agent.plans.commit(plan.id)
