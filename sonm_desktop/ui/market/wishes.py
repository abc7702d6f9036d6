"""A filter as wishes: each one worded, and taken away by itself."""

from __future__ import annotations

from dataclasses import dataclass

from sonm_desktop.api.schema.market import OfferFilter
from sonm_desktop.core.amounts import hourly, shortest_hourly, snm
from sonm_desktop.core.benchmark_names import BenchmarkUnit, benchmark_name, scaled_result
from sonm_desktop.core.dollars import near, usd_hourly
from sonm_desktop.ui.words import cores, exact, size, span, words

NETWORK = {1: "Outbound network", 2: "Incoming network", 4: "Network among jobs"}
_MEGABIT = 1_000_000
_MOST_DIGITS = 10
_EMPTY = OfferFilter()


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing that narrows the list. field: of the filter; number: of the benchmark or flag."""

    field: str
    words: str
    number: int = 0


def wishes(wanted: OfferFilter) -> list[Wish]:
    """Everything but the duration that narrows the list, in the order of the form."""
    found = [
        Wish("terms", words("Spot") if wanted.terms == "spot" else words("Fixed")),
        Wish("cpu_percent", words("{count}+ cores", count=cores(wanted.cpu_percent))),
        Wish("ram_bytes", words("RAM {size}+", size=size(wanted.ram_bytes))),
        Wish("storage_bytes", words("Storage {size}+", size=size(wanted.storage_bytes))),
        Wish("gpus", words("{count}+ GPUs", count=wanted.gpus)),
        Wish("ingress_bps", words("Download {speed}+", speed=speed(wanted.ingress_bps))),
        Wish("egress_bps", words("Upload {speed}+", speed=speed(wanted.egress_bps))),
        Wish("architecture", wanted.architecture),
        Wish("strict", words("Strict sandbox")),
        Wish(
            "max_rate", words("At most {price} per hour", price=_near_price(wanted.max_rate or 0))
        ),
        Wish(
            "max_usd_rate",
            words("At most {price} per hour", price=usd_hourly(wanted.max_usd_rate or 0)),
        ),
        Wish("max_total", words("At most {total} in all", total=exact(wanted.max_total or 0))),
        Wish("liveness", liveness_words(wanted.liveness)),
        Wish("supplier_identity", supplier_words(wanted.supplier_identity)),
    ]
    narrowing = [w for w in found if getattr(wanted, w.field) != getattr(_EMPTY, w.field)]
    narrowing += [
        Wish("netflags", words(text), flag)
        for flag, text in NETWORK.items()
        if wanted.netflags & flag
    ]
    narrowing += [
        Wish("benchmarks", _result_words(n, least), n)
        for n, least in sorted(wanted.benchmarks.items())
    ]
    return narrowing


def without(wanted: OfferFilter, wish: Wish) -> OfferFilter:
    """*wanted* without *wish*."""
    if wish.field == "benchmarks":
        rest = {n: least for n, least in wanted.benchmarks.items() if n != wish.number}
        return wanted.model_copy(update={"benchmarks": rest})
    if wish.field == "netflags":
        return wanted.model_copy(update={"netflags": wanted.netflags & ~wish.number})
    return wanted.model_copy(update={wish.field: getattr(_EMPTY, wish.field)})


def forgotten(wanted: OfferFilter) -> OfferFilter:
    """Only the duration stays."""
    return OfferFilter(duration=wanted.duration)


def change_words(before: OfferFilter, after: OfferFilter) -> str:
    """What a person does who takes *after* instead of *before*."""
    if before.duration != after.duration:
        return words("Rent for {span}", span=span(after.duration))
    kept = {(wish.field, wish.number): wish.words for wish in wishes(after)}
    for wish in wishes(before):
        now = kept.get((wish.field, wish.number))
        if now is None:
            return words("Without “{wish}”", wish=wish.words)
        if now != wish.words:
            return words("Take “{wish}”", wish=now)
    return words("Try this")


def liveness_words(liveness: str) -> str:
    """The choice as it stands in the form and on its chip."""
    return {
        "any": words("Asked or not"),
        "not_silent": words("Not silent"),
        "answering": words("Answers now"),
    }[liveness]


def supplier_words(level: int) -> str:
    """The same for the level of whom a worker serves."""
    if level <= 1:
        return words("Anybody")
    return words("Supplier of level {level}+", level=level)


def _result_words(number: int, least: int) -> str:
    name, unit = bench_words(number), benchmark_name(number).unit
    if unit is BenchmarkUnit.FLAG:
        return words("{name} only", name=name)
    if unit is BenchmarkUnit.LATENCY:
        return words("{name} {result} or less", name=name, result=result(number, least))
    return words("{name} {result}+", name=name, result=result(number, least))


def bench_words(number: int) -> str:
    """The name of a benchmark."""
    return words(benchmark_name(number).name)


def result(number: int, value: int) -> str:
    """A result with its unit, as far as it has one."""
    unit = benchmark_name(number).unit
    if unit is BenchmarkUnit.BYTES:
        return size(value)
    return scaled_result(number, value) or f"{value:,}"


def speed(bits: int) -> str:
    """Bits per second in Mbit/s."""
    return words("{count} Mbit/s", count=f"{bits / _MEGABIT:g}")


def _near_price(rate: int) -> str:
    """What was typed; of what a price in USD comes to, the digits that count."""
    typed = hourly(rate)
    if len(typed.partition(" ")[0]) <= _MOST_DIGITS:
        return typed
    return words("about {price}", price=snm(near(shortest_hourly(rate))))
