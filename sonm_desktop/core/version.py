"""Which release this is, as the installation says."""

from __future__ import annotations

from importlib.metadata import version

DISTRIBUTION = "sonm-desktop"


def own_version() -> str:
    """The version of this installation."""
    return version(DISTRIBUTION)
