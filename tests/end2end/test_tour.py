"""The tour: both sides of a deal, and books that add up to the wei."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from sonm_desktop.worker.benchmarks.effort import EFFORT_VARIABLE
from tests.end2end.terminal import Home

FIRST_LIMIT_S = 240
AGAIN_LIMIT_S = 120


@pytest.mark.timeout(600)
def test_the_tour_ends_with_output_and_books_that_add_up(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(EFFORT_VARIABLE)
    first = _tour(home, tmp_path / "first", FIRST_LIMIT_S)
    again = _tour(home, tmp_path / "again", AGAIN_LIMIT_S)
    for account in (first, again):
        assert all(check["holds"] for check in account["checks"])
        assert int(account["paid"]) > 0
        assert int(account["paid"]) + int(account["refunded"]) == int(account["escrow"])
        assert {one["what"] for one in account["transactions"]}
        assert all(one["gas"] > 0 for one in account["transactions"])
    assert home.processes("sonm_desktop") == []
    assert first["deal"] != again["deal"]


def _tour(home: Home, folder: Path, limit_s: float) -> dict[str, Any]:
    started = time.monotonic()
    document = home.done("tour", "--to", str(folder), limit_s=300)
    assert time.monotonic() - started < limit_s
    picture = folder / "fractal.png"
    assert picture.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
    assert str(picture) in document["files"]
    assert json.loads((folder / "account.json").read_text()) == document
    return dict(document)
