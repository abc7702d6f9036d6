"""How far a person is in the first run: what they came for, the step, what waits for later."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import QObject, Signal

from sonm_desktop.ui.memory import Memory

logger = logging.getLogger(__name__)


class Way(StrEnum):
    """What a person comes for."""

    EARN = "earn"
    COMPUTE = "compute"
    PRACTISE = "practise"


class Step(StrEnum):
    """A page of the first run. BACKUP: the phrase on paper, and a few of its words asked."""

    WALLET = "wallet"
    BACKUP = "backup"
    NETWORK = "network"
    ENGINE = "engine"
    MACHINE = "machine"
    FUNDS = "funds"
    REVIEW = "review"
    PRACTICE = "practice"


STEPS: Mapping[Way, tuple[Step, ...]] = MappingProxyType(
    {
        Way.EARN: (
            Step.WALLET,
            Step.BACKUP,
            Step.NETWORK,
            Step.ENGINE,
            Step.MACHINE,
            Step.REVIEW,
        ),
        Way.COMPUTE: (Step.WALLET, Step.BACKUP, Step.NETWORK, Step.FUNDS),
        Way.PRACTISE: (Step.WALLET, Step.PRACTICE),
    }
)


@dataclass(frozen=True, slots=True)
class Journey:
    """way, step: None before the choice. ended: the places may be seen. later: put off.

    draft: what was typed of the offer, as text. traces: ids of what the practice has begun, so
    that it is never begun twice.
    """

    way: Way | None = None
    step: Step | None = None
    ended: bool = False
    later: frozenset[Step] = frozenset()
    draft: Mapping[str, str] = field(default_factory=dict)
    traces: Mapping[str, str] = field(default_factory=dict)

    def begun(self, way: Way) -> Journey:
        """The first step of *way*; what was put off before stays so."""
        return replace(self, way=way, step=STEPS[way][0], ended=False)

    def after(self, step: Step, *, later: bool = False) -> Journey:
        """*step* is done, or put off; the last one ends the journey."""
        steps = STEPS[self.way] if self.way else (step,)
        at = steps.index(step) + 1 if step in steps else len(steps)
        put_off = self.later | {step} if later else self.later - {step}
        if at < len(steps):
            return replace(self, step=steps[at], later=put_off)
        return replace(self, ended=True, later=put_off)

    def before(self, step: Step) -> Journey:
        """Back by one; from the first step back to the choice."""
        steps = STEPS[self.way] if self.way else ()
        at = steps.index(step) if step in steps else 0
        if at == 0:
            return replace(self, way=None, step=None)
        return replace(self, step=steps[at - 1])

    def put_off(self, step: Step) -> Journey:
        """*step* waits; Home reminds of it."""
        return replace(self, later=self.later | {step})

    def caught_up(self, step: Step) -> Journey:
        """*step* does not wait any more."""
        return replace(self, later=self.later - {step})

    def resumed(self) -> Journey:
        """In front again, at the first step that was put off."""
        waiting = [step for step in STEPS[self.way] if step in self.later] if self.way else []
        step = waiting[0] if waiting else self.step
        return replace(self, step=step if self.way else None, ended=False)

    def left(self) -> Journey:
        """The person looks around first; Home leads back."""
        return replace(self, ended=True)

    def to_fields(self) -> dict[str, Any]:
        """In JSON's form."""
        return {
            "way": self.way,
            "step": self.step,
            "ended": self.ended,
            "later": sorted(self.later),
            "draft": dict(self.draft),
            "traces": dict(self.traces),
        }


def journey_of(fields: Any) -> Journey:
    """What *fields* say; the very start where they make no sense."""
    try:
        way = Way(fields["way"]) if fields["way"] else None
        step = Step(fields["step"]) if fields["step"] else None
        return Journey(
            way=way,
            step=step if way and step in STEPS[way] else None,
            ended=bool(fields["ended"]),
            later=frozenset(Step(one) for one in fields["later"]),
            draft=_texts(fields["draft"]),
            traces=_texts(fields["traces"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return Journey()


class JourneyLog(QObject):
    """The journey of the profile, recorded before it is acted on. moved: it is another now."""

    moved = Signal()

    def __init__(self, memory: Memory) -> None:
        super().__init__()
        self._memory = memory
        self._now = journey_of(memory.journey())

    @property
    def now(self) -> Journey:
        return self._now

    def keep(self, journey: Journey) -> None:
        """Go on as *journey*; without a disk it lasts as long as the window."""
        if journey == self._now:
            return
        self._now = journey
        try:
            self._memory.keep_journey(journey.to_fields())
        except OSError as error:
            logger.warning("the step of the first run was not recorded: %r", error)
        self.moved.emit()

    def trace(self, **ids: str) -> None:
        """Remember what was begun."""
        self.keep(replace(self._now, traces={**self._now.traces, **ids}))


def _texts(found: Any) -> dict[str, str]:
    return {str(key): str(value) for key, value in found.items()}
