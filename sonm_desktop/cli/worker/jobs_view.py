"""How the jobs of a worker look in the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType

from sonm_desktop.api.schema.jobs import Job
from sonm_desktop.cli.show import cores, counted, exact, hourly, lasting, sheet, volume, worded


def jobs_view(jobs: Sequence[Job]) -> RenderableType:
    """One sheet per job: there are few, and each has much to say."""
    if not jobs:
        return "Nobody has rented this machine now."
    return Group(*(_sheet(job) for job in jobs))


def _sheet(job: Job) -> RenderableType:
    return sheet(
        [
            ("Deal", job.deal),
            ("Customer", job.customer),
            ("State", worded(job.state)),
            *((("Image", job.image), ("Job", job.task)) if job.image else ()),
            ("Processor", f"{_processors(job)} now; {_spent(job)}"),
            ("Memory", f"{volume(job.ram_now)} of {volume(job.ram_bytes)}; {_peak(job)}"),
            ("Traffic", f"{volume(job.received)} in, {volume(job.sent)} out"),
            *_traffic_money(job),
            *_held(job),
            ("Earned", f"{exact(job.earned)} at {hourly(job.rate)}"),
        ]
    )


def _held(job: Job) -> tuple[tuple[str, str], ...]:
    if not job.held_s:
        return ()
    return (("Held for you", f"{lasting(job.held_s)}, which earn nothing: {exact(job.held_cost)}"),)


def _processors(job: Job) -> str:
    return f"{cores(job.cpu_now)} of {counted(cores(job.cpu_percent), 'core', 'cores')}"


def _spent(job: Job) -> str:
    return f"{lasting(job.cpu_ms // 1000)} so far"


def _peak(job: Job) -> str:
    return f"{volume(job.ram_peak)} at most"


def _traffic_money(job: Job) -> tuple[tuple[str, str], ...]:
    if not job.traffic_cost:
        return ()
    unpaid = f"; {exact(job.traffic_unpaid)} not promised yet" if job.traffic_unpaid else ""
    return (("Traffic costs", f"{exact(job.traffic_cost)}{unpaid}"),)
