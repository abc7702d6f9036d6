"""Which release this is, as the installation says."""

from __future__ import annotations

DISTRIBUTION = "sonm-desktop"


def own_version() -> str:
    """The version of this installation."""
    from importlib.metadata import version  # noqa: PLC0415 (takes as long as the terminal's help)

    return version(DISTRIBUTION)
