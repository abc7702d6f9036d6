"""The supplier's half of the tour: a worker on this machine, measured, with an offer."""

from __future__ import annotations

import asyncio
import time

from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.market import Offer
from sonm_desktop.api.schema.worker import SellPlan, StartLocalWorker, WorkerStatus
from sonm_desktop.cli.pick import all_offers
from sonm_desktop.cli.show import hourly
from sonm_desktop.cli.tour.household import Accounts
from sonm_desktop.cli.tour.stage import Stage
from sonm_desktop.cli.worker.measuring import follow_benchmark
from sonm_desktop.core.errors import RemoteError

RATE = 10**15
"""Wei of SNM per second: 3.6 SNM an hour."""

SLICE = SellPlan(rate=RATE, cpu_percent=100, ram_bytes=1 << 29, storage_bytes=1 << 28)
_OFFER_LIMIT_S = 60.0
_POLL_S = 0.2

_CPU = (0, 1)
"""Benchmarks of the processor: enough to be compared, and soon done."""


async def start_worker(stage: Stage, agent: AgentClient, accounts: Accounts) -> str:
    """The address of this machine's worker, which serves the selling account."""
    request = StartLocalWorker(master=accounts.selling.address)
    with stage.step("Starting a worker", "A worker runs here and is bound to the supplier"):
        local = await agent.workers.start_local(request)
    if local.worker is None:
        raise RemoteError("cli.no_benchmark", why=local.state.text, log=local.log)
    return local.worker


async def measure_machine(stage: Stage, agent: AgentClient, worker: str) -> WorkerStatus:
    """The worker's status with its benchmarks; measured once, then remembered."""
    with stage.step("Measuring this machine", "This machine is measured") as progress:
        return await follow_benchmark(agent, worker, progress, only=_CPU)


async def put_on_sale(stage: Stage, agent: AgentClient, worker: str) -> Offer:
    """The worker's offer, found as any customer finds it: in the log of the chain."""
    with stage.step("Offering it", f"A part of it is offered for {hourly(RATE)}, signed"):
        await agent.workers.set_plan(worker, SLICE)
    with stage.step("Reading the chain", "The customer found the offer by reading the chain"):
        return await _found(agent, worker)


async def _found(agent: AgentClient, worker: str) -> Offer:
    deadline = time.monotonic() + _OFFER_LIMIT_S
    while time.monotonic() < deadline:
        ask = (await agent.workers.status(worker)).ask
        for offer in await all_offers(agent):
            if offer.worker.lower() == worker.lower() and offer.id == ask:
                return offer
        await asyncio.sleep(_POLL_S)
    log = (await agent.workers.local()).log
    raise RemoteError("cli.offer_not_found", limit_s=round(_OFFER_LIMIT_S), log=log)
