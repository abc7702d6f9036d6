"""The price of one plan taken apart: floor, market, and a guess of what a day could bring."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sonm_desktop.api.schema.pricing import Estimate, FloorParts, PlanPricing
from sonm_desktop.core.amounts import per_hour
from sonm_desktop.core.dollars import near, usd_hourly
from sonm_desktop.ui.theme.tokens import GAP_1, GAP_2, SECTION
from sonm_desktop.ui.widgets.facts import Facts
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import amount, hourly, words

_LAST = 10**14


class PriceFacts(QWidget):
    """Shows what it was made with; a change makes another one."""

    def __init__(self, one: PlanPricing) -> None:
        super().__init__()
        head = QHBoxLayout()
        head.setSpacing(GAP_2)
        head.addWidget(label(one.plan, SECTION), 1)
        mode = words("follows the market") if one.rule.automatic else words("fixed")
        head.addWidget(label(mode, tone="muted"))
        facts = Facts()
        facts.show_pairs(_pairs(one))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_1)
        column.addLayout(head)
        column.addWidget(facts)
        if loses(one):
            sentence = words("It is below its floor: each rented hour costs more than it brings.")
            column.addWidget(label(sentence, tone="warn", wrap=True))


def loses(one: PlanPricing) -> bool:
    """Whether *one* is sold for less than it costs and must leave."""
    return bool(one.rate) and one.floor.known and one.rate < one.floor.total


def _pairs(one: PlanPricing) -> list[tuple[str, str]]:
    floor = one.floor
    pairs = [
        (words("Price"), _price(one)),
        (words("Floor"), _floor(floor, one.milliwatts)),
    ]
    market = one.basis.text
    if one.market is not None:
        price = words("{amount} SNM/h", amount=hourly(one.market))
        market = words("{price}: {basis}", price=price, basis=market)
    pairs.append((words("Market"), market))
    if one.seen:
        rising = words("seen {seen} times of {needed}", seen=one.seen, needed=one.needed)
        pairs.append((words("Rising"), rising))
    if one.estimate is not None:
        pairs.append(_day(one.estimate))
    return pairs


def foreseen_pairs(one: PlanPricing) -> list[tuple[str, str]]:
    """What a plan could bring, before it is on sale; why nobody can tell, where nobody can."""
    if one.estimate is None:
        return [(words("A day could bring"), one.basis.text)]
    return [_day(one.estimate)]


def _day(estimate: Estimate) -> tuple[str, str]:
    low, high = _rough(estimate.low), _rough(estimate.high)
    guess = words("{low} to {high} SNM", low=low, high=high)
    said = words("{price}: {basis}", price=guess, basis=estimate.basis.text)
    return words("A day could bring"), said


def _rough(wei: int) -> str:
    """To the nearest of four decimals: a guess has no more."""
    return amount((wei + _LAST // 2) // _LAST * _LAST)


def _price(one: PlanPricing) -> str:
    if not one.usd_rate:
        return words("{amount} SNM/h", amount=hourly(one.rate))
    in_usd = words("{amount}/h", amount=usd_hourly(one.usd_rate))
    if not one.rate:
        return words("{price}, which cannot be converted now", price=in_usd)
    return words(
        "{price}: {amount} SNM/h now", price=in_usd, amount=amount(near(per_hour(one.rate)))
    )


def _floor(floor: FloorParts, milliwatts: int) -> str:
    """Its sum, and the parts that are not nothing."""
    if not floor.known:
        return words("Not known: costs are in USD, which cannot be converted now.")
    if not floor.total:
        return words("None: say what electricity costs, and what must be left for you.")
    parts = []
    if floor.electricity:
        watts = f"{milliwatts / 1000:g}"
        power = hourly(floor.electricity)
        parts.append(words("{power} electricity ({watts} W)", power=power, watts=watts))
    if floor.fees:
        parts.append(words("{fees} gas", fees=hourly(floor.fees)))
    if floor.minimum:
        parts.append(words("{rest} for you", rest=hourly(floor.minimum)))
    return words("{amount} SNM/h: {parts}", amount=hourly(floor.total), parts=", ".join(parts))
