"""A wallet whose scrypt costs nothing, and a clock that stands until it is moved."""

from __future__ import annotations

from pathlib import Path

import pytest

from sonm_desktop.core.secret import Secret
from sonm_desktop.wallet.sealing import Cost
from sonm_desktop.wallet.wallet import Wallet


class HeldClock:
    """Time moves only when a test says so; a sleeping laptop moves the wall clock alone."""

    def __init__(self) -> None:
        self._wall = 1_700_000_000.0
        self._steady = 50.0

    def now(self) -> float:
        return self._wall

    def monotonic(self) -> float:
        return self._steady

    def pass_s(self, seconds: float) -> None:
        self._wall += seconds
        self._steady += seconds

    def sleep_through(self, seconds: float) -> None:
        self._wall += seconds

    def set_back(self, seconds: float) -> None:
        self._wall -= seconds


@pytest.fixture
def clock() -> HeldClock:
    return HeldClock()


@pytest.fixture
def cheap() -> Cost:
    return Cost(n=16, r=1, p=1)


@pytest.fixture
def password() -> Secret[str]:
    return Secret("canary-password")


@pytest.fixture
def wallet(tmp_path: Path, clock: HeldClock, cheap: Cost) -> Wallet:
    return Wallet(tmp_path / "wallet", clock, cost=cheap)
