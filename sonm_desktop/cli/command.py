"""How a command is declared: an async function of a `Session`, with the options all have."""

from __future__ import annotations

import asyncio
import functools
import inspect
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Annotated, Any, Concatenate, ParamSpec

import typer

from sonm_desktop.cli.session import Session
from sonm_desktop.core.errors import CodedError, UserError
from sonm_desktop.core.log import log_to_file
from sonm_desktop.core.paths import DEFAULT_PROFILE, Profile

P = ParamSpec("P")

logger = logging.getLogger(__name__)

INTERRUPTED = 130
_PANEL = "Options of every command"

ProfileOption = Annotated[
    str | None,
    typer.Option(
        "--profile", metavar="NAME", help="Whose wallet and deals.", rich_help_panel=_PANEL
    ),
]
JsonOption = Annotated[
    bool,
    typer.Option("--json", help="Answer with one JSON document.", rich_help_panel=_PANEL),
]
YesOption = Annotated[
    bool,
    typer.Option("--yes", "-y", help="Do it without asking.", rich_help_panel=_PANEL),
]


@dataclass(frozen=True, slots=True)
class Choices:
    """The options of every command."""

    profile: str = DEFAULT_PROFILE
    json: bool = False
    yes: bool = False

    def and_then(self, profile: str | None, json: bool, yes: bool) -> Choices:
        """These, overruled by what stands nearer to the command."""
        return replace(
            self,
            profile=profile or self.profile,
            json=json or self.json,
            yes=yes or self.yes,
        )


_SHARED = {"profile": (ProfileOption, None), "json": (JsonOption, False), "yes": (YesOption, False)}


def command(
    group: typer.Typer, name: str, **settings: Any
) -> Callable[
    [Callable[Concatenate[Session, P], Awaitable[None]]],
    Callable[Concatenate[Session, P], Awaitable[None]],
]:
    """Make an async function of a `Session` the command *name* of *group*.

    Its failures become a sentence on standard error and exit code 1, never a traceback.
    """
    return _registering(group.command(name, **settings))


def by_itself(
    group: typer.Typer,
) -> Callable[
    [Callable[Concatenate[Session, P], Awaitable[None]]],
    Callable[Concatenate[Session, P], Awaitable[None]],
]:
    """Like `command`: what *group* does when none of its commands is named."""
    return _registering(group.callback(invoke_without_command=True))


def _registering(
    attach: Callable[[Callable[..., Any]], Any],
) -> Callable[
    [Callable[Concatenate[Session, P], Awaitable[None]]],
    Callable[Concatenate[Session, P], Awaitable[None]],
]:
    def register(
        function: Callable[Concatenate[Session, P], Awaitable[None]],
    ) -> Callable[Concatenate[Session, P], Awaitable[None]]:
        @functools.wraps(function)
        def run(context: typer.Context, *args: P.args, **kwargs: P.kwargs) -> None:
            shared: list[Any] = [kwargs.pop(option) for option in _SHARED]
            choices = (context.obj or Choices()).and_then(*shared)
            if context.invoked_subcommand is not None:
                context.obj = choices
                return
            _run(choices, lambda session: function(session, *args, **kwargs))

        signature = _signature(function)
        run.__signature__ = signature  # type: ignore[attr-defined]
        run.__annotations__ = {
            parameter.name: parameter.annotation for parameter in signature.parameters.values()
        }
        attach(run)
        return function

    return register


def _signature(function: Callable[..., Any]) -> inspect.Signature:
    """What typer reads: the parameters after the session, and the options all commands have."""
    own = list(inspect.signature(function, eval_str=True).parameters.values())[1:]
    keyword = inspect.Parameter.KEYWORD_ONLY
    context = inspect.Parameter("context", keyword, annotation=typer.Context)
    shared = [
        inspect.Parameter(name, keyword, default=default, annotation=annotation)
        for name, (annotation, default) in _SHARED.items()
    ]
    named = [parameter.replace(kind=keyword) for parameter in own]
    return inspect.Signature([context, *named, *shared])


def _run(choices: Choices, work: Callable[[Session], Awaitable[None]]) -> None:
    session = Session(Profile.named(choices.profile), json=choices.json, yes=choices.yes)
    try:
        _check_name(choices.profile)
        asyncio.run(_awaited(work(session)))
    except CodedError as error:
        session.refuse(error)
        raise typer.Exit(1) from error
    except (KeyboardInterrupt, asyncio.CancelledError) as error:
        session.say("Stopped.")
        raise typer.Exit(INTERRUPTED) from error
    except (typer.Exit, typer.BadParameter, BrokenPipeError):
        raise
    except Exception as error:
        session.refuse(_recorded(session.profile, error))
        raise typer.Exit(1) from error


def _check_name(profile: str) -> None:
    if not profile.replace("-", "").replace("_", "").isalnum() or len(profile) > 32:
        raise typer.BadParameter("A profile's name has letters, digits, - and _, 32 at most.")


async def _awaited(work: Awaitable[None]) -> None:
    await work


def _recorded(profile: Profile, error: Exception) -> UserError:
    """A mistake of ours: the traceback goes to a file, its kind to the person."""
    log = profile.folder / "terminal.log"
    log_to_file(log)
    logger.error("a command failed", exc_info=error)
    return UserError("cli.bug", kind=type(error).__name__, log=str(log))
