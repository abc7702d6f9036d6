"""Wishes for an offer as options of the terminal, and back."""

from __future__ import annotations

from enum import StrEnum

import typer

from sonm_desktop.api.schema.market import OfferFilter
from sonm_desktop.cli.show import cores, lasting
from sonm_desktop.cli.values import size
from sonm_desktop.core.amounts import AmountError, format_amount, hourly, parse_amount
from sonm_desktop.core.benchmark_names import (
    BenchmarkUnit,
    benchmark_name,
    benchmark_number,
    trips_within,
)
from sonm_desktop.core.dollars import usd_hourly

MEGABIT = 1_000_000
_MS = "ms"


class Terms(StrEnum):
    """As in `OfferFilter`."""

    ANY = "any"
    SPOT = "spot"
    FIXED = "fixed"


class Liveness(StrEnum):
    """As in `OfferFilter`."""

    ANY = "any"
    NOT_SILENT = "not-silent"
    ANSWERING = "answering"


class Network(StrEnum):
    """What a job may reach."""

    OUTBOUND = "outbound"
    INCOMING = "incoming"
    OVERLAY = "overlay"


_FLAGS = {Network.OUTBOUND: 1, Network.INCOMING: 2, Network.OVERLAY: 4}


def flags_of(wanted: list[Network] | None) -> int:
    """As in `OfferFilter.netflags`."""
    return sum(_FLAGS[network] for network in set(wanted or []))


def least_results(texts: list[str] | None) -> dict[int, int]:
    """``NAME=RESULT`` each, where NAME is a benchmark's name or number."""
    found = {}
    for text in texts or []:
        name, _, least = text.partition("=")
        number = which_benchmark(name)
        found[number] = _least(benchmark_name(number).unit, least)
    return found


def _least(unit: BenchmarkUnit, text: str) -> int:
    """Of a latency also the most, like 0.5ms."""
    if unit is BenchmarkUnit.BYTES:
        return size(text)
    if unit is BenchmarkUnit.LATENCY and text.endswith(_MS):
        try:
            return trips_within(parse_amount(text.removesuffix(_MS), decimals=3))
        except AmountError as error:
            raise typer.BadParameter("Write it like 0.5ms.", param_hint="--benchmark") from error
    if not (text.isascii() and text.isdigit()):
        raise typer.BadParameter("Write it like cpu-single=3000.", param_hint="--benchmark")
    return int(text)


def which_benchmark(text: str) -> int:
    """Its number."""
    number = benchmark_number(text.strip().lower())
    if number is None:
        raise typer.BadParameter(
            f"There is no benchmark “{text[:40]}”; see “sonm market benchmarks”."
        )
    return number


def instead(wish: OfferFilter, relaxed: OfferFilter) -> str:
    """The options that turn *wish* into *relaxed*."""
    before, after = options(wish), options(relaxed)
    changed = [
        f"{name} {value}".strip() for name, value in after.items() if before.get(name) != value
    ]
    dropped = [f"no {name}" for name in before if name not in after]
    return ", ".join(changed + dropped)


def options(wish: OfferFilter) -> dict[str, str]:
    """Each option that makes *wish*, with its value."""
    said = {
        "--for": lasting(wish.duration),
        "--terms": "" if wish.terms == "any" else wish.terms,
        "--cpu": cores(wish.cpu_percent) if wish.cpu_percent else "",
        "--ram": _gib(wish.ram_bytes),
        "--storage": _gib(wish.storage_bytes),
        "--gpus": str(wish.gpus or ""),
        "--download": f"{wish.ingress_bps / MEGABIT:g}" if wish.ingress_bps else "",
        "--upload": f"{wish.egress_bps / MEGABIT:g}" if wish.egress_bps else "",
        "--architecture": wish.architecture,
        "--liveness": "" if wish.liveness == "any" else wish.liveness.replace("_", "-"),
        "--supplier-level": str(wish.supplier_identity or ""),
        "--max-price": _max_price(wish),
        "--max-total": "" if wish.max_total is None else format_amount(wish.max_total),
        "--network": " ".join(network_names(wish.netflags)),
        **{
            f"--benchmark {benchmark_name(number).option}": str(least)
            for number, least in wish.benchmarks.items()
        },
    }
    found = {name: value for name, value in said.items() if value}
    return found | ({"--strict": ""} if wish.strict else {})


def network_names(flags: int) -> list[str]:
    """What *flags* allow, as the option names it."""
    return [str(each) for each, bit in _FLAGS.items() if flags & bit]


def _max_price(wish: OfferFilter) -> str:
    if wish.max_usd_rate is not None:
        return usd_hourly(wish.max_usd_rate).replace(" USD", "usd")
    return "" if wish.max_rate is None else hourly(wish.max_rate).partition(" ")[0]


def _gib(count: int) -> str:
    return f"{count / (1 << 30):g}G" if count else ""
