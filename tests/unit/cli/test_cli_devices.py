"""Devices and results in the terminal, on a narrow screen, too."""

from __future__ import annotations

from rich.console import Console, RenderableType

from sonm_desktop.cli.worker_benchmark import figures_table
from tests.fakes.sample_state import NOW, WORKER, sample_state


def rendered(shown: RenderableType, width: int) -> str:
    console = Console(width=width, file=None, record=True, force_terminal=False, quiet=False)
    with console.capture() as captured:
        console.print(shown)
    return captured.get()


def test_every_result_tells_its_unit_its_age_and_its_why_on_a_narrow_screen() -> None:
    status = sample_state().worker_status[WORKER]
    shown = rendered(figures_table(status, now=NOW), 80)
    for said in ("Memory bandwidth", "23.5 GB/s", "42,906 IOPS", "0.0576 ms", "2 h ago"):
        assert said in shown, shown
    assert "first" in shown
    wide = rendered(figures_table(status, now=NOW), 140)
    assert "again: other hardware" in wide
    assert "no longer counts: a newer test" in wide


def test_what_was_never_measured_has_no_result_and_no_age() -> None:
    status = sample_state().worker_status[WORKER]
    never = status.figures[0].model_copy(update={"at": 0, "value": 0})
    shown = rendered(figures_table(status.model_copy(update={"figures": (never,)}), now=NOW), 120)
    assert "never" in shown
    assert "ago" not in shown
