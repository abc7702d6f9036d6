"""What a plan costs its owner: the schema's setup as a tariff, and the floor of each plan. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from sonm_desktop.api.schema.pricing import Currency, FloorParts, PriceRule, PriceSetup
from sonm_desktop.api.schema.worker import SellPlan
from sonm_desktop.core.dollars import UsdPrice
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


@dataclass(frozen=True, slots=True)
class Costs:
    """What an owner said, in wei of SNM. coin: that one coin of gas is worth."""

    tariff: Tariff
    coin: int


def costs_of(setup: PriceSetup, usd: UsdPrice | None) -> Costs | None:
    """*setup* in SNM as of now, rounded up; None where it is in USD and *usd* is not known."""
    if setup.in_usd and usd is None:
        return None
    hours = tuple(
        TariffWindow(one.start, one.end, _in_snm(one.kwh, setup.currency, usd))
        for one in setup.hours
    )
    tariff = Tariff(_in_snm(setup.kwh, setup.currency, usd), hours)
    return Costs(tariff, _in_snm(setup.coin, setup.coin_currency, usd))


def _in_snm(amount: int, currency: Currency, usd: UsdPrice | None) -> int:
    return usd.wei_for(amount) if currency == "usd" and usd is not None else amount


def milliwatts(plan: SellPlan, around: Circumstances, setup: PriceSetup) -> int:
    """What the plan draws at full load: its part of the cores, and its GPUs."""
    whole = around.watts if setup.watts is None else setup.watts
    graphics = min(around.gpu_watts, whole)
    cores = max(1, around.cores) * 100
    own = (whole - graphics) * 1000 * min(plan.cpu_percent, cores) // cores
    return own + graphics * 1000 * min(len(plan.gpus), around.gpus) // max(1, around.gpus)


def floor_of(
    plan: SellPlan, rule: PriceRule, costs: Costs, around: Circumstances, *, drawn: int
) -> Floor:
    """Below it *plan*, which takes *drawn* milliwatts, is not worth running."""
    kwh = costs.tariff.mean(around.minute, plan.duration or SPOT_AHEAD_S)
    return Floor(
        electricity=electricity(drawn, kwh),
        fees=fee_share(around.spent, around.spent_s, costs.coin, around.plans),
        minimum=rule.minimum,
    )


def floor_shape(floor: Floor, *, known: bool) -> FloorParts:
    return FloorParts(
        electricity=floor.electricity,
        fees=floor.fees,
        minimum=floor.minimum,
        total=floor.total,
        known=known,
    )
