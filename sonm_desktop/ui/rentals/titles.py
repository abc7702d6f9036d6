"""What people call a rental, its machine and its jobs; hashes come last."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sonm_desktop.api.schema.deals import Deal
from sonm_desktop.api.schema.state import State
from sonm_desktop.api.schema.tasks import Task
from sonm_desktop.core.jobs.image_name import short_image
from sonm_desktop.ui.widgets.identicon import short_address
from sonm_desktop.ui.words import words

_MADE_UP = re.compile(r"task-[0-9a-f]{12}", re.ASCII)
_LONGEST = 40

_PHASES = {
    "opening": "Opening",
    "running": "Running",
    "paused": "Paused",
    "ending": "Ending",
    "closed": "Ended",
    "failed": "Failed",
}


def phase_words(deal: Deal) -> str:
    """One word for how it goes."""
    return words(_PHASES[deal.phase])


def machine_name(deal: Deal, state: State | None) -> str:
    """Mine by their place, others by their address."""
    own = state.workers.get(deal.worker) if state else None
    if own is None:
        return words("machine {address}", address=short_address(deal.worker))
    if own.local:
        return words("this PC")
    return words("my machine {address}", address=short_address(deal.worker))


def job_name(task: Task) -> str:
    """As the person called it; else its image and the start of its command."""
    if not _MADE_UP.fullmatch(task.task):
        return task.task
    said = " ".join((short_image(task.image), *task.command)).split("\n", 1)[0]
    return said if len(said) <= _LONGEST else said[: _LONGEST - 1] + "…"


def fetch_words(tasks: Sequence[Task]) -> str:
    """How far the image of the newest job is; empty while none is fetched."""
    pull = tasks[-1].pull if tasks else None
    if pull is None:
        return ""
    if pull.unpacking or not pull.total:
        return words("Fetching its image")
    return words("Fetching its image, {part} %", part=int(pull.part * 100))


def rental_title(deal: Deal, tasks: Sequence[Task], state: State | None) -> str:
    """The newest job and where it runs."""
    machine = machine_name(deal, state)
    if not tasks:
        return machine[:1].upper() + machine[1:]
    return words("{job} on {machine}", job=job_name(tasks[-1]), machine=machine)
