"""One reason for a state, before it has words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sonm_desktop.api.schema.condition import Mood
from sonm_desktop.api.schema.errors import Worded

# Places of the window.
MACHINE, SETTINGS, WALLET = "machine", "settings", "wallet"


@dataclass(frozen=True, slots=True)
class Reason:
    """code: without its area. until: when it ends by itself. place: where a person ends it."""

    code: str
    mood: Mood
    place: str = ""
    until: int | None = None
    params: Mapping[str, Any] = field(default_factory=dict)

    def timed(self, until: int | None, now: float) -> Reason:
        """This reason, which ends at *until*; the same when nobody knows its end."""
        if until is None:
            return self
        shown = {**self.params, "time": _time_of(until, now), "until": until}
        return replace(self, code=f"{self.code}_until", until=until, params=shown)


def because(said: Worded) -> dict[str, str]:
    """Parameters of a reason that is another one's sentence."""
    return {"reason": said.text, "remedy": said.action, "code": said.code}


def _time_of(until: int, now: float) -> str:
    """A time of day, with the day when it is not today's."""
    when = datetime.fromtimestamp(until)
    same_day = when.date() == datetime.fromtimestamp(now).date()
    return when.strftime("%H:%M" if same_day else "%d %b %H:%M")
