"""Settings of all tests."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("usual", deadline=None)
settings.register_profile("long", deadline=None, max_examples=20_000)
settings.load_profile("usual")
