"""The group `sonm wallet`, whole."""

from __future__ import annotations

from sonm_desktop.cli.wallet import history, money, permissions
from sonm_desktop.cli.wallet.wallet import group

__all__ = ["group"]

for part in (money, history, permissions):
    group.add_typer(part.group)
