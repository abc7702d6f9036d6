"""`sonm task`: programs on the machines that you rent."""

from __future__ import annotations

import asyncio
import shlex
from pathlib import Path
from typing import Annotated

import typer
from rich.console import RenderableType

from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.tasks import Fetched, RunTask, Task
from sonm_desktop.cli.command import command
from sonm_desktop.cli.pick import DealArgument, pick_deal, pick_task
from sonm_desktop.cli.pull import pull_line, until_image
from sonm_desktop.cli.rentals.deal_view import held_line
from sonm_desktop.cli.rentals.task_log import LogWish, print_log
from sonm_desktop.cli.secrets_in import registry_login
from sonm_desktop.cli.session import Session
from sonm_desktop.cli.show import Column, lasting, sheet, table, volume, worded
from sonm_desktop.cli.values import fields, variables
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.jobs.draft import JobDraft, Variable
from sonm_desktop.core.jobs.gallery import template

group = typer.Typer(
    no_args_is_help=True,
    help="Programs on rented machines: run a container, follow its log, fetch its files.",
)

TaskArgument = Annotated[
    str | None, typer.Argument(metavar="[TASK]", help="Which task; the deal's newest by itself.")
]
_POLL_S = 0.5


@command(group, "run", context_settings={"allow_interspersed_args": False})
async def run(
    session: Session,
    *,
    deal: DealArgument,
    image: Annotated[
        str | None,
        typer.Argument(metavar="[IMAGE]", help="A container image; its digest is fixed first."),
    ] = None,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[COMMAND]...", help="What to run in it.")
    ] = None,
    from_template: Annotated[
        str | None,
        typer.Option(
            "--template", metavar="NAME", help="Instead of an image; see “sonm job templates”."
        ),
    ] = None,
    values: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="FIELD=VALUE", help="A field of the template."),
    ] = None,
    env: Annotated[
        list[str] | None, typer.Option("--env", "-e", metavar="NAME=VALUE", help="A variable.")
    ] = None,
    name: Annotated[
        str | None, typer.Option(metavar="NAME", help="The same name is never started twice.")
    ] = None,
    registry_user: Annotated[
        str | None,
        typer.Option(metavar="USER", help="Of a private image's registry; asks for a password."),
    ] = None,
    registry_password_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Read that password from FILE; “-” is standard input."),
    ] = None,
    wait: Annotated[bool, typer.Option("--wait", help="Follow the log until it ends.")] = False,
) -> None:
    """Run a container on the machine of DEAL.

    Files that it writes to /output can be fetched. The supplier can read what the job reads and
    writes. A login goes to its machine for that one download and is written nowhere. Options
    stand before the image: “sonm run --env N=5 DEAL IMAGE python3 work.py”.
    """
    draft = _draft(
        image,
        words or [],
        template_name=from_template,
        values=values,
        env=variables(env),
        name=name or "",
    )
    async with session.agent() as agent:
        chosen = await pick_deal(agent, deal)
        request = RunTask(
            image=draft.image,
            command=draft.words(),
            env=draft.environment(),
            id=name,
            login=registry_login(registry_user, registry_password_file),
        )
        with session.progress("Starting the task"):
            task = await agent.tasks.run(chosen, request)
        if wait:
            task = await until_image(session, agent, chosen, task)
            everything = LogWish(follow=True, apart=False)
            await print_log(session, agent, chosen, task.task, everything)
            task = await finished(agent, chosen, task.task)
    session.answer(task, lambda: _sheet(task))
    if wait and task.exit_code != 0:
        raise typer.Exit(1)


@command(group, "status")
async def status(
    session: Session,
    deal: DealArgument,
    task: TaskArgument = None,
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Watch its image come in, until it runs.")
    ] = False,
) -> None:
    """Show how a task goes or went."""
    async with session.agent() as agent:
        chosen = await pick_deal(agent, deal)
        found = await agent.tasks.status(chosen, await pick_task(agent, chosen, task))
        if follow:
            found = await until_image(session, agent, chosen, found)
        held = "" if found.final else held_line(await agent.deals.show(chosen))
    session.answer(found, lambda: _sheet(found, held))


@command(group, "list")
async def list_tasks(session: Session, deal: DealArgument) -> None:
    """List the tasks of a deal."""
    async with session.agent() as agent:
        tasks = await agent.tasks.all(await pick_deal(agent, deal))
    session.answer(tasks, lambda: _tasks(tasks))


