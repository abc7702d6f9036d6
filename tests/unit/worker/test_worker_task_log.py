"""The log file of a task: numbered, capped, resumed exactly."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from sonm_desktop.worker.runtime.port import EngineRecord
from sonm_desktop.worker.tasks.log import LogLine, TaskLog, copy_log, read_log

SECOND = 1_000_000_000
RECORDS = st.lists(
    st.builds(
        EngineRecord,
        ts=st.integers(1, 4).map(lambda step: 1_700_000_000 * SECOND + step * SECOND // 2),
        fd=st.sampled_from([1, 2]),
        data=st.sampled_from([b"", b"a\n", b"b\n", b"long line\n"]),
    ),
    max_size=12,
).map(lambda records: sorted(records, key=lambda record: record.ts))


def nothing() -> None:
    return None


def lines(path: Path) -> list[LogLine]:
    return read_log(path, after=0, offset=0, limit=1 << 30)[0]


def kept(path: Path) -> list[EngineRecord]:
    return [EngineRecord(line.ts, line.fd, line.data) for line in lines(path)]


@settings(max_examples=150, deadline=None)
@given(records=RECORDS, cut=st.integers(0, 12), torn=st.integers(0, 30))
def test_a_log_resumed_anywhere_has_each_record_once(
    tmp_path_factory: object, records: list[EngineRecord], cut: int, torn: int
) -> None:
    path = tmp_path_factory.mktemp("log") / "t.log"  # type: ignore[attr-defined]
    first = TaskLog(path)
    copy_log(first, iter(records[:cut]), nothing)
    first.close()
    with path.open("r+b") as file:
        file.truncate(max(0, path.stat().st_size - torn))

    second = TaskLog(path)
    engine = (record for record in records if record.ts >= second.since // SECOND * SECOND)
    copy_log(second, engine, nothing)
    second.close()

    assert kept(path) == records
    assert [line.seq for line in lines(path)] == list(range(1, len(records) + 1))


def test_output_that_the_engine_threw_away_leaves_a_notice(tmp_path: Path) -> None:
    log = TaskLog(tmp_path / "t.log")
    log.append(EngineRecord(5 * SECOND, 1, b"first\n"))
    copy_log(log, iter([EngineRecord(9 * SECOND, 1, b"later\n")]), nothing)
    log.close()
    first, notice, later = kept(tmp_path / "t.log")
    assert (first.data, later.data) == (b"first\n", b"later\n")
    assert b"lost" in notice.data


def test_a_full_log_says_so_and_stays_within_its_cap(tmp_path: Path) -> None:
    log = TaskLog(tmp_path / "t.log", cap=100)
    copy_log(log, (EngineRecord(n, 1, b"x" * 30) for n in range(50)), nothing)
    log.close()
    *data, notice = kept(tmp_path / "t.log")
    assert len(data) == 4
    assert b"not kept" in notice.data
    again = TaskLog(tmp_path / "t.log", cap=100)
    again.close()
    assert again.full


def test_a_reader_goes_on_where_it_stopped(tmp_path: Path) -> None:
    path = tmp_path / "t.log"
    log = TaskLog(path)
    for n in range(10):
        log.append(EngineRecord(n, 1, b"%d\n" % n))
    first, offset = read_log(path, after=3, offset=0, limit=4)
    rest, _ = read_log(path, after=3, offset=offset, limit=1 << 20)
    log.close()
    assert [line.seq for line in first + rest] == list(range(4, 11))
