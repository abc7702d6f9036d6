"""The group `sonm worker`, whole."""

from __future__ import annotations

from sonm_desktop.cli.worker import amendments
from sonm_desktop.cli.worker.worker import group

__all__ = ["group"]

group.add_typer(amendments.group, name="amendments")
