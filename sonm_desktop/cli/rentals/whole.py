"""The group `sonm deal`, whole."""

from __future__ import annotations

from sonm_desktop.cli.rentals import deal_amend
from sonm_desktop.cli.rentals.deal import group

__all__ = ["group"]

group.add_typer(deal_amend.group)
