"""What every command of the terminal has: the profile, how to answer, how to ask."""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias, TypeGuard

from rich.console import Console, RenderableType

from sonm_desktop.cli.progress import Progress
from sonm_desktop.cli.prompt import ask, somebody_is_there
from sonm_desktop.cli.show import still
from sonm_desktop.core.errors import CodedError, UserError
from sonm_desktop.core.paths import Profile

if TYPE_CHECKING:
    from pydantic import BaseModel

    from sonm_desktop.api.client import AgentClient

Document: TypeAlias = "BaseModel | Mapping[str, Any] | Sequence[Any]"


@dataclass(frozen=True, slots=True)
class Session:
    """One run of a command. json: one document on standard output and nothing else there."""

    profile: Profile
    json: bool = False
    yes: bool = False
    out: Console = field(default_factory=lambda: Console(highlight=False, soft_wrap=False))
    err: Console = field(default_factory=lambda: Console(stderr=True, highlight=False))

    @asynccontextmanager
    async def agent(self) -> AsyncIterator[AgentClient]:
        """The profile's agent, started when it does not run."""
        from sonm_desktop.api.client import AgentClient, ensure_agent  # noqa: PLC0415 (slow)

        with self.progress("Starting the agent"):
            await ensure_agent(self.profile)
        async with AgentClient(self.profile) as agent:
            yield agent

    def progress(self, what: str) -> Progress:
        """Says on standard error that *what* goes on, once it has taken a second."""
        return Progress(self.err, what, silent=self.json)

    def answer(self, document: Document, view: Callable[[], RenderableType]) -> None:
        """The result of the command: *document* for programs, *view* for people."""
        if self.json:
            self.write_json(document)
        else:
            self.out.print(view(), crop=False, markup=False)

    def write_json(self, document: Document) -> None:
        """One line of JSON on standard output; money in it is decimal text of wei."""
        sys.stdout.write(json.dumps(plain(document), ensure_ascii=False) + "\n")
        sys.stdout.flush()

    def say(self, text: RenderableType) -> None:
        """For people only, beside the result."""
        if not self.json:
            self.err.print(text)

    def refuse(self, error: CodedError) -> None:
        """Say why it was not done."""
        if self.json:
            words = {"code": error.code, "text": error.text, "action": error.action}
            self.write_json({"error": {**words, "params": _printable(error.params)}})
        self.err.print(still(error.text), style="bold red", markup=False)
        if error.action:
            self.err.print(still(error.action), markup=False)

    def confirm(self, question: str) -> None:
        """Return when the person says yes. Raises UserError when not, or when nobody is there."""
        if self.yes:
            return
        if self.json or not somebody_is_there(self.err):
            raise UserError("cli.not_confirmed")
        answer = ask(self.err, f"{question} [bold]\\[y/N][/bold] ")
        if answer.strip().lower() not in ("y", "yes"):
            raise UserError("cli.declined")


def plain(document: Document) -> Any:
    """*document* as JSON holds it."""
    if _is_model(document):
        return document.model_dump(mode="json")
    if isinstance(document, Mapping):
        return {key: _plain_part(value) for key, value in document.items()}
    return [_plain_part(value) for value in document]


def _plain_part(value: Any) -> Any:
    parts = isinstance(value, Mapping | list | tuple) or _is_model(value)
    return plain(value) if parts else value


def _is_model(value: Any) -> TypeGuard[BaseModel]:
    """Without loading what models are made of, which takes as long as all the rest."""
    return hasattr(value, "model_dump")


def _printable(params: Mapping[str, Any]) -> dict[str, Any]:
    exact = (str, bool, float, type(None))
    return {
        name: value if isinstance(value, exact) or _is_small(value) else str(value)
        for name, value in params.items()
    }


def _is_small(value: Any) -> bool:
    return isinstance(value, int) and abs(value) < 2**53
