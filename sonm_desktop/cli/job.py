"""`sonm job`: templates to begin from."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.console import RenderableType

from sonm_desktop.cli.command import command
from sonm_desktop.cli.session import Session
from sonm_desktop.cli.show import Column, sheet, table
from sonm_desktop.core.jobs.gallery import gallery, template
from sonm_desktop.core.jobs.template import Template

group = typer.Typer(
    no_args_is_help=True,
    help="Templates of jobs: run one with “sonm run --template NAME DEAL”.",
)


@command(group, "templates")
async def templates(session: Session) -> None:
    """List the templates that come with this program."""
    found = gallery()
    session.answer([_shape(one) for one in found], lambda: _list(found))


@command(group, "show")
async def show(
    session: Session,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its name, or a .toml file.")],
) -> None:
    """Show what a template runs, what it needs and what can be set."""
    found = template(name)
    session.answer(_shape(found), lambda: _sheet(found))


def _shape(one: Template) -> dict[str, Any]:
    return {
        "name": one.name,
        "title": one.title,
        "summary": one.summary,
        "image": one.image,
        "command": list(one.command),
        "needs": list(one.needs),
        "gives": one.gives,
        "fields": [
            {
                "key": field.key,
                "label": field.label,
                "kind": field.kind.value,
                "default": field.default,
                "variable": field.variable,
            }
            for field in one.fields
        ],
    }


def _list(found: list[Template]) -> RenderableType:
    columns = (Column("Template"), Column("What it does"), Column("Gives"))
    rows = [(one.name, one.summary, one.gives) for one in found]
    return table(columns, rows, empty="There is no template.")


def _sheet(one: Template) -> RenderableType:
    facts = [("Template", one.title), ("Does", one.summary), ("Image", one.image)]
    facts += [("Needs", need) for need in one.needs]
    facts.append(("Gives", one.gives))
    facts += [(f"--set {field.key}=…", field.label) for field in one.fields]
    return sheet(facts)
