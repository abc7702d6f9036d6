"""Offers, one offer, and why there is none, as the terminal shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import RenderableType

from sonm_desktop.api.schema.market import (
    BenchmarkFacts,
    Elimination,
    Offer,
    OfferFilter,
    SupplierFacts,
)
from sonm_desktop.api.schema.views import View
from sonm_desktop.cli.benchmarks import benchmark_line, result_text
from sonm_desktop.cli.dollars import shown_price
from sonm_desktop.cli.market.wish import MEGABIT, instead, network_names
from sonm_desktop.cli.people.view import level, named, namesakes, rated
from sonm_desktop.cli.show import (
    NOTHING,
    Column,
    cores,
    hourly,
    lasting,
    moment,
    money,
    sheet,
    short,
    stacked,
    table,
    volume,
    worded,
)
from sonm_desktop.core.amounts import per_hour
from sonm_desktop.core.benchmark_names import benchmark_name
from sonm_desktop.core.dollars import near, usd_hourly

_BLOCKED = "market.supplier_blocked"
_TRAFFIC = "may cost extra per GiB: “sonm deal buy” shows how much before it asks"


def offers_view(
    offers: Sequence[Offer],
    view: View,
    reasons: Sequence[Elimination],
    wish: OfferFilter,
    *,
    shows_blocked: bool = False,
) -> RenderableType:
    """A table of *offers*, the first of *view*, or why there is none, and what is not shown."""
    columns = (
        Column("Offer", least=13),
        Column("Price", right=True),
        Column(f"For {lasting(wish.duration)}", right=True),
        Column("Cores", right=True),
        Column("Memory", right=True),
        Column("Storage", right=True),
        Column("Rating", right=True),
        Column("State"),
    )
    rows = [
        (
            short(offer.id),
            _price(offer),
            _total(offer),
            cores(offer.cpu_percent),
            volume(offer.ram_bytes),
            volume(offer.storage_bytes),
            rated(offer.supplier),
            _state(offer),
        )
        for offer in offers
    ]
    listed = table(columns, rows, empty="No offer meets this.")
    parts = [listed]
    if reasons:
        parts.append(_why(reasons, wish))
    if view.count > len(offers):
        parts.append(f"{view.count - len(offers)} more; show them with --limit.")
    if view.blocked and not shows_blocked:
        parts.append(f"{view.blocked} hidden by your lists; show them with --blocked.")
    return stacked(*parts)


def _price(offer: Offer) -> str:
    """In SNM, as all of a list."""
    if not offer.usd_rate:
        return hourly(offer.rate)
    if not offer.rate:
        return f"{usd_hourly(offer.usd_rate)}/h"
    return f"{money(near(per_hour(offer.rate)))}/h"


def _total(offer: Offer) -> str:
    """With a sign before it where it moves with the price of SNM."""
    if offer.total is None:
        return NOTHING
    shown = money(near(offer.total), "")
    return f"≈ {shown}" if offer.usd_rate else shown


def _whole_price(offer: Offer) -> str:
    shown = shown_price(offer.rate, offer.usd_rate)
    return f"{shown}; fixed in SNM when you buy" if offer.usd_rate else shown


def _state(offer: Offer) -> str:
    said: list[str] = [] if offer.presence == "unknown" else [offer.presence]
    said += ["blocked"] if any(one.code == _BLOCKED for one in offer.mismatches) else []
    said += ["USD"] if offer.usd_rate else []
    said += ["yours"] if offer.mine else []
    return ", ".join([*said, "seeded"] if offer.seeded else said) or NOTHING


def _why(reasons: Sequence[Elimination], wish: OfferFilter) -> RenderableType:
    columns = (
        Column("Because"),
        Column("Offers", right=True),
        Column("Instead", least=16),
        Column("Then", right=True),
    )
    rows = [
        (
            worded(one.reason),
            str(one.removes),
            NOTHING if one.relaxed is None else instead(wish, one.relaxed),
            str(one.matches) if one.matches else NOTHING,
        )
        for one in reasons
    ]
    listed = table(columns, rows, empty="")
    if any(one.relaxed is not None for one in reasons):
        return listed
    return stacked(listed, "No single change would help; ask for less of several.")


def offer_view(offer: Offer, supplier: SupplierFacts, medians: Mapping[int, int]) -> RenderableType:
    """Everything about *offer*, beside the market's *medians*."""
    facts = [
        ("Offer", offer.id),
        ("Worker", offer.worker),
        ("Supplier", _supplier(offer)),
        ("Price", _whole_price(offer)),
        ("Sold", _term(offer)),
        *(
            [("You pay for", f"at least {lasting(offer.min_duration)}")]
            if offer.min_duration
            else []
        ),
        ("Cores", f"{cores(offer.cpu_percent)} ({offer.architecture})"),
        ("Memory", volume(offer.ram_bytes)),
        ("Storage", volume(offer.storage_bytes)),
        ("Network", _network(offer)),
        *([("Traffic", _TRAFFIC)] if offer.netflags else []),
        ("Sandbox", "strict" if offer.strict else "compatible"),
        ("Reach", "this local network only" if offer.lan_only else "anywhere"),
        *(
            _beside_median(number, result, medians.get(number, 0))
            for number, result in offer.benchmarks.items()
            if result
        ),
        ("Offered", f"{moment(offer.issued)} until {moment(offer.expiry)}"),
        ("Worker is", offer.presence),
        ("Its rentals", _rentals(supplier)),
    ]
    if offer.mine:
        facts.append(("Yours", "this is your own PC: you would pay yourself and the gas"))
    if offer.seeded:
        facts.append(("Practice", "this offer came with the practice network"))
    facts += [("But", worded(reason)) for reason in offer.mismatches]
    return sheet(facts)


