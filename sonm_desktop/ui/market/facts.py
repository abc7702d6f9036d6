"""What the inspector says of an offer: its terms, the machine, its results, its supplier."""

from __future__ import annotations

from collections.abc import Mapping

from sonm_desktop.api.schema.market import Offer, SupplierFacts
from sonm_desktop.core.amounts import hourly, per_hour, snm
from sonm_desktop.core.dollars import near, usd_hourly
from sonm_desktop.ui.market.columns import PRESENCE, terms
from sonm_desktop.ui.market.wishes import NETWORK, bench_words, result, speed
from sonm_desktop.ui.words import amount, cores, plural, size, span, words

Pairs = list[tuple[str, str]]


def offer_facts(offer: Offer, now: int) -> Pairs:
    """*now*: the chain's time, for the age of the offer."""
    facts = [
        (words("Terms"), terms(offer)),
        (
            words("CPU"),
            words("{cores} × {arch}", cores=cores(offer.cpu_percent), arch=offer.architecture),
        ),
        (words("RAM"), size(offer.ram_bytes)),
        (words("Storage"), size(offer.storage_bytes)),
        (words("GPUs"), str(offer.gpus) if offer.gpus else words("none")),
        (words("Network"), _network(offer)),
        *_traffic(offer),
        (words("Sandbox"), words("strict") if offer.strict else words("compatible")),
        (words("Reach"), words("this network only") if offer.lan_only else words("everywhere")),
        (words("Liveness"), words(PRESENCE[offer.presence])),
        (words("Offered"), words("{span} ago", span=span(max(0, now - offer.issued)))),
    ]
    return [*_price(offer), *facts]


def _price(offer: Offer) -> Pairs:
    """Of an offer in USD its own price first: what it comes to in SNM moves until it is bought."""
    now = snm(near(per_hour(offer.rate))) if offer.usd_rate else hourly(offer.rate)
    in_snm = [] if offer.per_hour is None else [(words("Per hour"), now)]
    if not offer.usd_rate:
        return in_snm
    shown = words("{price} now, moves until you buy", price=now)
    found = [(words("Price"), words("{price} per hour", price=usd_hourly(offer.usd_rate)))]
    return [*found, (words("In SNM"), shown if in_snm else words("cannot be converted now"))]


def benchmark_facts(offer: Offer, medians: Mapping[int, int]) -> Pairs:
    """Each claimed result, with the market's median beside it."""
    return [
        (bench_words(number), _beside_median(number, value, medians.get(number, 0)))
        for number, value in sorted(offer.benchmarks.items())
    ]


def supplier_facts(facts: SupplierFacts, now: int) -> Pairs:
    """What its rentals were like; nothing is claimed by the supplier itself here."""
    if not facts.open and not facts.closed:
        return [(words("Rentals"), words("none yet"))]
    pairs = [
        (words("Rentals ended"), f"{facts.closed:,}"),
        (words("Ended by it"), _share(facts.stopped, facts.closed)),
        (words("Running now"), f"{facts.open:,}"),
        (words("Earned in all"), f"{amount(facts.paid)} SNM"),
    ]
    if facts.first is not None:
        ago = words("{span} ago", span=span(max(0, now - facts.first)))
        pairs.append((words("First rental"), ago))
    return pairs


def explained(offer: Offer) -> str:
    """Spot and fixed, in the words of somebody who pays."""
    parts = [_terms(offer)]
    if offer.usd_rate:
        parts.append(words("The price is in USD: its rate in SNM is fixed for good when you buy."))
    if offer.min_duration:
        parts.append(words("You pay for at least {span}.", span=span(offer.min_duration)))
    return " ".join(parts)


def _terms(offer: Offer) -> str:
    if offer.max_duration == 0:
        return words(
            "Spot: pay by the second, close any time. The supplier may end it too, "
            "and you pay only up to then."
        )
    return words(
        "Fixed: the price and the time are agreed. Closing early costs the notice that the "
        "supplier's quote names; you see it before you sign."
    )


def compared(offer: Offer, medians: Mapping[int, int]) -> str:
    """The fingerprint in words."""
    better = sum(
        1 for number, value in offer.benchmarks.items() if value >= medians.get(number, value + 1)
    )
    return plural(
        "{count} of {all} result at or above the market's median",
        "{count} of {all} results at or above the market's median",
        better,
        all=len(offer.benchmarks),
    )


def _traffic(offer: Offer) -> Pairs:
    """An offer names no price for it; the quote does, and the plan shows it."""
    if not offer.netflags:
        return []
    costs = words("may cost extra per GiB: the quote says how much before you sign")
    return [(words("Traffic"), costs)]


def _network(offer: Offer) -> str:
    sold = [words(text) for flag, text in NETWORK.items() if offer.netflags & flag]
    if not sold:
        return words("none for jobs")
    if offer.egress_bps or offer.ingress_bps:
        sold.append(
            words("{down} in, {up} out", down=speed(offer.ingress_bps), up=speed(offer.egress_bps))
        )
    return ", ".join(sold)


def _beside_median(number: int, value: int, median: int) -> str:
    said = result(number, value)
    if not median:
        return said
    return words("{result} · {times}× the median", result=said, times=f"{value / median:.1f}")


def _share(part: int, whole: int) -> str:
    return words("{count} of {all}", count=f"{part:,}", all=f"{whole:,}") if part else words("none")
