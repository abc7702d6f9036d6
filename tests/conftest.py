"""Settings of all tests."""

from __future__ import annotations

import os
import signal

from hypothesis import settings

from sonm_desktop.chain.practice.network import BARE, MOOD_VARIABLE
from sonm_desktop.worker.benchmarks.effort import BRIEF, EFFORT_VARIABLE

settings.register_profile("usual", deadline=None)
settings.register_profile("long", deadline=None, max_examples=20_000)
settings.load_profile("usual")

os.environ.setdefault(MOOD_VARIABLE, BARE)
"""Tests count what is on sale; those of the neighbourhood ask for it."""

os.environ.setdefault(EFFORT_VARIABLE, BRIEF)
"""A worker is measured for real, but briefly; the terminal's tour takes the whole time."""


def pytest_configure() -> None:
    """Whoever is told to end puts away what its fixtures have started."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
