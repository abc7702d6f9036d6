"""What a worker tells besides is checked before it is kept: ports, times, progress."""

from __future__ import annotations

from typing import Any

import pytest

from sonm_desktop.core.errors import BadReply
from sonm_desktop.core.ids import DealId, TaskId
from sonm_desktop.rental.deal_told import NOTHING_TOLD, DealTold, Port, hosts_of, told_in, told_of
from sonm_desktop.rental.task_words import learned, status_of
from sonm_desktop.store.rental_tasks import RentalTaskRow

PORT = {"inside": 8080, "outside": 49_153, "protocol": "tcp"}
PULL = {"layers": 5, "layers_done": 2, "done": 40, "total": 96, "unpacking": False, "left_s": 14}
ROW = RentalTaskRow(DealId("0x" + "1" * 64), TaskId("t"), "i", "i", (), {}, 1.0)


def word(pull: Any) -> dict[str, Any]:
    return {
        "task": ROW.task,
        "deal": ROW.deal,
        "state": "preparing",
        "exit_code": None,
        "reason": "",
        "params": {},
        "started": None,
        "ended": None,
        "files": [],
        "pull": pull,
    }


def test_what_is_told_of_a_deal_is_kept_as_it_was() -> None:
    told = told_in({"ports": [PORT], "keeps_s": 60, "kept_until": None, "leaves": 900})
    assert told == DealTold((Port(8080, 49_153, "tcp"),), 60, None, leaves=900)
    assert told_of(told.to_record()) == told
    assert told_of({}) == told_in({}) == NOTHING_TOLD
    assert told.ended(1000.0).kept_until == 1060.0
    assert told.ended(1000.0).leaves is None
    assert told.ended(1000.0).ended(2000.0).kept_until == 1060.0
    assert NOTHING_TOLD.ended(1000.0).kept_until is None


@pytest.mark.parametrize(
    "reply",
    [
        {"ports": "8080"},
        {"ports": [PORT] * 65},
        {"ports": [{**PORT, "inside": 0}]},
        {"ports": [{**PORT, "outside": 65_536}]},
        {"ports": [{**PORT, "outside": True}]},
        {"ports": [{**PORT, "protocol": "javascript"}]},
        {"ports": [8080]},
        {"keeps_s": -1},
        {"keeps_s": 1e9},
        {"kept_until": "tomorrow"},
        {"leaves": -1},
        {"leaves": "soon"},
        {"kept_until": 1e13},
    ],
)
def test_what_makes_no_sense_of_a_deal_is_refused(reply: dict[str, Any]) -> None:
    with pytest.raises(BadReply):
        told_in(reply)


def test_the_progress_of_an_image_is_taken_from_the_worker_and_goes_with_it() -> None:
    known = learned(ROW, word(PULL))
    pull = status_of(known).pull
    assert pull is not None
    assert (pull.layers, pull.done, pull.total, pull.left_s) == (5, 40, 96, 14)
    assert status_of(learned(known, word(None))).pull is None


@pytest.mark.parametrize("pull", [7, {}, {**PULL, "done": -1}, {**PULL, "left_s": "soon"}])
def test_a_progress_that_makes_no_sense_is_refused(pull: Any) -> None:
    with pytest.raises(BadReply):
        learned(ROW, word(pull))


def test_machines_are_told_once_each() -> None:
    addresses = ("203.0.113.9:7777", "203.0.113.9:7778", "[2001:db8::1]:7777", "nonsense")
    assert hosts_of(addresses) == ("203.0.113.9", "2001:db8::1")
