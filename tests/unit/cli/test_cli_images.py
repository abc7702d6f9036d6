"""How images look in the terminal: how far one is, and what a worker lets run."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from sonm_desktop.api.schema.tasks import Pull
from sonm_desktop.cli.pull import pull_line
from sonm_desktop.cli.rentals.deal_view import deal_sheet
from sonm_desktop.cli.worker.images import images_sheet
from tests.fakes.sample_state import DEAL, WORKER, sample_state

MIB = 1 << 20


def printed(drawn: object) -> str:
    told = io.StringIO()
    Console(file=told, width=120).print(drawn)
    return told.getvalue()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"layers": 0}, "asking the registry"),
        ({}, "40 MiB of 96 MiB, 2 of 5 layers"),
        ({"left_s": 75}, "40 MiB of 96 MiB, 2 of 5 layers, about 1 min 15 s left"),
        ({"unpacking": True, "layers_done": 4}, "unpacking, 4 of 5 layers"),
    ],
)
def test_a_line_says_how_far_an_image_is(changes: dict[str, object], said: str) -> None:
    known = {"layers": 5, "layers_done": 2, "done": 40 * MIB, "total": 96 * MIB}
    told = {**known, "unpacking": False, "left_s": None, **changes}
    assert pull_line(Pull.model_validate(told)) == said


def test_the_rules_and_what_is_kept_stand_in_one_sheet() -> None:
    status = sample_state().worker_status[WORKER]
    assert status.images is not None
    said = printed(images_sheet(status, status.images))
    for part in ("every public registry", "docker.io/acme/miner", "10 GiB", "3 images", "7 d"):
        assert part in said


def test_ports_and_the_time_of_results_stand_with_a_deal() -> None:
    known = sample_state().deals[DEAL].model_dump(mode="json")
    ports = [{"inside": 8080, "outside": 49_153, "protocol": "tcp"}]
    deal = type(sample_state().deals[DEAL]).model_validate(
        known | {"ports": ports, "hosts": ["203.0.113.9", "2001:db8::1"]}
    )
    said = printed(deal_sheet(deal))
    assert "tcp on 203.0.113.9:49153, [2001:db8::1]:49153" in said
    assert "by the supplier for 7 d" in said
