"""`sonm token`: what scripts may do through the local API."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import RenderableType

from sonm_desktop.api.schema.tokens import IssuedToken, NewToken, Scope, Token
from sonm_desktop.cli.command import command
from sonm_desktop.cli.session import Session
from sonm_desktop.cli.show import NOTHING, Column, money, stacked, table, verbatim
from sonm_desktop.cli.values import amount

group = typer.Typer(
    no_args_is_help=True,
    help="Tokens of the local API, for scripts and other programs.\n\n"
    "A token may look (read), also buy and sell up to a limit (trade), or do everything (admin).",
)


@command(group, "list")
async def list_tokens(session: Session) -> None:
    """List the tokens, and what each has spent."""
    async with session.agent() as agent:
        tokens = await agent.tokens.all()
    session.answer(tokens, lambda: _tokens(tokens))


@command(group, "issue")
async def issue(
    session: Session,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What you call it.")],
    scope: Annotated[Scope, typer.Option(help="What it may do.")] = Scope.READ,
    limit: Annotated[
        int | None,
        typer.Option(parser=amount, metavar="SNM", help="The most that it may spend in all."),
    ] = None,
) -> None:
    """Make a token and show its secret, this once."""
    if scope is Scope.TRADE and limit is None:
        raise typer.BadParameter("A token for trade needs a limit.", param_hint="--limit")
    async with session.agent() as agent:
        issued = await agent.tokens.issue(NewToken(name=name, scope=scope, limit=limit))
    session.answer(issued, lambda: _issued(issued))


@command(group, "revoke")
async def revoke(
    session: Session,
    token: Annotated[str, typer.Argument(metavar="TOKEN", help="Its id, as listed.")],
) -> None:
    """Make a token worthless at once."""
    async with session.agent() as agent:
        await agent.tokens.revoke(token)
    session.answer({"token": token, "revoked": True}, lambda: "It does not work any more.")


def _tokens(tokens: list[Token]) -> RenderableType:
    columns = (
        Column("Token"),
        Column("Name"),
        Column("May"),
        Column("Limit", right=True),
        Column("Spent", right=True),
    )
    rows = [
        (
            token.id,
            token.name,
            token.scope.value,
            NOTHING if token.limit is None else money(token.limit),
            money(token.spent, ""),
        )
        for token in tokens
    ]
    return table(columns, rows, empty="There is no token.")


def _issued(issued: IssuedToken) -> RenderableType:
    return stacked(
        "Put this behind “Authorization: Bearer”. It is shown this once:",
        verbatim(issued.secret.reveal()),
        _tokens([issued.token]),
    )
