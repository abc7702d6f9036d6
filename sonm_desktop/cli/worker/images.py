"""`sonm worker images`: which images may run on a machine, and how long things are kept."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import RenderableType

from sonm_desktop.api.schema.images import ImageRules
from sonm_desktop.api.schema.worker import WorkerStatus
from sonm_desktop.cli.pick import WorkerOption, pick_worker
from sonm_desktop.cli.pull import pull_line
from sonm_desktop.cli.session import Session
from sonm_desktop.cli.show import counted, lasting, sheet, volume
from sonm_desktop.cli.values import duration, size
from sonm_desktop.core.errors import UserError


async def images(
    session: Session,
    *,
    allow: Annotated[
        list[str] | None,
        typer.Option(metavar="RULE", help="Only this; again for more, “any” for everything."),
    ] = None,
    deny: Annotated[
        list[str] | None,
        typer.Option(metavar="RULE", help="Never this; again for more, “none” for nothing."),
    ] = None,
    most_download: Annotated[
        int | None,
        typer.Option(parser=size, metavar="SIZE", help="The most to download; 0 is no limit."),
    ] = None,
    most_unpacked: Annotated[
        int | None,
        typer.Option(parser=size, metavar="SIZE", help="The most once unpacked; 0 is no limit."),
    ] = None,
    keep_images: Annotated[
        int | None,
        typer.Option(parser=size, metavar="SIZE", help="Of fetched images; the oldest go first."),
    ] = None,
    keep_results: Annotated[
        int | None,
        typer.Option(parser=duration, metavar="TIME", help="Logs and files of ended deals."),
    ] = None,
    worker: WorkerOption = None,
) -> None:
    """Show or change which images may run, how large they may be, and what is kept.

    A rule is a registry (ghcr.io), a part of one (ghcr.io/acme) or a repository (python). Jobs
    name their image by its digest, always. A registry in your own network needs a rule.
    """
    changes = {
        "allow": _rules(allow, "any"),
        "deny": _rules(deny, "none"),
        "download_bytes": most_download,
        "unpacked_bytes": most_unpacked,
        "keep_images_bytes": keep_images,
        "keep_results_s": keep_results,
    }
    said = {name: value for name, value in changes.items() if value is not None}
    async with session.agent() as agent:
        chosen = await pick_worker(agent, worker)
        with session.progress("Asking the worker"):
            status = await agent.workers.status(chosen)
            if said:
                rules = _known(status).model_copy(update=said)
                status = await agent.workers.set_images(chosen, rules)
    rules = _known(status)
    answer = {"rules": rules, "kept": status.kept, "fetching": status.fetching}
    session.answer(answer, lambda: images_sheet(status, rules))


def images_sheet(status: WorkerStatus, rules: ImageRules) -> RenderableType:
    """The rules in force, what is kept by them, and what comes in."""
    facts = [
        ("Allowed", ", ".join(rules.allow) or "every public registry"),
        ("Denied", ", ".join(rules.deny) or "nothing"),
        ("Largest download", _bound(rules.download_bytes)),
        ("Largest unpacked", _bound(rules.unpacked_bytes)),
        ("Keeps images", f"up to {volume(rules.keep_images_bytes)}"),
        ("Keeps results", f"{lasting(rules.keep_results_s)} after a deal"),
    ]
    if status.kept is not None:
        kept = status.kept
        fetched = counted(str(kept.images), "image", "images")
        ended = counted(str(kept.results), "ended deal", "ended deals")
        facts.append(("Images now", f"{fetched}, {volume(kept.images_bytes)}"))
        facts.append(("Results now", f"of {ended}, {volume(kept.results_bytes)}"))
    facts += [("Fetching", f"{fetch.image}: {pull_line(fetch)}") for fetch in status.fetching]
    return sheet(facts)


def _known(status: WorkerStatus) -> ImageRules:
    if status.images is None:
        raise UserError("worker.images_unknown")
    return status.images


def _rules(said: list[str] | None, nothing: str) -> tuple[str, ...] | None:
    if said is None:
        return None
    return () if said == [nothing] else tuple(said)


def _bound(count: int) -> str:
    return volume(count) if count else "no limit"
