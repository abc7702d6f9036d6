"""What an engine and a customer say is checked before it is believed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonm_desktop.chain.records import DealState
from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.errors import BadReply, UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.market import accrual
from sonm_desktop.market.metered import NO_TRAFFIC
from sonm_desktop.worker.deals.entitlement import missing_payment, over_because
from sonm_desktop.worker.deals.owed import owed
from sonm_desktop.worker.machine import within
from sonm_desktop.worker.runtime.port import EngineRecord, EngineState
from sonm_desktop.worker.runtime.records import records_of, sandbox_of, time_ns
from sonm_desktop.worker.tasks.request import task_request
from tests.market_asks import make_quote
from tests.unit.worker.test_worker_benchmarks import MACHINE

PINNED = "sha256:" + "ab" * 32
STAMP = "2026-11-21T02:34:40.532088556Z"
ACCOUNT = Address("0x" + "11" * 20)
QUOTE = make_quote(
    ask="0x" + "00" * 32,
    worker=ACCOUNT,
    consumer=ACCOUNT,
    nonce=1,
    rate=1,
    expiry=1,
)


def framed(fd: int, text: bytes) -> bytes:
    payload = STAMP.encode() + b" " + text
    return bytes([fd, 0, 0, 0]) + len(payload).to_bytes(4, "big") + payload


@given(
    texts=st.lists(st.tuples(st.sampled_from([1, 2]), st.binary(max_size=50)), max_size=8),
    cut=st.integers(1, 40),
)
def test_a_log_stream_is_read_however_it_is_cut(texts: list[tuple[int, bytes]], cut: int) -> None:
    stream = b"".join(framed(fd, text) for fd, text in texts)
    chunks = [stream[at : at + cut] for at in range(0, len(stream), cut)]
    ts = time_ns(STAMP)
    assert list(records_of(chunks)) == [EngineRecord(ts, fd, text) for fd, text in texts]


@given(garbage=st.binary(max_size=200))
def test_a_garbled_log_stream_is_a_bad_reply(garbage: bytes) -> None:
    try:
        records = list(records_of([garbage]))
    except BadReply:
        return
    assert all(record.fd in (1, 2) for record in records)


@pytest.mark.parametrize(
    ("stamp", "expected"),
    [
        ("1970-01-01T00:00:01Z", 1_000_000_000),
        ("1970-01-01T00:00:01.5Z", 1_500_000_000),
        ("1970-01-01T00:00:00.000000001Z", 1),
        ("1970-01-01T02:00:01.25+02:00", 1_250_000_000),
        ("1969-12-31T23:00:01-01:00", 1_000_000_000),
    ],
)
def test_times_are_exact(stamp: str, expected: int) -> None:
    assert time_ns(stamp) == expected


@given(text=st.text(max_size=40))
def test_what_is_no_time_is_a_bad_reply(text: str) -> None:
    try:
        time_ns(text)
    except BadReply:
        return


@pytest.mark.parametrize("said", [None, {}, {"State": 5}, {"Id": "x", "State": {}, "Config": {}}])
def test_what_is_no_container_is_a_bad_reply(said: Any) -> None:
    with pytest.raises(BadReply):
        sandbox_of(said)


@pytest.mark.parametrize(
    "wire",
    [
        None,
        {},
        {"id": "t", "image": "busybox:latest"},
        {"id": "T!", "image": PINNED},
        {"id": "t", "image": PINNED, "command": "sh"},
        {"id": "t", "image": PINNED, "command": [1]},
        {"id": "t", "image": PINNED, "command": ["a\0b"]},
        {"id": "t", "image": PINNED, "command": ["x"] * 300},
        {"id": "t", "image": PINNED, "command": ["x" * 40_000]},
        {"id": "t", "image": PINNED, "command": ["\ud800"]},
        {"id": "t", "image": PINNED, "env": {"A=B": "x"}},
        {"id": "t", "image": PINNED, "env": {"A": 1}},
        {"id": "t", "image": PINNED, "env": []},
        {"id": "t", "image": PINNED, "privileged": True},
        {"id": "../../x", "image": PINNED},
    ],
)
def test_a_task_that_is_not_one_is_refused(wire: Any) -> None:
    with pytest.raises(UserError) as caught:
        task_request(wire)
    assert caught.value.code in {"worker.bad_task", "worker.image_not_pinned"}


def test_a_task_may_leave_out_command_and_environment() -> None:
    request = task_request({"id": "t-1", "image": PINNED})
    assert (request.command, request.environment) == ((), {})


open_deals = st.builds(
    DealState,
    consumer=st.just(ACCOUNT),
    payee=st.just(ACCOUNT),
    rate=st.integers(1, 50).map(WeiPerSecond),
    seq=st.just(0),
    paid=st.just(Wei(0)),
    escrow=st.integers(0, 2000).map(Wei),
    last=st.integers(0, 100),
    end=st.integers(0, 300),
    until=st.integers(1, 300),
    floor=st.just(0),
    notice=st.just(0),
    window=st.just(48),
)


@given(deal=open_deals, now=st.integers(100, 300))
def test_work_is_done_exactly_while_it_is_paid(deal: DealState, now: int) -> None:
    paid = accrual.owed(deal, now + 1) > accrual.owed(deal, now)
    due = owed(deal, QUOTE, None, traffic=NO_TRAFFIC, covered=0, now=now)
    over = over_because(deal, now)
    assert (not over and missing_payment(deal, QUOTE, None, due, now) is None) == paid


def test_a_machine_offers_no_more_than_its_engine_has() -> None:
    engine = EngineState(ok=True, cores=1, ram_bytes=1 << 30)
    assert within(MACHINE, engine).processor.cores == 1
    assert within(MACHINE, engine).ram_bytes == 1 << 30
    assert within(MACHINE, EngineState(ok=False)) == MACHINE
