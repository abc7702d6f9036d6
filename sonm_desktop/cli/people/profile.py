"""`sonm profile`: who accounts are, on whose word, and saying who you are."""

from __future__ import annotations

from typing import Annotated

import typer

from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.plans import (
    DEFAULT_ATTEST_S,
    Attest,
    RevokeAttestation,
    WriteProfile,
)
from sonm_desktop.cli.acting import act
from sonm_desktop.cli.command import command
from sonm_desktop.cli.people.view import person_view, validators_view
from sonm_desktop.cli.pick import AccountOption, pick_account
from sonm_desktop.cli.secrets_in import PasswordFile
from sonm_desktop.cli.session import Session
from sonm_desktop.cli.values import address, duration

group = typer.Typer(no_args_is_help=True, help="Names, and who vouches for whom.")

TRUST_KEY = "trust.accounts"

Subject = Annotated[str, typer.Argument(parser=address, metavar="ADDRESS", help="Whose profile.")]
Anybody = Annotated[
    str | None,
    typer.Argument(metavar="ACCOUNT", help="Address of anybody, or which of yours."),
]


@command(group, "show")
async def show(session: Session, account: Anybody = None) -> None:
    """Show what an account says of itself, and who vouches for it."""
    async with session.agent() as agent:
        found = await agent.standing.person(await whom(agent, account))
    session.answer(found, lambda: person_view(found))


@command(group, "write")
async def write(
    session: Session,
    *,
    name: Annotated[str, typer.Option(help="32 letters at most; empty takes it back.")],
    metadata: Annotated[str, typer.Option(help="What else to say: 2,048 bytes at most.")] = "",
    account: AccountOption = None,
    password_file: PasswordFile = None,
) -> None:
    """Write a name and a text about an account: public, and in the chain's log for ever."""
    await act(
        session,
        account,
        password_file,
        lambda me: WriteProfile(account=me, name=name, metadata=metadata),
        question="Write it?",
    )


@command(group, "attest")
async def attest(
    session: Session,
    *,
    subject: Subject,
    level: Annotated[int, typer.Option(min=1, max=4, help="1 anonymous to 4 professional.")],
    lasting: Annotated[
        int,
        typer.Option(
            "--for", parser=duration, metavar="TIME", show_default="365d", help="For how long."
        ),
    ] = DEFAULT_ATTEST_S,
    account: AccountOption = None,
    password_file: PasswordFile = None,
) -> None:
    """As a validator: vouch for an account. It replaces what you said of it before."""
    await act(
        session,
        account,
        password_file,
        lambda me: Attest(account=me, subject=subject, level=level, lasting=lasting),
        question="Vouch for it?",
    )


@command(group, "revoke")
async def revoke(
    session: Session,
    *,
    subject: Subject,
    validator: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Whose word, where it is about your own account."),
    ] = None,
    account: AccountOption = None,
    password_file: PasswordFile = None,
) -> None:
    """Take back your word about an account, or somebody's word about yours."""
    await act(
        session,
        account,
        password_file,
        lambda me: RevokeAttestation(account=me, subject=subject, validator=validator),
        question="Take it back?",
    )


@command(group, "validators")
async def validators(session: Session) -> None:
    """List whose word counts on this network, and for you."""
    async with session.agent() as agent:
        found = await agent.standing.validators()
    session.answer(found, lambda: validators_view(found))


@command(group, "trust")
async def trust(session: Session, subject: Subject) -> None:
    """Let the ratings of an account count for you, whatever its level."""
    await _set_trust(session, subject, trusted=True)


@command(group, "distrust")
async def distrust(session: Session, subject: Subject) -> None:
    """Let the ratings of an account count by its level alone."""
    await _set_trust(session, subject, trusted=False)


async def whom(agent: AgentClient, text: str | None) -> str:
    """Anybody's address, or the account of this profile that is meant."""
    if text is not None and text.strip().lower().startswith("0x"):
        return address(text)
    return (await pick_account(agent, text)).address


async def _set_trust(session: Session, subject: str, *, trusted: bool) -> None:
    async with session.agent() as agent:
        settings = {one.key: one.value for one in await agent.settings.all()}
        others = [one for one in settings[TRUST_KEY].split() if one.lower() != subject.lower()]
        chosen = [*others, subject] if trusted else others
        done = await agent.settings.change(TRUST_KEY, " ".join(chosen))
    session.answer(done, lambda: f"{len(chosen)} accounts are trusted besides your own.")