def _supplier(offer: Offer) -> str:
    """Whom the worker serves, and how he is rated; never by his name alone."""
    supplier = offer.supplier
    if not supplier.account:
        return "nobody: it is bound to no account now"
    parts = [named(supplier.name, supplier.account), f"level {level(supplier.level)}"]
    if supplier.namesakes:
        parts.append(namesakes(supplier.namesakes))
    parts.append(f"rated {rated(supplier)}")
    return ", ".join(parts)


def _network(offer: Offer) -> str:
    if not offer.netflags:
        return "none"
    reach = ", ".join(network_names(offer.netflags))
    return f"{reach}; {offer.ingress_bps / MEGABIT:g} Mbit/s in, {offer.egress_bps / MEGABIT:g} out"


def _term(offer: Offer) -> str:
    if offer.max_duration == 0:
        return "for as long as it is paid"
    return f"for {lasting(offer.min_duration)} to {lasting(offer.max_duration)}"


def benchmarks_view(facts: Sequence[BenchmarkFacts]) -> RenderableType:
    """What there is to filter and to sort by."""
    columns = (
        Column("Number", right=True),
        Column("Name"),
        Column("Measures"),
        Column("Offers", right=True),
        Column("Median", right=True),
        Column("Highest", right=True),
    )
    rows = [
        (
            str(each.number),
            benchmark_name(each.number).option,
            benchmark_line(each.number, 1)[0],
            f"{each.count:,}",
            result_text(each.number, each.median),
            result_text(each.number, each.highest),
        )
        for each in facts
    ]
    return table(columns, rows, empty="Nothing on sale has been measured.")


def _beside_median(number: int, result: int, median: int) -> tuple[str, str]:
    name, said = benchmark_line(number, result)
    return name, f"{said} ({result / median:.1f} x the median)" if median else said


def _rentals(facts: SupplierFacts) -> str:
    if not facts.open and not facts.closed:
        return "none yet"
    ended = f"{facts.closed} ended, {facts.stopped} of them by it"
    return f"{ended}; {facts.open} running; {money(facts.paid)} earned"
