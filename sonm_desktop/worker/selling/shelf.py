"""The plans of this worker as its master set them, and how each stands at this moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sonm_desktop.core.allotment import Claim, Portion, conflicts, envelope
from sonm_desktop.core.errors import RemoteError, UserError
from sonm_desktop.store.worker_deals import WorkerDeals
from sonm_desktop.store.worker_facts import WorkerFacts
from sonm_desktop.store.worker_plans import WorkerPlans
from sonm_desktop.store.worker_supply import PromisedQuote, WorkerSupply
from sonm_desktop.worker.deals.deals import LATE_S
from sonm_desktop.worker.guest.guest import Guest
from sonm_desktop.worker.machine import Machine
from sonm_desktop.worker.ports import ChainView
from sonm_desktop.worker.selling.plan import (
    MOST_PLANS,
    plan_from_wire,
    plan_name,
    require_askable,
    require_confinement,
    require_fit,
)
from sonm_desktop.worker.selling.rented import beside, portion_of, promises_time, rented_slices
from sonm_desktop.worker.selling.standing import Place, ShelfPlan, places

ONLY = "main"
"""The name of the plan of a master who thinks of one plan."""

_RESTING = "resting"


class Shelf:
    """Changes are recorded whole: all of one or nothing."""

    def __init__(
        self,
        *,
        plans: WorkerPlans,
        facts: WorkerFacts,
        deals: WorkerDeals,
        promises: WorkerSupply,
        machine: Machine,
        chain: ChainView,
        guest: Guest,
        identities: bool = False,
    ) -> None:
        """*identities*: whether customers of this network can show who they are."""
        self._plans = plans
        self._facts = facts
        self._deals = deals
        self._promises = promises
        self._machine = machine
        self._chain = chain
        self._guest = guest
        self._identities = identities
        self._chain_time = 0

    async def plans(self) -> list[ShelfPlan]:
        """What was put on sale, paused plans too, the oldest first."""
        return [
            ShelfPlan(row.name, row.slice, plan_from_wire(row.plan), row.paused)
            for row in await self._plans.all()
        ]

    async def places(self) -> list[Place]:
        """Every plan, and how it stands now."""
        plans = await self.plans()
        if not plans:
            return []
        rented = await rented_slices(self._deals, self._plans)
        return places(
            plans,
            rented,
            await self._promised(),
            self._guest.at_most(beside(rented, await self._machine.hardware())),
            resting=await self.resting() or not self._guest.listed,
        )

    async def sell_only(self, wire: Any) -> None:
        """*wire* is all that is sold; with None nothing. Ends a rest. Raises UserError."""
        await self._put([] if wire is None else [ShelfPlan(ONLY, "", plan_from_wire(wire), False)])
        await self.rest(False)

    async def change(self, body: dict[str, Any]) -> None:
        """Put, remove, pause, resume or reprice plans by name, at once or not at all.

        only: what is not put goes. Raises UserError.
        """
        held = {} if body.get("only") is True else {one.name: one for one in await self.plans()}
        for entry in _entries(body, "put"):
            name = plan_name(entry.get("name"))
            paused = entry.get("paused") is True
            held[name] = ShelfPlan(name, "", plan_from_wire(entry.get("plan")), paused)
        for entry in _entries(body, "reprice"):
            known = _known(held, entry.get("name"))
            price = {"rate": entry.get("rate"), "usd_rate": entry.get("usd_rate", 0)}
            wire = {**known.plan.to_wire(), **price}
            held[known.name] = replace(known, plan=plan_from_wire(wire))
        for name in _names(body, "remove"):
            del held[_known(held, name).name]
        for word, paused in (("pause", True), ("resume", False)):
            for name in _names(body, word):
                held[name] = replace(_known(held, name), paused=paused)
        await self._put(list(held.values()))

    async def rest(self, resting: bool) -> None:
        """Sell nothing for a while; the plans stay as they are."""
        await self._facts.put(_RESTING, resting)

    async def resting(self) -> bool:
        return await is_resting(self._facts)

    async def _put(self, plans: Sequence[ShelfPlan]) -> None:
        if len(plans) > MOST_PLANS:
            raise UserError("worker.too_many_plans", most=MOST_PLANS)
        hardware, engine = await self._machine.hardware(), await self._machine.engine()
        for one in plans:
            require_fit(one.plan, hardware)
            require_askable(one.plan, identities=self._identities)
            require_confinement(one.plan, engine)
        rented = await rented_slices(self._deals, self._plans)
        claims = [Claim(one.name, one.plan.portion, one.plan.fixed) for one in plans]
        for name, short in conflicts(claims, beside(rented, hardware)):
            raise UserError(
                "worker.plans_conflict",
                plan=name,
                part=short.part,
                offered=short.wanted,
                there=short.left,
            )
        await self._plans.replace(
            {one.name: one.plan.to_wire() for one in plans},
            [one.name for one in plans if one.paused],
        )

    async def _promised(self) -> dict[str, Portion]:
        """By slice, what its quotes for a fixed time may still become."""
        quoted: dict[str, list[PromisedQuote]] = {}
        for free in await self._promises.free_nonces():
            quotes = [
                one for one in await self._promises.quotes(free.deal) if promises_time(one.quote)
            ]
            if quotes:
                quoted[free.slice] = quotes
        if not quoted:
            return {}
        now = await self._now()
        alive = {
            slice_: [portion_of(one) for one in quotes if one.expiry + LATE_S > now]
            for slice_, quotes in quoted.items()
        }
        return {slice_: envelope(portions) for slice_, portions in alive.items() if portions}

    async def _now(self) -> int:
        """The chain's time, or while no node answers the last that was heard."""
        try:
            self._chain_time = await self._chain.pending_time()
        except RemoteError:
            return self._chain_time
        return self._chain_time


async def is_resting(facts: WorkerFacts) -> bool:
    """Whether the master has paused this worker."""
    return await facts.get(_RESTING) is True


def _entries(body: dict[str, Any], word: str) -> list[dict[str, Any]]:
    said = body.get(word, [])
    if not isinstance(said, list) or not all(isinstance(one, dict) for one in said):
        raise UserError("worker.bad_request", part=word)
    return said


def _names(body: dict[str, Any], word: str) -> list[str]:
    said = body.get(word, [])
    if not isinstance(said, list):
        raise UserError("worker.bad_request", part=word)
    return [plan_name(name) for name in said]


def _known(held: dict[str, ShelfPlan], name: Any) -> ShelfPlan:
    if not isinstance(name, str) or name not in held:
        raise UserError("worker.unknown_plan", plan=str(name)[:32])
    return held[name]
