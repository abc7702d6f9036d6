"""The whole state, and the events that keep a copy of it fresh."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

from sonm_desktop.api.client.link import Link, parse_line
from sonm_desktop.api.schema.state import Event, State, Topic


class StateCalls:
    """`AgentClient.state`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def read(self) -> State:
        return await self._link.ask(State, "GET", "/state")

    async def events(self, *, run: str, after: int) -> AsyncGenerator[Event, None]:
        """Every change after *after* of the agent's *run*, as they stand in a `State`.

        An event of topic ``reload`` is the last one: read the state again. Raises
        RemoteError("agent.unreachable") when the agent goes away. Close the iterator
        (`contextlib.aclosing`) when leaving early.
        """
        lines = self._link.lines("GET", "/events", query={"run": run, "after": after})
        async with aclosing(lines):
            async for line in lines:
                event = parse_line(Event, line)
                if event.topic is not Topic.ALIVE:
                    yield event
