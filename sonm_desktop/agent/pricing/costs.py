"""What a plan costs its owner: the schema's setup as a tariff, and the floor of each plan. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from sonm_desktop.api.schema.pricing import FloorParts, PriceRule, PriceSetup
from sonm_desktop.api.schema.worker import SellPlan
from sonm_desktop.market.prices.floor import (
    Floor,
    Tariff,
    TariffWindow,
    electricity,
    fee_share,
)

SPOT_AHEAD_S = 3600
"""Power for a spot deal is reckoned at the tariff of the coming hour."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """watts: of the machine at full load, *gpu_watts* of them by its GPUs. cores, gpus: that it
    has. spent: wei of coin for gas in *spent_s* seconds. minute: of the day. plans: how many."""

    watts: int
    gpu_watts: int
    cores: int
    gpus: int
    spent: int
    spent_s: int
    minute: int
    plans: int


def tariff_of(setup: PriceSetup) -> Tariff:
    hours = tuple(TariffWindow(one.start, one.end, one.kwh) for one in setup.hours)
    return Tariff(setup.kwh, hours)


def milliwatts(plan: SellPlan, around: Circumstances, setup: PriceSetup) -> int:
    """What the plan draws at full load: its part of the cores, and its GPUs."""
    whole = around.watts if setup.watts is None else setup.watts
    graphics = min(around.gpu_watts, whole)
    cores = max(1, around.cores) * 100
    own = (whole - graphics) * 1000 * min(plan.cpu_percent, cores) // cores
    return own + graphics * 1000 * min(len(plan.gpus), around.gpus) // max(1, around.gpus)


def floor_of(plan: SellPlan, rule: PriceRule, setup: PriceSetup, around: Circumstances) -> Floor:
    """Below it *plan* is not worth running."""
    kwh = tariff_of(setup).mean(around.minute, plan.duration or SPOT_AHEAD_S)
    return Floor(
        electricity=electricity(milliwatts(plan, around, setup), kwh),
        fees=fee_share(around.spent, around.spent_s, setup.coin, around.plans),
        minimum=rule.minimum,
    )


def floor_shape(floor: Floor) -> FloorParts:
    return FloorParts(
        electricity=floor.electricity,
        fees=floor.fees,
        minimum=floor.minimum,
        total=floor.total,
    )
