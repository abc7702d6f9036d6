"""The senses of the machine that this program runs on."""

from __future__ import annotations

import sys
from collections.abc import Callable

from sonm_desktop.worker.guest.host import linux, mac, windows
from sonm_desktop.worker.guest.senses import Refused, Senses


def find_senses() -> Senses:
    """What works here now. Blocks for a moment."""
    of_system: dict[str, Callable[[], Senses]] = {
        "win32": windows.senses,
        "darwin": mac.senses,
        "linux": linux.senses,
    }
    return of_system.get(sys.platform, lambda: NO_SENSES)()


NO_SENSES = Senses(
    idle=Refused("worker.no_presence"),
    fullscreen=Refused("worker.no_fullscreen"),
    programs=Refused("worker.no_programs"),
    battery=Refused("worker.no_battery"),
    metered=Refused("worker.no_network_cost"),
    heat=Refused("worker.no_thermometer"),
)
