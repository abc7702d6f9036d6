"""What a person is told by itself: once, in the words of everywhere, over restarts too."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from sonm_desktop.agent.notices import finding
from sonm_desktop.agent.notices.finding import AGAIN_S, LEFT_AGAIN_S, SETTLED_S, VAIN_S, Shown, news
from sonm_desktop.agent.notices.keeper import NoticeKeeper
from sonm_desktop.agent.state import EventLog, StateBoard
from sonm_desktop.api.schema.amendments import Amendment
from sonm_desktop.api.schema.condition import Condition, Mood
from sonm_desktop.api.schema.deals import Deal, Outcome
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.network import KnownNetwork
from sonm_desktop.api.schema.notices import NoticeBoard
from sonm_desktop.api.schema.state import Topic
from sonm_desktop.api.schema.tasks import Task
from sonm_desktop.core.catalogue import codes
from sonm_desktop.store.database import Database
from sonm_desktop.store.notices import KEPT_NOTICES, Known, NoticeRecord, Notices
from tests.fakes.agent_amendments import sample_amendment
from tests.fakes.sample_state import DEAL, NOW, WORKER, sample_state

STOPPED = Worded.of("state.engine_stopped")


def _condition(code: str, mood: Mood, since: int = NOW - 60) -> Condition:
    return Condition(**Worded.of(f"state.{code}").model_dump(), mood=mood, since=since)


BROKEN = _condition("engine_stopped", Mood.TROUBLE)
FINE = _condition("listed", Mood.READY)


def _shown(**changes: Any) -> Shown:
    nothing: dict[str, Any] = {"conditions": {}, "supplied": {}, "deals": {}, "tasks": {}}
    return Shown(**{**nothing, "here": WORKER, **changes})


def _rental(phase: str, **changes: Any) -> Deal:
    whole = next(iter(sample_state().deals.values())).model_dump(mode="json")
    return Deal.model_validate({**whole, "phase": phase, "mine": True, "outcome": None, **changes})


def _told(shown: Shown, known: dict[str, Known], now: float = NOW) -> list[str]:
    """What is told; *known* learns."""
    found = news(shown, known, now)
    known |= found.learnt
    return [one.code for one in found.told]


def test_a_trouble_is_told_once_while_it_stands_and_again_only_after_an_hour() -> None:
    known: dict[str, Known] = {}
    broken, fine = _shown(conditions={"": BROKEN}), _shown(conditions={"": FINE})
    assert _told(broken, known) == ["state.engine_stopped"]
    assert _told(broken, known, NOW + 9 * AGAIN_S) == []
    assert _told(fine, known) == []
    assert _told(broken, known, NOW + AGAIN_S - 1) == [], "it came and went within the hour"
    assert _told(fine, known) == []
    assert _told(broken, known, NOW + AGAIN_S) == ["state.engine_stopped"]


def test_a_trouble_that_is_gone_at_once_is_none_and_one_that_stays_is_looked_at_again() -> None:
    young = _shown(conditions={"": _condition("engine_stopped", Mood.TROUBLE, since=NOW - 1)})
    known: dict[str, Known] = {}
    found = news(young, known, NOW)
    assert (found.told, found.again_s) == ((), SETTLED_S - 1)
    assert _told(young, known, NOW + SETTLED_S - 1) == ["state.engine_stopped"]


def test_money_that_nobody_can_claim_on_a_network_of_before_is_told_of_each_day() -> None:
    left = KnownNetwork(identity="a1", name="of May", chain_id=5, market="0x", owed=10**18)
    stuck = left.model_copy(update={"trouble": Worded.of("market.operator_missing")})
    known: dict[str, Known] = {}
    assert _told(_shown(others=[left]), known) == [], "it is being claimed"
    assert _told(_shown(others=[stuck]), known) == ["notice.left_behind"]
    assert _told(_shown(others=[stuck]), known, NOW + LEFT_AGAIN_S - 1) == []
    assert _told(_shown(others=[stuck]), known, NOW + LEFT_AGAIN_S) == ["notice.left_behind"]


def test_this_machine_is_told_of_once_though_it_stands_in_the_state_twice() -> None:
    both = _shown(conditions={"": BROKEN, WORKER: BROKEN, "0x99": BROKEN})
    assert _told(both, {}) == ["state.engine_stopped"] * 2, "here, and the machine elsewhere"


def test_hours_on_sale_in_vain_are_told_once_of_each_time_on_sale() -> None:
    known: dict[str, Known] = {}
    shown = _shown(conditions={"": FINE, WORKER: FINE, "0x99": FINE})
    early = news(shown, known, FINE.since + VAIN_S - 10)
    assert (early.told, early.again_s) == ((), 10)
    told = ["notice.in_vain", "notice.in_vain_elsewhere"]
    assert _told(shown, known, FINE.since + VAIN_S) == told
    assert _told(shown, known, FINE.since + 9 * VAIN_S) == []
    again = _condition("listed", Mood.READY, since=NOW + VAIN_S)
    later = _shown(conditions={"": again})
    assert _told(later, known, NOW + VAIN_S + 5) == []
    assert _told(later, known, NOW + 2 * VAIN_S) == told[:1]


def test_pauses_are_no_news_and_heat_is() -> None:
    resting = [_condition(code, Mood.RESTING) for code in ("user_active", "battery", "schedule")]
    assert [_told(_shown(conditions={"": one}), {}) for one in resting] == [[], [], []]
    assert _told(_shown(conditions={"": _condition("heat", Mood.RESTING)}), {}) == ["state.heat"]


def test_a_customer_comes_and_goes() -> None:
    known: dict[str, Known] = {}
    deal = sample_state().supplied[DEAL].model_copy(update={"worker": WORKER})
    gone = deal.model_copy(update={"open": False, "earned": 3 * 10**17})
    assert _told(_shown(supplied={DEAL: deal}), known) == ["notice.rented"]
    found = news(_shown(supplied={DEAL: gone}), known, NOW)
    assert [one.code for one in found.told] == ["notice.customer_left"]
    said = Worded.of(found.told[0].code, found.told[0].params)
    assert said.text.endswith("It earned 0.3 SNM.")
    assert found.told[0].about == DEAL
    known |= found.learnt
    assert _told(_shown(supplied={DEAL: gone}), known) == []
    assert _told(_shown(supplied={DEAL: gone}), {}) == [], "an old deal is no news to a new agent"


def test_a_spot_rental_that_must_make_room_is_told_of_once() -> None:
    known: dict[str, Known] = {}
    leaving = _shown(deals={DEAL: _rental("running", leaves=NOW + 60)})
    assert _told(leaving, known) == ["notice.rental_leaves"]
    assert _told(leaving, known) == []


def test_a_rental_that_waits_or_that_somebody_else_ends_is_told_and_ones_own_end_is_not() -> None:
    known: dict[str, Known] = {}
    waits = _rental("paused", state=Worded.of("worker.waits_for_money", {"amount": "1 SNM"}))
    dead = Outcome(who="app", reason=Worded.of("rental.worker_dead", {"silent_s": 300}))
    assert _told(_shown(deals={DEAL: _rental("running")}), known) == []
    assert _told(_shown(deals={DEAL: waits}), known) == ["notice.rental_waits"]
    assert _told(_shown(deals={DEAL: waits}), known) == []
    ended = _rental("closed", outcome=dead)
    assert _told(_shown(deals={DEAL: ended}), known) == ["notice.rental_ended"]
    assert _told(_shown(deals={DEAL: ended}), known) == []
    mine = Outcome(who="you", reason=Worded.of("rental.closed_by_you"))
    known = {}
    _told(_shown(deals={DEAL: _rental("running")}), known)
    assert _told(_shown(deals={DEAL: _rental("closed", outcome=mine)}), known) == []
    known = {}
    _told(_shown(deals={DEAL: _rental("opening")}), known)
    failed = _rental("failed", outcome=dead)
    assert _told(_shown(deals={DEAL: failed}), known) == ["notice.rental_failed"]


@pytest.mark.parametrize(
    ("end", "code"),
    [
        ({"state": "exited", "exit_code": 0}, "notice.job_done"),
        ({"state": "exited", "exit_code": 3}, "notice.job_ended"),
        ({"state": "failed", "reason": Worded.of("worker.sandbox_lost")}, "notice.job_failed"),
        ({"state": "stopped"}, None),
    ],
)
def test_the_end_of_a_job_that_was_seen_at_work_is_told(
    end: dict[str, Any], code: str | None
) -> None:
    nothing = {"exit_code": None, "reason": None, "started_ms": None, "ended_ms": None}
    whole = {**nothing, "deal": DEAL, "task": "job", "image": "i", "command": (), "files": ()}
    runs = Task.model_validate({**whole, "state": "running"})
    over = Task.model_validate({**whole, **end})
    known: dict[str, Known] = {}
    assert _told(_shown(tasks={"t": over}), known) == [], "it ended before anybody looked"
    _told(_shown(tasks={"t": runs}), known)
    assert _told(_shown(tasks={"t": over}), known) == ([code] if code else [])


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Notices]:
    database = Database(tmp_path / "agent.sqlite", "agent")
    await database.open()
    yield Notices(database)
    await database.close()


class _Clock:
    def now(self) -> float:
        return float(NOW)

    def monotonic(self) -> float:
        return 0.0


def _keeper(store: Notices) -> tuple[StateBoard, NoticeKeeper]:
    board = StateBoard(EventLog("run"))
    return board, NoticeKeeper(board, store, _Clock())


async def test_a_restart_tells_nothing_twice_and_the_count_of_news_stays(store: Notices) -> None:
    board, keeper = _keeper(store)
    await keeper.begin()
    board.put(Topic.CONDITIONS, BROKEN)
    await keeper.look()
    again_board, again = _keeper(store)
    await again.begin()
    again_board.put(Topic.CONDITIONS, BROKEN)
    await again.look()
    (only,) = await again.newest(limit=10, since=0, after=0)
    assert (only.said.text, only.said.action) == (STOPPED.text, STOPPED.action)
    shown = again_board.one(Topic.NOTICES)
    assert shown == NoticeBoard(unread=1, last=only)
    after = await again.read_up_to(only.seq)
    assert after.unread == 0
    assert again_board.one(Topic.NOTICES) == after


async def test_the_board_moves_with_each_notice_so_that_a_face_can_show_all(
    store: Notices,
) -> None:
    board, keeper = _keeper(store)
    await keeper.begin()
    log: list[int] = []

    def note(topic: Topic) -> None:
        shown = board.one(Topic.NOTICES)
        if topic is Topic.NOTICES and isinstance(shown, NoticeBoard) and shown.last:
            log.append(shown.last.seq)

    board.watch(note)
    board.put_all(Topic.CONDITIONS, {"": BROKEN, "0x99": BROKEN})
    await keeper.look()
    assert log == [1, 2]


async def test_the_newest_are_kept_and_can_be_asked_for_by_time_and_by_number(
    store: Notices,
) -> None:
    notices = [NoticeRecord(at, "notice.rented") for at in range(KEPT_NOTICES + 20)]
    await store.learn({}, notices)
    found = await store.newest(limit=KEPT_NOTICES * 2)
    assert [one.at for one in found] == list(range(KEPT_NOTICES + 19, 19, -1))
    newest = found[0].seq
    assert [one.seq for one in await store.newest(limit=9, after=newest - 2)] == [
        newest,
        newest - 1,
    ]
    assert len(await store.newest(limit=9, since=KEPT_NOTICES + 18)) == 2


def test_every_notice_has_words_and_is_told_somewhere() -> None:
    source = Path(finding.__file__).read_text(encoding="utf-8")
    told = set(re.findall(r'"(notice\.[a-z_]+)"', source))
    assert told == {code for code in codes() if code.startswith("notice.")}


def test_a_request_is_told_once_and_its_answer_to_who_asked() -> None:
    (wire,) = sample_amendment("market.amend_cheaper", side="selling").values()
    asked = Amendment.model_validate(wire)
    known: dict[str, Known] = {}
    assert _told(_shown(amendments={"a": asked}), known) == ["notice.terms_selling"]
    assert _told(_shown(amendments={"a": asked}), known) == []
    mine = asked.model_copy(update={"side": "renting", "asker": "me", "waits_for_me": False})
    assert _told(_shown(amendments={"b": mine}), known) == []
    refused = mine.model_copy(update={"phase": "refused"})
    assert _told(_shown(amendments={"b": refused}), known) == ["notice.terms_answered"]
    assert _told(_shown(amendments={"b": refused}), known) == []


def test_a_customer_whose_job_the_owner_has_paused_is_told_at_once_that_he_does_not_pay() -> None:
    known: dict[str, Known] = {}
    _told(_shown(deals={DEAL: _rental("running")}), known)
    held = Worded.of("worker.held_by_owner", {}).model_dump()
    found = news(_shown(deals={DEAL: _rental("paused", state=held)}), known, NOW)
    (told,) = found.told
    assert told.code == "notice.rental_waits"
    assert "You do not pay meanwhile" in told.params["reason"]
    assert "end the deal" in told.params["remedy"]
