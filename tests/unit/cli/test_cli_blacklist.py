"""Lists in the terminal: what is private is told apart from what everybody can read."""

from __future__ import annotations

import io

from rich.console import Console, RenderableType

from sonm_desktop.api.schema.blacklist import (
    Blacklist,
    BlockedAccount,
    BlockVerdict,
    FollowedList,
)
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.cli.people.blacklist import blacklist_view, verdict_view
from tests.fakes.agent_blacklist import ME, WATCHDOG, reason

ACCOUNT, MACHINE = "0x" + "11" * 20, "0x" + "22" * 20


def rendered(what: RenderableType) -> str:
    """*what* in one line of spaces, as a wide terminal shows it."""
    console = Console(file=io.StringIO(), width=160, highlight=False)
    console.print(what)
    file = console.file
    assert isinstance(file, io.StringIO)
    return " ".join(file.getvalue().split())


def test_private_and_public_entries_and_followed_lists_are_told_apart() -> None:
    listed = [reason("private", "", "never paid"), reason("own", ME, "")]
    found = Blacklist(
        blocked=tuple(
            BlockedAccount(account=ACCOUNT, machines=1, because=because) for because in listed
        ),
        followed=(FollowedList(reader=ME, owner=WATCHDOG, entries=12, since=None),),
    )
    text = rendered(blacklist_view(found))
    assert f"{ACCOUNT} only on this PC" in text
    assert f"{ACCOUNT} public, as 0xAeAeAe…AeAe" in text
    assert "never paid" in text
    assert f"{WATCHDOG} 0xAeAeAe…AeAe 12" in text


def test_a_network_without_lists_says_so_and_an_empty_one_is_no_table() -> None:
    text = rendered(blacklist_view(Blacklist(public=Worded.of("blacklist.no_registry"))))
    assert text.startswith("You have blocked nobody. This network has no lists")


def test_a_verdict_names_the_machine_its_owner_and_every_list() -> None:
    verdict = BlockVerdict(
        account=ACCOUNT,
        asked=MACHINE,
        refused=True,
        because=(reason("private", "", ""), reason("followed", WATCHDOG, "liar")),
        refuses=(ME,),
    )
    text = rendered(verdict_view(verdict))
    assert f"Machine {MACHINE} Account {ACCOUNT} Refused yes" in text
    assert "Blocked on this PC only." in text
    assert f"Blocked because the list of {WATCHDOG} says: “liar”" in text
    assert "Refuses you 0xAeAeAe…AeAe" in text
