"""Home says the one thing that is so."""

from __future__ import annotations

from sonm_desktop.api.schema.condition import Mood
from sonm_desktop.ui.home.attention import attentions
from sonm_desktop.ui.home.summary import summary
from sonm_desktop.ui.rentals.spans import deal_span
from sonm_desktop.ui.widgets.pill import PillKind
from tests.fakes.sample_state import DEAL, NOW, WORKER, sample_state, worded


def _status(**changes: object) -> dict[str, object]:
    status = sample_state().worker_status[WORKER].model_dump(mode="json")
    return {WORKER: {**status, **changes}}


def test_a_rented_machine_earns() -> None:
    assert summary(sample_state()).kind is PillKind.WORKING


def test_a_job_that_stands_still_for_the_owner_earns_nothing() -> None:
    supplied = sample_state().model_dump(mode="json")["supplied"]
    (key,) = [key for key, one in supplied.items() if one["open"]]
    still = {"deal": key, "state": worded("worker.still_for_owner", "", ""), "refused": 0}
    said = summary(sample_state(worker_status=_status(held=[still])))
    assert said.mood is Mood.RESTING
    assert "nothing is earned meanwhile" in said.sentence
    both = {**supplied, "0x01": {**supplied[key], "deal": "0x01"}}
    said = summary(sample_state(worker_status=_status(held=[still], deals=2), supplied=both))
    assert said.reason.startswith("1 customer pays")


def test_a_machine_without_a_plan_is_not_on_sale() -> None:
    said = summary(sample_state(worker_status=_status(plan=None, plans=[], deals=0)))
    assert said.short == "Not on sale"
    assert "price" in said.reason


def test_a_stopped_engine_comes_before_everything_of_the_machine() -> None:
    engine = worded("worker.engine_stopped", "Docker is stopped.", "Start it.")
    state = sample_state(worker_status=_status(engine_ready=False, engine=engine))
    assert summary(state).sentence == "Nothing can run: Docker does not answer."
    assert [item.place for item in attentions(state)] == ["machine"]


def test_a_lost_network_comes_first() -> None:
    network = sample_state().network.model_dump(mode="json")
    lost = worded("chain.unreachable", "The node does not answer.", "Check it.")
    said = summary(sample_state(network={**network, "ready": False, "state": lost}))
    assert (said.kind, said.mood) == (PillKind.TROUBLE, Mood.LOST)


def test_all_well_needs_no_attention() -> None:
    assert attentions(sample_state()) == []


def test_the_runway_ends_where_the_money_ends() -> None:
    span = deal_span(sample_state().deals[DEAL])
    assert span is not None
    assert (span.now, span.start, span.limit) == (NOW, NOW - 1900, NOW + 5300)


def test_a_closed_deal_has_no_runway() -> None:
    deal = sample_state().deals[DEAL].model_copy(update={"phase": "closed"})
    assert deal_span(deal) is None
