"""What comes from a worker: logs kept whole, statuses believed only when they make sense."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonm_desktop.core.errors import BadReply
from sonm_desktop.core.ids import DealId, TaskId
from sonm_desktop.rental.log_file import LogFile, LogPiece
from sonm_desktop.rental.task_words import is_pinned, learned, status_of
from sonm_desktop.store.rental_tasks import RentalTaskRow

ROW = RentalTaskRow(
    deal=DealId("0x" + "ab" * 32),
    task=TaskId("job"),
    image="busybox",
    pinned="sha256:" + "0" * 64,
    command=("true",),
    env={},
    created=0.0,
)
WORD: dict[str, Any] = {
    "task": "job",
    "deal": ROW.deal,
    "image": ROW.pinned,
    "state": "exited",
    "exit_code": 0,
    "reason": "",
    "params": {},
    "started": 1.0,
    "ended": 2.0,
    "files": [{"path": "a/b.png", "size": 3, "sha256": "0" * 64}],
}


def pieces(count: int, first: int = 1) -> list[LogPiece]:
    return [LogPiece(seq, 1.5, 1, b"x" * seq) for seq in range(first, first + count)]


def test_a_log_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "deal" / "job.log")
    assert log.last() == 0
    log.append(pieces(3))
    log.append(pieces(2, first=4))
    found, position = log.read(0)
    assert found == pieces(5)
    assert log.read(0, position) == ([], position)
    assert log.read(3)[0] == pieces(2, first=4)


@pytest.mark.parametrize("lost", [1, 5, 20, 25])
def test_half_a_piece_that_a_crash_left_is_cut_off(tmp_path: Path, lost: int) -> None:
    path = tmp_path / "job.log"
    LogFile(path).append(pieces(3))
    path.write_bytes(path.read_bytes()[:-lost])
    again = LogFile(path)
    kept = again.last()
    assert kept < 3
    again.append(pieces(3 - kept, first=kept + 1))
    assert again.read(0)[0] == pieces(3)


def test_a_gap_is_not_written(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "job.log")
    with pytest.raises(ValueError, match="gap"):
        log.append(pieces(1, first=2))


def test_a_sound_status_is_learned() -> None:
    status = status_of(learned(ROW, WORD))
    assert (status.state, status.exit_code, status.files[0].path) == ("exited", 0, "a/b.png")


@pytest.mark.parametrize(
    "change",
    [
        {"task": "other"},
        {"deal": "0x" + "cd" * 32},
        {"state": "flying"},
        {"state": "recorded"},
        {"exit_code": "0"},
        {"exit_code": True},
        {"reason": "rm -rf\n"},
        {"params": []},
        {"started": "now"},
        {"started": float("inf")},
        {"files": [{"path": "../../etc/passwd", "size": 3, "sha256": "0" * 64}]},
        {"files": [{"path": "/etc/passwd", "size": 3, "sha256": "0" * 64}]},
        {"files": [{"path": "a\\b", "size": 3, "sha256": "0" * 64}]},
        {"files": [{"path": "a", "size": -1, "sha256": "0" * 64}]},
        {"files": [{"path": "a", "size": 1, "sha256": "zz"}]},
    ],
)
def test_a_status_that_cannot_be_is_not_believed(change: dict[str, Any]) -> None:
    with pytest.raises(BadReply):
        learned(ROW, {**WORD, **change})


@given(word=st.dictionaries(st.sampled_from(list(WORD)), st.text() | st.integers() | st.none()))
def test_garbage_is_refused_and_never_crashes(word: dict[str, Any]) -> None:
    try:
        learned(ROW, {**WORD, **word})
    except BadReply:
        return


@pytest.mark.parametrize(
    ("image", "pinned"),
    [
        ("debian:12", False),
        ("debian", False),
        ("sha256:" + "a" * 64, True),
        ("docker.io/library/debian@sha256:" + "a" * 64, True),
        ("debian@sha256:" + "a" * 63, False),
    ],
)
def test_only_a_digest_pins_an_image(image: str, pinned: bool) -> None:
    assert is_pinned(image) is pinned
