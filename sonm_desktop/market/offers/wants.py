"""What a worker is told of a customer's needs when it is asked for a quote: never the budget, whom
the customer avoids, or who he says that he is."""

from __future__ import annotations

from typing import Any

from sonm_desktop.core.errors import BadReply
from sonm_desktop.market.offers.matching import LEAST
from sonm_desktop.market.offers.requirement import Requirement, Terms

MOST_BENCHMARKS = 64
LONGEST_NAME = 32
_LARGEST = 2**64 - 1
_NUMBERS = ("duration", *(name for _, name in LEAST), "netflags")


def wants_to_wire(requirement: Requirement) -> dict[str, Any]:
    """*requirement* as it travels."""
    return {
        **{name: min(max(0, getattr(requirement, name)), _LARGEST) for name in _NUMBERS},
        "terms": requirement.terms.value,
        "architecture": requirement.architecture[:LONGEST_NAME],
        "benchmarks": [[number, min(least, _LARGEST)] for number, least in requirement.benchmarks],
        "strict": requirement.strict,
    }


def wants_from_wire(wire: Any) -> Requirement:
    """The requirement in *wire*. Raises BadReply for anything else."""
    if not isinstance(wire, dict):
        raise BadReply("needs that are none")
    numbers: dict[str, Any] = {name: _number(wire.get(name)) for name in _NUMBERS}
    architecture, strict = wire.get("architecture"), wire.get("strict")
    if not isinstance(architecture, str) or len(architecture) > LONGEST_NAME:
        raise BadReply("a kind of processor that is none")
    if type(strict) is not bool or wire.get("terms") not in {str(term) for term in Terms}:
        raise BadReply("terms that are none")
    return Requirement(
        **numbers,
        terms=Terms(wire["terms"]),
        architecture=architecture,
        benchmarks=_benchmarks(wire.get("benchmarks")),
        strict=strict,
    )


def _benchmarks(wire: Any) -> tuple[tuple[int, int], ...]:
    if not isinstance(wire, list) or len(wire) > MOST_BENCHMARKS:
        raise BadReply("benchmarks that are none")
    if not all(isinstance(pair, list) and len(pair) == 2 for pair in wire):
        raise BadReply("benchmarks that are none")
    return tuple((_number(number), _number(least)) for number, least in wire)


def _number(wire: Any) -> int:
    if type(wire) is not int or not 0 <= wire <= _LARGEST:
        raise BadReply("a number that is none")
    return wire
