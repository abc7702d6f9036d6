"""`sonm events`: what happened that concerns a person, the newest first, or as it comes."""

from __future__ import annotations

import time
from contextlib import aclosing
from typing import Annotated

import typer
from rich.console import RenderableType

from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.notices import Notice
from sonm_desktop.api.schema.state import Topic
from sonm_desktop.cli.session import Session
from sonm_desktop.cli.show import Column, moment, table
from sonm_desktop.cli.values import moment_ago

MOST = 500


async def events(
    session: Session,
    *,
    since: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="A date like 2026-01-31, or a time ago like 7d."),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=MOST, help="How many.")] = 20,
    unread: Annotated[bool, typer.Option("--unread", help="Only what is news.")] = False,
    read: Annotated[
        bool, typer.Option("--read", help="Then none of it is news any more, in the window too.")
    ] = False,
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Go on with what comes, one line each.")
    ] = False,
) -> None:
    """List what happened: customers, rentals, jobs, and what kept a machine from working.

    The newest first. “●” marks what is news. The window shows the same under its bell.
    """
    begin = 0 if since is None else moment_ago(since, time.time())
    async with session.agent() as agent:
        state = await agent.state.read()
        found = await agent.notices.newest(limit=MOST if unread else limit, since=begin)
        shown = [one for one in found if not (unread and one.read)][:limit]
        if read and found:
            await agent.notices.read_up_to(found[0].seq)
        if not follow:
            session.answer([one.model_dump(mode="json") for one in shown], lambda: _drawn(shown))
            return
        for notice in reversed(shown):
            _say(session, notice)
        last = state.notices.last
        after = max([last.seq if last else 0, *(one.seq for one in found)])
        await _follow(session, agent, run=state.run, seq=state.seq, after=after)


async def _follow(session: Session, agent: AgentClient, *, run: str, seq: int, after: int) -> None:
    """Until the agent goes away. *after*: the seq of the last that was said."""
    while True:
        stream = agent.state.events(run=run, after=seq)
        async with aclosing(stream):
            async for event in stream:
                if event.topic not in (Topic.NOTICES, Topic.RELOAD):
                    continue
                for notice in reversed(await agent.notices.newest(limit=MOST, after=after)):
                    _say(session, notice)
                    after = notice.seq
                if event.topic is Topic.RELOAD:
                    break
        state = await agent.state.read()
        run, seq = state.run, state.seq


def _say(session: Session, notice: Notice) -> None:
    if session.json:
        session.write_json(notice)
        return
    said = f"{notice.said.text} {notice.said.action}".strip()
    session.out.print(f"{moment(notice.at)}  {said}", markup=False, soft_wrap=True)


def _drawn(notices: list[Notice]) -> RenderableType:
    columns = (
        Column("", least=1),
        Column("When", least=19),
        Column("What"),
        Column("What to do"),
    )
    rows = [
        (" " if one.read else "●", moment(one.at), one.said.text, one.said.action)
        for one in notices
    ]
    return table(columns, rows, empty="Nothing has happened that you had to be told.")
