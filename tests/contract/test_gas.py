"""What each operation of the market costs: no more than the snapshot, and within the promises."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench import gas

PROMISED = {
    "ask_and_take": 139_000,
    "day_by_settlement": 200_000,
    "day_alone": 250_000,
    "claim_batch_each": 15_000,
    "claim_voucher_batch_each": 26_000,
}


@pytest.fixture(scope="module")
def used() -> dict[str, int]:
    return {key.removeprefix("gas."): entry["value"] for key, entry in gas.measure().items()}


def test_nothing_costs_over_a_percent_more_than_it_did(used: dict[str, int]) -> None:
    assert gas.regressions(used) == [], "write a new snapshot by `make bench-gas` if it must be"


def test_the_promised_operations_stay_below_their_limits(used: dict[str, int]) -> None:
    assert {name: used[name] for name, most in PROMISED.items() if used[name] > most} == {}


def test_an_operation_that_costs_more_or_is_new_is_named(
    used: dict[str, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = tmp_path / "gas.json"
    snapshot.write_text(json.dumps({"claim": used["claim"] * 98 // 100}), "utf-8")
    monkeypatch.setattr(gas, "SNAPSHOT", snapshot)
    new = {"claim": used["claim"], "settle": used["settle"]}
    assert [line.split(":")[0] for line in gas.regressions(new)] == ["claim", "settle"]
