"""`sonm settings`: what a person may choose, listed and changed."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import RenderableType

from sonm_desktop.api.schema.settings import Setting
from sonm_desktop.cli.command import command
from sonm_desktop.cli.session import Session
from sonm_desktop.cli.show import Column, sheet, table
from sonm_desktop.core.errors import UserError

group = typer.Typer(
    no_args_is_help=True, help="What you may choose: locking, looks, and what starts by itself."
)

KeyArgument = Annotated[str, typer.Argument(metavar="KEY", help="Like wallet.auto_lock_minutes.")]


@command(group, "list")
async def list_settings(session: Session) -> None:
    """List every option with its value."""
    async with session.agent() as agent:
        found = await agent.settings.all()
    session.answer(found, lambda: _listed(found))


@command(group, "get")
async def get(session: Session, key: KeyArgument) -> None:
    """Show one option: its value, its default, and what makes sense."""
    async with session.agent() as agent:
        found = await agent.settings.all()
    chosen = next((setting for setting in found if setting.key == key), None)
    if chosen is None:
        known = ", ".join(setting.key for setting in found)
        raise UserError("settings.unknown_option", key=key[:80], known=known)
    session.answer(chosen, lambda: _sheet(chosen))


@command(group, "set")
async def set_one(
    session: Session,
    key: KeyArgument,
    value: Annotated[str, typer.Argument(metavar="VALUE", help="As “get” says what makes sense.")],
) -> None:
    """Change one option."""
    async with session.agent() as agent:
        changed = await agent.settings.change(key, value)
    session.answer(changed, lambda: _sheet(changed))


def _listed(found: list[Setting]) -> RenderableType:
    columns = (Column("Option", least=26), Column("Value"), Column("What it is"))
    return table(
        columns, [(one.key, one.value, one.label) for one in found], empty="There is no option."
    )


def _sheet(setting: Setting) -> RenderableType:
    facts = [
        (setting.key, setting.value),
        ("What it is", setting.label),
        ("Default", setting.default or "nothing"),
        ("Possible", setting.expected),
    ]
    if not setting.at_once:
        facts.append(("Holds", "from the next start of the agent"))
    if not setting.changeable:
        facts.append(("Changing", "this system does not offer it"))
    return sheet(facts)
