"""The group `sonm campaign`, whole."""

from __future__ import annotations

from sonm_desktop.cli.campaigns import participant, sponsor
from sonm_desktop.cli.campaigns.looking import group

__all__ = ["group"]

for part in (sponsor, participant):
    group.add_typer(part.group)
