"""One node for all contract tests; each test finds the market as it was first deployed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from market_bed import Bed, make_bed
from market_node import Node


@pytest.fixture(scope="session")
def deployed() -> Iterator[Bed]:
    with Node() as node:
        yield make_bed(node)


@pytest.fixture
def bed(deployed: Bed) -> Iterator[Bed]:
    """Whatever a test does is undone after it."""
    snapshot = deployed.node.call("evm_snapshot")
    yield deployed
    deployed.node.call("evm_revert", snapshot)
