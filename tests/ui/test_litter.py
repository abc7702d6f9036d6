"""What refers to itself dies in the window's own thread, whoever works beside it."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from sonm_desktop.ui.litter import Litter


class Cycle:
    """Refers to itself, and says in which thread it died."""

    def __init__(self, died: list[int]) -> None:
        self._itself, self._died = self, died

    def __del__(self) -> None:
        self._died.append(threading.get_ident())


@pytest.fixture
def litter(qapp: QApplication) -> Iterator[Litter]:
    litter = Litter(qapp)
    yield litter
    litter.stop()
    litter.deleteLater()


def work_hard() -> None:
    """What would have Python collect in this thread."""
    before = gc.get_stats()[2]["collections"]
    kept = [[number] for number in range(200_000)]
    assert len(kept) == 200_000
    assert before == gc.get_stats()[2]["collections"]


def test_nothing_of_the_window_dies_in_another_thread(litter: Litter) -> None:
    died: list[int] = []
    Cycle(died)
    other = threading.Thread(target=work_hard)
    other.start()
    other.join()
    assert died == []
    litter.look()
    assert died == [threading.get_ident()]


def test_everything_is_looked_through_now_and_then(litter: Litter) -> None:
    litter.look()
    died: list[int] = []
    cycle = Cycle(died)
    gc.collect()  # it is old now
    del cycle
    litter.look()
    assert died == []
    for _ in range(30):
        litter.look()
    assert died == [threading.get_ident()]
    litter.stop()
    assert gc.isenabled()
