"""What a worker tells of a deal besides its state: why it waits, ports, results. Checked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.catalogue import codes
from sonm_desktop.core.errors import BadReply
from sonm_desktop.market.held import NEVER_HELD, Held, believed

MOST_PORTS = 64
_MOST_HOLDS = 16
_LONGEST_S = 400 * 86_400
_LATEST = 1e12
_PROTOCOLS = frozenset({"tcp", "udp"})


@dataclass(frozen=True, slots=True)
class Port:
    """A port of the job: *inside* its sandbox, *outside* on the supplier's machine."""

    inside: int
    outside: int
    protocol: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Why the deal's jobs stand still: a code. amount: wei that are missing; 0 is unsaid.

    since: s since 1970 by the worker's clock; None is unsaid.
    """

    code: str
    amount: int = 0
    since: float | None = None


@dataclass(frozen=True, slots=True)
class DealTold:
    """keeps_s: results stay for so long after the deal. kept_until: s since 1970, once it ended.

    holds: empty while jobs may run. leaves: chain time at which a spot deal makes room for a
    deal of a fixed time; None while nobody wants its place. held: time that is not billed, as
    far as it is believed.
    """

    ports: tuple[Port, ...] = ()
    keeps_s: int | None = None
    kept_until: float | None = None
    holds: tuple[Standing, ...] = ()
    leaves: int | None = None
    held: Held = NEVER_HELD

    def after(self, before: DealTold, age_s: int) -> DealTold:
        """With no less held time than *before*, and none beyond the deal's age."""
        return replace(self, held=believed(self.held, before.held, age_s))

    def ended(self, now: float) -> DealTold:
        """Reckoned from *now* where the worker has not said until when its results stay."""
        if self.keeps_s is None or self.kept_until is not None:
            return self
        return replace(self, ports=(), leaves=None, kept_until=now + self.keeps_s)

    def to_record(self) -> dict[str, Any]:
        """As it is stored."""
        return asdict(self)


NOTHING_TOLD = DealTold()


def told_in(reply: dict[str, Any]) -> DealTold:
    """What stands in a ``deal.status``; a worker that does not know of it says nothing.

    Raises BadReply.
    """
    ports = reply.get("ports", [])
    if not isinstance(ports, list | tuple) or len(ports) > MOST_PORTS:
        raise BadReply("a list of ports that is none")
    keeps_s, kept_until = reply.get("keeps_s"), reply.get("kept_until")
    if keeps_s is not None and not (type(keeps_s) is int and 0 <= keeps_s <= _LONGEST_S):
        raise BadReply("a time to keep results that is none")
    if kept_until is not None and not (
        isinstance(kept_until, int | float) and 0 <= kept_until < _LATEST
    ):
        raise BadReply("a time until which results are kept that is none")
    leaves = reply.get("leaves")
    if leaves is not None and not (type(leaves) is int and 0 <= leaves < 1 << 40):
        raise BadReply("a time to make room that is none")
    holds = _holds(reply.get("holds", []))
    held = _held(reply.get("held"))
    return DealTold(tuple(map(_port, ports)), keeps_s, kept_until, holds, leaves, held)


def told_of(record: dict[str, Any]) -> DealTold:
    """What was stored."""
    ports = tuple(Port(**port) for port in record.get("ports", ()))
    holds = tuple(Standing(**hold) for hold in record.get("holds", ()))
    keeps_s, kept_until = record.get("keeps_s"), record.get("kept_until")
    held = Held(**record["held"]) if "held" in record else NEVER_HELD
    return DealTold(ports, keeps_s, kept_until, holds, record.get("leaves"), held)


def hosts_of(addresses: Iterable[str]) -> tuple[str, ...]:
    """The machines in *addresses* (``ip:port``), each once, as they stand."""
    hosts = (address.rpartition(":")[0].strip("[]") for address in addresses)
    return tuple(dict.fromkeys(host for host in hosts if host))


def _holds(said: Any) -> tuple[Standing, ...]:
    if not isinstance(said, list | tuple) or len(said) > _MOST_HOLDS:
        raise BadReply("a list of reasons that is none")
    return tuple(map(_hold, said))


def _hold(said: Any) -> Standing:
    """A reason that this version has no words for is some reason."""
    if not isinstance(said, dict) or not isinstance(said.get("reason"), str):
        raise BadReply("a reason that is none")
    amount = said.get("amount", 0)
    if type(amount) is not int or not 0 <= amount < 1 << 128:
        raise BadReply("an amount that is none")
    known = said["reason"].startswith("worker.") and said["reason"] in codes()
    return Standing(said["reason"] if known else "worker.waits", amount, _time(said.get("since")))


def _time(said: Any) -> float | None:
    sound = isinstance(said, int | float) and 0 <= said < _LATEST
    return float(said) if sound else None


def _held(said: Any) -> Held:
    """A worker that does not count says nothing."""
    if said is None:
        return NEVER_HELD
    if not isinstance(said, dict):
        raise BadReply("a held time that is none")
    seconds, cost = said.get("seconds"), said.get("cost")
    if type(seconds) is not int or not 0 <= seconds < 1 << 40:
        raise BadReply("a held time that is none")
    if type(cost) is not int or not 0 <= cost < 1 << 128:
        raise BadReply("a held time at a cost that is none")
    return Held(seconds, Wei(cost))


def _port(said: Any) -> Port:
    if not isinstance(said, dict) or said.get("protocol") not in _PROTOCOLS:
        raise BadReply("a port that is none")
    numbers = (said.get("inside"), said.get("outside"))
    if not all(type(number) is int and 0 < number < 65_536 for number in numbers):
        raise BadReply("a port that is none")
    return Port(said["inside"], said["outside"], said["protocol"])
