"""What stands behind the names that follow `sonm`: a module that is loaded when it is wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import typer

from sonm_desktop.cli.command import command

_GROUP = "group"


@dataclass(frozen=True, slots=True)
class Place:
    """*attribute* of a *module* of the terminal: a group of commands, or one command's function.

    help: what is listed before the module is loaded; it says the same, first. settings: of a
    single command.
    """

    name: str
    help: str
    module: str
    attribute: str
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_group(self) -> bool:
        return self.attribute == _GROUP

    def load(self) -> typer.Typer:
        """A program with what was named, and nothing else."""
        found = getattr(import_module(f"sonm_desktop.cli.{self.module}"), self.attribute)
        only = typer.Typer(rich_markup_mode="markdown", add_completion=False)
        if self.is_group:
            only.add_typer(found, name=self.name)
        else:
            command(only, self.name, context_settings=dict(self.settings))(found)
        return only


PLACES = (
    Place(
        "earnings",
        "Show what an account earned, claimed, spent and paid in fees, line by line.",
        "wallet.earnings",
        "earnings",
    ),
    Place(
        "events",
        "List what happened: customers, rentals, jobs, and what kept a machine from working.",
        "events",
        "events",
    ),
    Place(
        "doctor",
        "Look at this machine: can it sell, how well are jobs confined, what would mend it.",
        "health",
        "doctor",
    ),
    Place(
        "diagnostics",
        "Write a bundle for a report of a problem; nothing is sent, and nothing personal is in it.",
        "health",
        "diagnostics",
    ),
    Place(
        "run",
        "Run a container on the machine of DEAL.",
        "rentals.task",
        "run",
        {"allow_interspersed_args": False},
    ),
    Place(
        "rate",
        "Rate a closed deal that you paid or were paid for: once, public and for ever.",
        "people.reputation",
        "rate",
    ),
    Place(
        "reputation",
        "Show what is said of an account: what counts for you and why, and apart the rest.",
        "people.reputation",
        "reputation",
    ),
    Place(
        "tour", "Show both sides of a deal on this machine, with play money.", "tour.run", "tour"
    ),
    Place(
        "network",
        "The network: a chain, its market contract and its nodes.",
        "network.network",
        "group",
    ),
    Place(
        "wallet",
        "The wallet: accounts, balances, and SNM on its way in and out.",
        "wallet.whole",
        "group",
    ),
    Place(
        "worker",
        "The machines that sell: start one here, say what is on sale, see what it earns.",
        "worker.whole",
        "group",
    ),
    Place(
        "market",
        "The offers on sale, read from the chain. Looking costs nothing.",
        "market.whole",
        "group",
    ),
    Place(
        "deal",
        "Deals: machines that you rent, paid by the second out of an escrow on the chain.",
        "rentals.whole",
        "group",
    ),
    Place(
        "task",
        "Programs on rented machines: run a container, follow its log, fetch its files.",
        "rentals.task",
        "group",
    ),
    Place("profile", "Names, and who vouches for whom.", "people.profile", "group"),
    Place("blacklist", "Whom you deal with no more.", "people.blacklist", "group"),
    Place(
        "campaign",
        "Be paid for your network address and traffic, or pay others for theirs.",
        "campaigns.whole",
        "group",
    ),
    Place(
        "job", "Templates of jobs: run one with “sonm run --template NAME DEAL”.", "job", "group"
    ),
    Place("token", "Tokens of the local API, for scripts and other programs.", "token", "group"),
    Place(
        "settings",
        "What you may choose: locking, looks, and what starts by itself.",
        "settings",
        "group",
    ),
)
"""In the order in which they are listed."""
