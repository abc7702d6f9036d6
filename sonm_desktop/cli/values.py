"""What people type after an option: amounts, durations, sizes, addresses.

Typer passes an option's default through its parser too, as the number that it is.
"""

from __future__ import annotations

import re
from datetime import datetime
from fractions import Fraction

import typer

from sonm_desktop.core.amounts import AmountError, parse_amount, rate_per_hour

_MEASURE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([a-z]*)", re.ASCII | re.IGNORECASE)
_SECONDS = {"": 1, "s": 1, "m": 60, "min": 60, "h": 3600, "d": 86_400, "w": 604_800}
_BYTES = {
    **{"": 1, "b": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40},
    **{"kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30, "tib": 1 << 40},
    **{"kb": 10**3, "mb": 10**6, "gb": 10**9, "tb": 10**12},
}
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}", re.ASCII)
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_LARGEST = 2**63 - 1


def amount(text: str | int) -> int:
    """``12.5`` SNM (or coin) as wei."""
    if isinstance(text, int):
        return text
    try:
        return parse_amount(text.upper().removesuffix("SNM"))
    except AmountError as error:
        raise typer.BadParameter(str(error)) from error


def hourly_rate(text: str | int) -> int:
    """``0.5`` SNM an hour as wei per second."""
    if isinstance(text, int):
        return text
    try:
        return rate_per_hour(text.upper().removesuffix("SNM"))
    except AmountError as error:
        raise typer.BadParameter(str(error)) from error


def duration(text: str | int) -> int:
    """``90``, ``30m``, ``2h`` or ``1.5d`` as seconds."""
    return _measured(text, _SECONDS, "Write a time like 90s, 30m, 2h or 1d.")


def moment_at(text: str) -> int:
    """``2026-01-31`` or ``2026-01-31T12:00`` by this machine's clock as a time in s."""
    try:
        return int(datetime.fromisoformat(text.strip()).timestamp())
    except ValueError as error:
        raise typer.BadParameter("Write a time like 2026-01-31T12:00.") from error


def moment_ago(text: str, now: float) -> int:
    """``2026-01-31``, ``2026-01-31T12:00`` or ``7d`` ago as a time in s."""
    try:
        return int(datetime.fromisoformat(text.strip()).timestamp())
    except ValueError:
        return max(0, int(now) - duration(text))


def size(text: str | int) -> int:
    """``512M`` or ``2GiB`` as bytes; K, M, G and T are powers of 1024, KB to TB of 1000."""
    return _measured(text, _BYTES, "Write a size like 512M or 2G.")


def address(text: str) -> str:
    """An account's address."""
    if not _ADDRESS.fullmatch(text.strip()):
        raise typer.BadParameter("An address is 0x and 40 hex digits.")
    return text.strip()


def variables(texts: list[str] | None) -> dict[str, str]:
    """``NAME=value`` each, as an environment."""
    environment = {}
    for text in texts or []:
        name, equals, value = text.partition("=")
        if not equals or not _VARIABLE.fullmatch(name):
            raise typer.BadParameter("Write a variable like NAME=value.", param_hint="--env")
        environment[name] = value
    return environment


def fields(texts: list[str] | None) -> dict[str, str]:
    """``field=value`` each, of a template."""
    filled = {}
    for text in texts or []:
        key, equals, value = text.partition("=")
        if not equals or not key:
            raise typer.BadParameter("Write a field like width=800.", param_hint="--set")
        filled[key] = value
    return filled


def _measured(text: str | int, units: dict[str, int], hint: str) -> int:
    if isinstance(text, int):
        return text
    match = _MEASURE.fullmatch(text.strip())
    unit = units.get(match[2].lower()) if match else None
    if match is None or unit is None:
        raise typer.BadParameter(hint)
    value = Fraction(match[1]) * unit
    if value > _LARGEST:
        raise typer.BadParameter("That is too large.")
    return int(value)
