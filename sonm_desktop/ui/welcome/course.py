"""Goes through the lessons: which is done, which is being done, what was left out, and why."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from enum import Enum

from sonm_desktop.core.errors import CodedError, RemoteError
from sonm_desktop.ui.remedies import said
from sonm_desktop.ui.welcome.lessons import Lesson
from sonm_desktop.ui.words import words

_TRIES = 3
_PAUSE_S = 1.5
_LOCKED = "wallet.locked"


class Standing(Enum):
    """Of one lesson."""

    WAITING = "waiting"
    DOING = "doing"
    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"


class Course:
    """Runs each lesson once; again after a failure it goes on there. *changed* hears of moves."""

    def __init__(self, lessons: Sequence[Lesson], changed: Callable[[], None]) -> None:
        self.lessons = tuple(lessons)
        self.reason = ""
        self._changed = changed
        self._standing = {lesson.key: Standing.WAITING for lesson in lessons}
        self._doing: asyncio.Task[None] | None = None
        self._skipping = False
        self._since = 0.0
        self._turn_of = 0

    def standing(self, key: str) -> Standing:
        return self._standing[key]

    @property
    def now(self) -> Lesson | None:
        """The one that is being done, or that failed."""
        for lesson in self.lessons:
            if self._standing[lesson.key] in (Standing.DOING, Standing.FAILED):
                return lesson
        return None

    @property
    def over(self) -> bool:
        """Nothing is left to do."""
        return all(one in (Standing.DONE, Standing.SKIPPED) for one in self._standing.values())

    def left_s(self) -> int:
        """Seconds until the end, when all goes as usual."""
        left = 0.0
        for lesson in self.lessons:
            standing = self._standing[lesson.key]
            if standing is Standing.WAITING:
                left += lesson.usual_s
            elif standing is Standing.DOING:
                left += max(1.0, lesson.usual_s - (time.monotonic() - self._since))
        return round(left)

    async def run(self) -> None:
        """Until all is done or skipped. Raises CodedError of the lesson that failed."""
        self.reason = ""
        self._turn_of += 1
        mine = self._turn_of
        for lesson in self.lessons:
            if self._standing[lesson.key] in (Standing.DONE, Standing.SKIPPED):
                continue
            if any(self._standing[need] is Standing.SKIPPED for need in lesson.needs):
                self._turn(lesson, Standing.SKIPPED)
                continue
            await self._do(lesson)
            if mine != self._turn_of:
                raise asyncio.CancelledError

    def skip(self) -> None:
        """Leave out what is being done or has failed, and what needs it."""
        lesson = self.now
        if lesson is None or lesson.firm:
            return
        if self._doing is not None and not self._doing.done():
            self._skipping = True
            self._doing.cancel()
        else:
            self._turn(lesson, Standing.SKIPPED)

    def stop(self) -> None:
        """Let go of what is being done; `run` takes it up again. The agent ends what it began."""
        self._turn_of += 1
        if self._doing is not None:
            self._doing.cancel()

    async def _do(self, lesson: Lesson) -> None:
        self._since = time.monotonic()
        self._turn(lesson, Standing.DOING)
        self._skipping = False
        self._doing = asyncio.ensure_future(_patiently(lesson))
        try:
            await self._doing
        except asyncio.CancelledError:
            if not self._skipping:
                self._doing.cancel()
                self._standing[lesson.key] = Standing.WAITING
                raise
            self._turn(lesson, Standing.SKIPPED)
        except CodedError as error:
            standing = Standing.WAITING if error.code == _LOCKED else Standing.FAILED
            self.reason = said(error)
            self._turn(lesson, standing)
            raise
        else:
            self._turn(lesson, Standing.DONE)

    def _turn(self, lesson: Lesson, standing: Standing) -> None:
        self._standing[lesson.key] = standing
        self._changed()


async def _patiently(lesson: Lesson) -> None:
    """A failure of others is tried again before it is told."""
    for rest in reversed(range(_TRIES)):
        try:
            return await lesson.work()
        except TimeoutError as error:
            raise RemoteError("agent.unreachable") from error
        except RemoteError:
            if not rest:
                raise
            await asyncio.sleep(_PAUSE_S)
    raise RemoteError("agent.unreachable")


def standing_words(standing: Standing) -> str:
    """For a screen reader, and beside the name."""
    return {
        Standing.WAITING: words("waits"),
        Standing.DOING: words("now"),
        Standing.DONE: words("done"),
        Standing.SKIPPED: words("left out"),
        Standing.FAILED: words("did not work"),
    }[standing]
