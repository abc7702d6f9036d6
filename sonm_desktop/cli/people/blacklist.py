"""`sonm blacklist`: whom you deal with no more, in private or for everybody to read."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import RenderableType

from sonm_desktop.api.schema.blacklist import Blacklist, BlockVerdict, ListReason
from sonm_desktop.api.schema.plans import BlockAccounts, FollowList
from sonm_desktop.cli.acting import act
from sonm_desktop.cli.command import command
from sonm_desktop.cli.pick import AccountOption
from sonm_desktop.cli.secrets_in import PasswordFile
from sonm_desktop.cli.session import Session
from sonm_desktop.cli.show import Column, moment, sheet, short, stacked, table, worded
from sonm_desktop.cli.values import address

group = typer.Typer(no_args_is_help=True, help="Whom you deal with no more.")

PRIVATE = "only on this PC"
PUBLIC = "public"

Whom = Annotated[
    str,
    typer.Argument(parser=address, metavar="ADDRESS", help="An account, or one of its machines."),
]
Owner = Annotated[str, typer.Argument(parser=address, metavar="ADDRESS", help="Whose public list.")]
Public = Annotated[
    bool,
    typer.Option("--public", help="On the chain: costs gas, and everybody can read it for ever."),
]


@command(group, "show")
async def show(session: Session) -> None:
    """List whom you have blocked, and whose lists you follow."""
    async with session.agent() as agent:
        found = await agent.blacklist.show()
    session.answer(found, lambda: blacklist_view(found))


@command(group, "check")
async def check(session: Session, whom: Whom) -> None:
    """Say whether your lists refuse an account, and why; and whether it refuses you."""
    async with session.agent() as agent:
        found = await agent.blacklist.check(whom)
    session.answer(found, lambda: verdict_view(found))


@command(group, "add")
async def add(
    session: Session,
    *,
    whom: Whom,
    reason: Annotated[str, typer.Option(help="Why; a public one has 32 bytes at most.")] = "",
    public: Public = False,
    account: AccountOption = None,
    password_file: PasswordFile = None,
) -> None:
    """Block an account on this PC and your machines, or with --public for your followers too."""
    if public:
        await _publish(session, whom, account, password_file, on=True, reason=reason)
        return
    async with session.agent() as agent:
        found = await agent.blacklist.keep(whom, reason)
    session.answer(found, lambda: verdict_view(found))


@command(group, "remove")
async def remove(
    session: Session,
    *,
    whom: Whom,
    public: Public = False,
    account: AccountOption = None,
    password_file: PasswordFile = None,
) -> None:
    """Take an account off the list of this PC, or with --public off your public one."""
    if public:
        await _publish(session, whom, account, password_file, on=False)
        return
    async with session.agent() as agent:
        found = await agent.blacklist.forget(whom)
    session.answer(found, lambda: verdict_view(found))


@command(group, "follow")
async def follow(
    session: Session,
    *,
    owner: Owner,
    account: AccountOption = None,
    password_file: PasswordFile = None,
) -> None:
    """Refuse everybody who is on somebody's public list, now and later."""
    await _follow(session, owner, account, password_file, on=True)


@command(group, "unfollow")
async def unfollow(
    session: Session,
    *,
    owner: Owner,
    account: AccountOption = None,
    password_file: PasswordFile = None,
) -> None:
    """Honour somebody's public list no more."""
    await _follow(session, owner, account, password_file, on=False)


async def _publish(
    session: Session,
    whom: str,
    account: str | None,
    password_file: PasswordFile,
    *,
    on: bool,
    reason: str = "",
) -> None:
    await act(
        session,
        account,
        password_file,
        lambda me: BlockAccounts(account=me, accounts=(whom,), on=on, reason=reason),
        question="Publish it?",
    )


async def _follow(
    session: Session, owner: str, account: str | None, password_file: PasswordFile, *, on: bool
) -> None:
    await act(
        session,
        account,
        password_file,
        lambda me: FollowList(account=me, owner=owner, on=on),
        question="Follow it?" if on else "Follow it no more?",
    )


def blacklist_view(found: Blacklist) -> RenderableType:
    blocked = table(
        [Column("Blocked", least=42), Column("Where"), Column("Since"), Column("Reason")],
        [
            (one.account, _where(one.because), _since(one.because.since), one.because.reason)
            for one in found.blocked
        ],
        empty="You have blocked nobody.",
    )
    if found.public is not None:
        return stacked(blocked, worded(found.public))
    followed = table(
        [Column("You follow", least=42), Column("As"), Column("Accounts", right=True)],
        [(one.owner, short(one.reader), str(one.entries)) for one in found.followed],
        empty="You follow nobody's list.",
    )
    return stacked(blocked, followed)


def verdict_view(found: BlockVerdict) -> RenderableType:
    facts = [("Account", found.account)]
    if found.asked != found.account:
        facts.insert(0, ("Machine", found.asked))
    facts.append(("Refused", "yes" if found.refused else "no"))
    facts += [
        ("" if number else "Because", one.said.text) for number, one in enumerate(found.because)
    ]
    facts += [("Refuses you", short(mine)) for mine in found.refuses]
    return sheet(facts)


def _where(because: ListReason) -> str:
    if because.where == "private":
        return PRIVATE
    return f"{PUBLIC}, as {short(because.owner)}"


def _since(since: int | None) -> str:
    return "" if since is None else moment(since)
