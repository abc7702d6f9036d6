"""How prices of plans are made: what power costs, rules, floors, the market, and the log."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.kinds import Reply, Request, SignedWeiText, WeiText

Rate = Annotated[WeiText, Field(lt=2**80)]
Minute = Annotated[int, Field(ge=0, lt=24 * 60)]
Cost = Annotated[WeiText, Field(lt=2**96)]
Currency = Literal["snm", "usd"]
"""Of an amount: wei of SNM, or 10^-18 USD."""


class TariffHours(Request):
    """Every day from one minute of the day to another, past midnight where *end* is earlier, a
    kWh costs *kwh*."""

    start: Minute
    end: Minute
    kwh: Cost


class PriceSetup(Request):
    """What a worker's owner says about costs. kwh: outside of *hours*; 0 counts no electricity.
    currency: of both. watts: of the machine at full load; None takes what the worker says. coin:
    what one coin of gas is worth, in *coin_currency*; 0 counts no gas."""

    kwh: Cost = 0
    hours: Annotated[tuple[TariffHours, ...], Field(max_length=24)] = ()
    currency: Currency = "snm"
    watts: Annotated[int, Field(ge=1, le=100_000)] | None = None
    coin: Cost = 0
    coin_currency: Currency = "snm"

    @property
    def in_usd(self) -> bool:
        """Whether anything of it has to be converted."""
        powered = self.kwh or any(one.kwh for one in self.hours)
        return bool(
            (self.currency == "usd" and powered) or (self.coin_currency == "usd" and self.coin)
        )


class PriceRule(Request):
    """automatic: max(floor, market), else what the plan says. minimum: wei per second that must
    be left after electricity and fees."""

    automatic: bool = False
    minimum: Rate = 0


class FloorParts(Reply):
    """Wei per second; total: below it the plan is not worth running. known: False while costs are
    in USD, which cannot be converted now; then electricity and fees are 0."""

    electricity: WeiText
    fees: WeiText
    minimum: WeiText
    total: WeiText
    known: bool = True


class Estimate(Reply):
    """What a day could bring after electricity and fees, from *low* to *high*: a guess from what
    others were rented, never money. basis: what it is made of."""

    low: SignedWeiText
    high: SignedWeiText
    basis: Worded


class PlanPricing(Reply):
    """rate: now, wei per second. usd_rate: of a plan in USD, 10^-18 USD per second; its rate is 0
    while it cannot be converted. milliwatts: that the plan takes at full load. market: what the
    like costs, None without enough to compare with; basis: what that is made of. seen: in a row
    so many looks wanted a higher price, of the *needed*."""

    plan: str
    rule: PriceRule
    rate: WeiText
    usd_rate: WeiText = 0
    floor: FloorParts
    milliwatts: int
    market: WeiText | None
    basis: Worded
    seen: int = 0
    needed: int = 0
    estimate: Estimate | None = None


class Pricing(Reply):
    """power: where the watts come from, in words. watts: of the machine at full load. usd: by
    what costs in USD are converted, or why they cannot be; None where none are in USD."""

    worker: str
    setup: PriceSetup
    watts: int
    power: Worded
    usd: Worded | None = None
    plans: tuple[PlanPricing, ...]


class PriceChange(Reply):
    """at: s. Rates in wei per second. why: in words."""

    at: int
    plan: str
    before: WeiText
    after: WeiText
    floor: WeiText
    market: WeiText | None
    why: Worded
