"""One town and one engine for all attacks of a test run."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.hostile.attack import Attacker, attacker
from tests.hostile.attack_image import import_attacks
from tests.hostile.disposable_engine import DisposableEngine, start_engine
from tests.hostile.town import Town, build_town


@pytest.fixture(scope="session")
def town() -> Iterator[Town]:
    town = build_town()
    yield town
    town.close()


@pytest.fixture(scope="session")
def engine(town: Town) -> Iterator[DisposableEngine]:
    engine = start_engine(town)
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def attack_image(engine: DisposableEngine) -> str:
    return import_attacks(engine.url)


@pytest.fixture
async def mallory(
    engine: DisposableEngine, town: Town, attack_image: str
) -> AsyncIterator[Attacker]:
    async with attacker(engine, town, attack_image) as mallory:
        yield mallory


@pytest.fixture
async def victim(
    engine: DisposableEngine, town: Town, attack_image: str
) -> AsyncIterator[Attacker]:
    """Another deal on the same machine."""
    async with attacker(engine, town, attack_image) as victim:
        yield victim