@command(group, "logs")
async def logs(
    session: Session,
    *,
    deal: DealArgument,
    task: TaskArgument = None,
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Go on until the task ends.")
    ] = False,
    after: Annotated[
        int, typer.Option(min=0, metavar="SEQ", help="Only what comes after this piece.")
    ] = 0,
    tail: Annotated[int, typer.Option(min=0, metavar="LINES", help="Only the last lines.")] = 0,
    search: Annotated[
        str, typer.Option(metavar="TEXT", help="Only lines that hold it, in any case.")
    ] = "",
) -> None:
    """Print a task's output; errors of the program go to standard error.

    With --json every piece is one line: {"seq", "time_ms", "fd", "data"}, the data in base64.
    """
    wish = LogWish(after=after, follow=follow, last=tail, holding=search)
    async with session.agent() as agent:
        chosen = await pick_deal(agent, deal)
        named = await pick_task(agent, chosen, task)
        await print_log(session, agent, chosen, named, wish)


@command(group, "fetch")
async def fetch(
    session: Session,
    deal: DealArgument,
    task: TaskArgument = None,
    to: Annotated[Path, typer.Option("--to", metavar="FOLDER", help="Where the files go.")] = Path(
        "output"
    ),
) -> None:
    """Bring a task's output files here, each checked by its digest."""
    async with session.agent() as agent:
        chosen = await pick_deal(agent, deal)
        named = await pick_task(agent, chosen, task)
        fetched = await fetch_files(session, agent, chosen, named, to)
    session.answer(fetched, lambda: _files(fetched))


@command(group, "stop")
async def stop(session: Session, deal: DealArgument, task: TaskArgument = None) -> None:
    """End a task now; the deal goes on."""
    async with session.agent() as agent:
        chosen = await pick_deal(agent, deal)
        with session.progress("Stopping the task"):
            stopped = await agent.tasks.stop(chosen, await pick_task(agent, chosen, task))
    session.answer(stopped, lambda: _sheet(stopped))


async def fetch_files(
    session: Session, agent: AgentClient, deal: str, task: str, folder: Path
) -> Fetched:
    """The task's files in *folder*, showing how far it is."""
    with session.progress("Fetching") as progress:
        return await agent.tasks.fetch(
            deal,
            task,
            folder,
            progress=lambda path, done, size: progress.reach(done / max(size, 1), path),
        )


async def finished(agent: AgentClient, deal: str, task: str) -> Task:
    """The task once it is over."""
    while True:
        found = await agent.tasks.status(deal, task)
        if found.final:
            return found
        await asyncio.sleep(_POLL_S)


def _draft(
    image: str | None,
    words: list[str],
    *,
    template_name: str | None,
    values: list[str] | None,
    env: dict[str, str],
    name: str,
) -> JobDraft:
    """What is to be run, by template or by hand. Raises UserError, BadParameter."""
    extra = tuple(Variable(key, value) for key, value in env.items())
    if template_name is None:
        if values:
            raise typer.BadParameter("It fills a template's field.", param_hint="--set")
        draft = JobDraft(image or "", shlex.join(words), extra, name)
    else:
        if image is not None:
            raise typer.BadParameter("A template brings its own.", param_hint="IMAGE")
        filled = template(template_name).filled(fields(values))
        kept = tuple(one for one in filled.variables if one.name not in env)
        draft = JobDraft(filled.image, filled.command, (*kept, *extra), name)
    for problem in draft.problems():
        raise UserError(problem.code, **dict(problem.params))
    return draft


def _tasks(tasks: list[Task]) -> RenderableType:
    columns = (Column("Task"), Column("State"), Column("Exit", right=True), Column("Command"))
    rows = [
        (
            task.task,
            task.state,
            "" if task.exit_code is None else str(task.exit_code),
            " ".join(task.command)[:60],
        )
        for task in tasks
    ]
    return table(columns, rows, empty="This deal has no task.")


def _sheet(task: Task, held: str = "") -> RenderableType:
    """held: for how long it is held by its supplier's owner."""
    facts = [
        ("Task", task.task),
        ("Deal", task.deal),
        ("State", task.state),
        *([("Held by its owner", held)] if held else []),
        ("Image", task.image),
        ("Command", " ".join(task.command)),
    ]
    if task.pull is not None:
        facts.append(("Fetching", pull_line(task.pull)))
    if task.exit_code is not None:
        facts.append(("Exit code", str(task.exit_code)))
    if task.reason is not None:
        facts.append(("Because", worded(task.reason)))
    if task.started_ms is not None and task.ended_ms is not None:
        facts.append(("Ran for", lasting((task.ended_ms - task.started_ms) / 1000)))
    facts += [("Output", f"{file.path} ({volume(file.size)})") for file in task.files]
    return sheet(facts)


def _files(fetched: Fetched) -> RenderableType:
    columns = (Column("File"), Column("Size", right=True))
    rows = [(f"{fetched.folder}/{file.path}", volume(file.size)) for file in fetched.files]
    return table(columns, rows, empty="The task left no files.")
