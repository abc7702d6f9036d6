"""The senses that the rules need, each asked as often as it is worth; others cost nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sonm_desktop.core.clock import Clock
from sonm_desktop.worker.guest.heat import warmth
from sonm_desktop.worker.guest.judge import Felt
from sonm_desktop.worker.guest.rules import Rules
from sonm_desktop.worker.guest.senses import Refused, Sense, SenseLost, Senses

logger = logging.getLogger(__name__)

SEARCH_S = 30.0
"""A sense that was lost is looked for anew so often: sessions begin and end."""


def needed(rules: Rules) -> frozenset[str]:
    """The senses without which *rules* cannot be kept."""
    wanted = {
        "idle": rules.user_active or rules.in_use != rules.idle,
        "fullscreen": rules.fullscreen,
        "programs": bool(rules.programs),
        "battery": rules.battery,
        "metered": rules.metered,
        "heat": bool(rules.throttle_c or rules.stop_c),
    }
    return frozenset(name for name, is_wanted in wanted.items() if is_wanted)


class Feeling:
    """Every method blocks for a moment: call them in a thread, one after the other."""

    def __init__(self, find: Callable[[], Senses], clock: Clock) -> None:
        self._find = find
        self._clock = clock
        self._senses: Senses | None = None
        self._found_at = 0.0
        self._read_at: dict[str, float] = {}
        self._felt = Felt()

    @property
    def senses(self) -> Senses:
        """What this machine has."""
        if self._senses is None:
            self._search()
        return self._senses or self._search()

    def look(self, rules: Rules) -> Felt:
        """What is so now, as far as *rules* ask for it."""
        wanted = needed(rules)
        self._forget(wanted)
        if self._felt.lost and self._clock.monotonic() - self._found_at >= SEARCH_S:
            self._search()
        for name in sorted(wanted):
            self._feel(name, rules)
        return self._felt

    def pause_s(self, rules: Rules) -> float | None:
        """How long until one of them is worth a look; None while none is needed."""
        wanted = needed(rules)
        if not wanted:
            return None
        every = [
            sense.every_s
            for name, sense in self.senses.named()
            if name in wanted and not isinstance(sense, Refused)
        ]
        return min(every, default=None)

    def _forget(self, wanted: frozenset[str]) -> None:
        """What no rule asks for is not known any more."""
        idle = Felt()
        for name in self._read_at.keys() - wanted:
            del self._read_at[name]
            self._felt = replace(self._felt, **_fields(name, idle))
        self._felt = replace(self._felt, lost=self._felt.lost & wanted)

    def _feel(self, name: str, rules: Rules) -> None:
        sense = getattr(self.senses, name)
        now = self._clock.monotonic()
        if isinstance(sense, Refused):
            self._lose(name, sense.code)
            return
        last = self._read_at.get(name)
        if last is not None and now - last < sense.every_s * 0.9:
            return
        self._read_at[name] = now
        try:
            value = sense.read()
        except SenseLost as error:
            self._lose(name, str(error))
            return
        if name in self._felt.lost:
            logger.info("guest: %s is felt again, by %s", name, sense.source)
        self._felt = replace(self._felt, lost=self._felt.lost - {name})
        self._note(name, value, rules)

    def _note(self, name: str, value: Any, rules: Rules) -> None:
        if name == "idle":
            self._felt = replace(self._felt, touched=self._clock.now() - value)
        elif name == "heat":
            level = warmth(
                self._felt.warmth, value, throttle_c=rules.throttle_c, stop_c=rules.stop_c
            )
            self._felt = replace(self._felt, celsius=value, warmth=level)
        else:
            self._felt = replace(self._felt, **{name: value})

    def _lose(self, name: str, why: str) -> None:
        """Presence and programs are thought gone; a machine that was too warm stays so."""
        if name in self._felt.lost:
            return
        logger.warning("guest: %s is no longer felt: %s", name, why)
        unknown = {} if name == "heat" else _fields(name, Felt())
        self._felt = replace(self._felt, lost=self._felt.lost | {name}, **unknown)

    def _search(self) -> Senses:
        self._found_at = self._clock.monotonic()
        self._senses = self._find()
        return self._senses


def source_of(sense: Sense[object] | Refused) -> dict[str, str]:
    """How the status tells a sense."""
    if isinstance(sense, Refused):
        return {"source": "", "code": sense.code}
    return {"source": sense.source, "code": ""}


def _fields(name: str, felt: Felt) -> dict[str, Any]:
    if name == "idle":
        return {"touched": felt.touched}
    if name == "heat":
        return {"celsius": felt.celsius, "warmth": felt.warmth}
    return {name: getattr(felt, name)}
