"""Devices and results in the terminal, on a narrow screen, too."""

from __future__ import annotations

import pytest
from rich.console import Console, RenderableType

from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.worker import PublicAddress
from sonm_desktop.cli.worker.benchmark import figures_table
from sonm_desktop.cli.worker.devices import address_text
from sonm_desktop.core.benchmark_names import CHANGES
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


@pytest.mark.parametrize(("part", "said"), CHANGES.items())
def test_every_change_that_ends_a_result_is_named(part: str, said: str) -> None:
    status = sample_state().worker_status[WORKER]
    figures = [
        status.figures[0].model_copy(update={"stale": (part,), "why": ("first",)}),
        status.figures[0].model_copy(update={"stale": (), "why": (part,)}),
    ]
    shown = rendered(figures_table(status.model_copy(update={"figures": figures}), now=NOW), 160)
    assert f"no longer counts: {said}" in shown
    assert f"again: {said}" in shown


def test_a_public_address_is_shown_with_those_who_claim_it_or_with_why_it_is_not_known() -> None:
    seen = PublicAddress(
        address="192.0.43.10",
        basis=Worded.of("worker.address_agreed"),
        agreed=2,
        answered=2,
        asked=3,
    )
    assert address_text(seen) == "192.0.43.10 (says 2 of 3 peers)"
    unknown = PublicAddress(address="", basis=Worded.of("worker.address_local"))
    assert address_text(unknown).startswith("Not known: the peers that answered see")
    assert address_text(None) == "not told by this version of the worker"
