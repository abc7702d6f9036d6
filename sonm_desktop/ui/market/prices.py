"""What a core costs: what was paid lately, and how much is on sale up to each price."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sonm_desktop.api.schema.market import DepthStep, OfferFilter
from sonm_desktop.api.schema.prices import Prices, PriceSpread
from sonm_desktop.ui.charts.steps import Step, StepChart, Steps
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.market.columns import priced
from sonm_desktop.ui.market.fields import Choice
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.tokens import CAPTION, GAP_4, SECTION
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import cores, plural, words

_DAY = 86_400
_DAYS = (1, 7, 30, 90)
_USUAL = 30
_BUCKETS = {1: 24, 7: 28, 30: 30, 90: 45}


class PricesPanel(QWidget):
    """Asks the agent when it is looked at."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._turn = 0
        self._span = Choice(
            words("How far back"),
            [(plural("{count} day", "{count} days", days), days) for days in _DAYS],
        )
        self._paid = StepChart(
            face.theme,
            words("Price paid for one core and hour"),
            empty=words("Nobody has rented anything in this time."),
        )
        self._depth = StepChart(
            face.theme,
            words("Cores on sale up to each price per hour"),
            empty=words("Nothing that meets the wishes is on sale in SNM."),
            value=_many,
            tick=_counted,
            place=_priced,
        )
        self._deals = label("", CAPTION, tone="muted", wrap=True)
        self._said = label("", tone="bad", wrap=True)
        self._wanted = OfferFilter()
        self._build()
        self._span.set_value(_USUAL)
        self._span.changed.connect(self._look_back)

    def look(self, wanted: OfferFilter) -> None:
        """Show what was paid, and what is on sale that meets *wanted*."""
        self._wanted = wanted
        self._turn += 1
        self._said.hide()
        self._face.actions.run(
            self._face.agent.market.depth(wanted),
            done=partial(self._show_depth, self._turn),
            failed=self._fail,
        )
        self._look_back()

    def _look_back(self) -> None:
        days = self._span.value
        state = self._face.live.state
        now = state.network.time or 0 if state is not None else 0
        work = self._face.agent.market.prices(
            since=max(0, now - days * _DAY), until=now, buckets=_BUCKETS[days]
        )
        self._face.actions.run(work, done=self._show_paid, failed=self._fail)

    def _show_paid(self, prices: Prices) -> None:
        self._paid.show_steps(
            [
                Steps(words("Median"), _steps(prices, "median")),
                Steps(words("Lowest"), _steps(prices, "low")),
            ],
            prices.until,
        )
        said = plural("{count} rental began.", "{count} rentals began.", prices.deals)
        if prices.seeded:
            said += " " + plural(
                "{count} of them came with the practice network.",
                "{count} of them came with the practice network.",
                prices.seeded,
            )
        self._deals.setText(said)

    def _show_depth(self, turn: int, found: Sequence[DepthStep]) -> None:
        if turn != self._turn:
            return
        by_price = {step.per_hour: step.cpu_percent for step in found}
        steps = tuple(Step(price, percent) for price, percent in sorted(by_price.items()))
        lines = [Steps(words("Cores"), steps)] if steps else []
        self._depth.show_steps(lines, max(by_price, default=0))

    def _fail(self, sentence: str) -> None:
        self._said.setText(sentence)
        self._said.show()

    def _build(self) -> None:
        paid, depth = Panel(), Panel(words("On sale, by price per hour"))
        top = QHBoxLayout()
        top.addWidget(label(words("Paid for a core and hour, SNM"), SECTION), 1)
        top.addWidget(self._span)
        paid.body.addLayout(top)
        paid.body.addWidget(self._paid, 1)
        paid.body.addWidget(self._deals)
        depth.body.addWidget(
            label(
                words("Cores that cost so much per hour or less, and meet the wishes."),
                CAPTION,
                tone="muted",
                wrap=True,
            )
        )
        depth.body.addWidget(self._depth, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_4)
        column.addWidget(self._said)
        column.addWidget(paid, 1)
        column.addWidget(depth, 1)
        self._said.hide()


def _steps(prices: Prices, which: str) -> tuple[Step, ...]:
    """One step for each bucket, and a gap where none follows."""
    found: list[Step] = []
    ends = [bucket.start for bucket in prices.buckets[1:]] + [prices.until]
    for bucket, following in zip(prices.buckets, ends, strict=True):
        spread: PriceSpread | None = bucket.core_hour
        found.append(Step(bucket.start, None if spread is None else getattr(spread, which)))
        if bucket.end < following:
            found.append(Step(bucket.end, None))
    return tuple(found)


def _counted(percent: int) -> str:
    return f"{percent // 100:,}" if percent % 100 == 0 else cores(percent)


def _many(percent: int) -> str:
    return words("{count} cores", count=cores(percent))


def _priced(wei: int) -> str:
    return words("{price} SNM/h", price=priced(wei))
