"""The group `sonm market`, whole."""

from __future__ import annotations

from sonm_desktop.cli.command import command
from sonm_desktop.cli.market.market import group
from sonm_desktop.cli.market.prices import prices

__all__ = ["group"]

command(group, "prices")(prices)
