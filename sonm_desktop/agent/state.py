"""The one state that all faces show, and the numbered events that keep their copies fresh."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from typing import Any

from sonm_desktop.api.schema.kinds import Reply
from sonm_desktop.api.schema.state import Event, Topic

KEPT_EVENTS = 2000


class EventLog:
    """The newest events of this *run* of the agent; readers that fall behind must reload."""

    def __init__(self, run: str, *, kept: int = KEPT_EVENTS) -> None:
        self._run = run
        self._events: deque[Event] = deque(maxlen=kept)
        self._news = asyncio.Event()
        self.seq = 0

    @property
    def run(self) -> str:
        return self._run

    def append(self, topic: Topic, key: str, value: dict[str, Any] | None) -> None:
        """Number and keep one event, and wake every reader."""
        self.seq += 1
        self._events.append(Event(run=self._run, seq=self.seq, topic=topic, key=key, value=value))
        self._news.set()
        self._news = asyncio.Event()

    async def after(self, run: str, seq: int) -> AsyncIterator[Event]:
        """Every event after *seq*, without end; one of topic reload, and no more, when
        some of them are gone or *run* was another one."""
        if run != self._run or seq > self.seq:
            yield self._reload()
            return
        while True:
            news = self._news
            for event in self._since(seq):
                if event.seq != seq + 1:
                    yield self._reload()
                    return
                seq = event.seq
                yield event
            if seq == self.seq:
                await news.wait()

    def _since(self, seq: int) -> list[Event]:
        behind = self.seq - seq
        if behind > len(self._events):
            return [self._events[0]]
        return [self._events[index] for index in range(-behind, 0)]

    def _reload(self) -> Event:
        return Event(run=self._run, seq=self.seq, topic=Topic.RELOAD)


class StateBoard:
    """Holds the newest value of everything; a value that differs becomes an event."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._values: dict[Topic, dict[str, Reply]] = {}
        self._watchers: list[Callable[[Topic], None]] = []

    def watch(self, watcher: Callable[[Topic], None]) -> None:
        """Call *watcher* with the topic of every event, at once after it."""
        self._watchers.append(watcher)

    def put(
        self, topic: Topic, value: Reply, key: str = "", *, drifting: Collection[str] = ()
    ) -> None:
        """*value* is the newest. Fields in *drifting* follow the clock: alone they are no event."""
        shelf = self._values.setdefault(topic, {})
        before = shelf.get(key)
        shelf[key] = value
        dumped = value.model_dump(mode="json")
        if before is not None and _same(before.model_dump(mode="json"), dumped, drifting):
            return
        self._tell(topic, key, dumped)

    def put_all(
        self, topic: Topic, values: Mapping[str, Reply], *, drifting: Collection[str] = ()
    ) -> None:
        """*values* are all that there is; what is not among them is gone."""
        for key in list(self._values.get(topic, {})):
            if key not in values:
                self.drop(topic, key)
        for key, value in values.items():
            self.put(topic, value, key, drifting=drifting)

    def drop(self, topic: Topic, key: str) -> None:
        """The entry is gone; an unknown one is no event."""
        if self._values.get(topic, {}).pop(key, None) is not None:
            self._tell(topic, key, None)

    def one(self, topic: Topic) -> Reply | None:
        """The value of a topic without keys."""
        return self._values.get(topic, {}).get("")

    def shelf(self, topic: Topic) -> dict[str, Reply]:
        """All entries of a topic."""
        return dict(self._values.get(topic, {}))

    def _tell(self, topic: Topic, key: str, value: dict[str, Any] | None) -> None:
        self._log.append(topic, key, value)
        for watcher in self._watchers:
            watcher(topic)


def _same(before: dict[str, Any], after: dict[str, Any], drifting: Collection[str]) -> bool:
    return all(before.get(name) == value for name, value in after.items() if name not in drifting)
