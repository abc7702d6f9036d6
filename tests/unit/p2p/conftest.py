"""Nodes that are closed after each test, and a log that must stay free of failures."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import pytest

from sonm_desktop.p2p.node import PeerNode
from sonm_desktop.p2p.service import PeerService
from tests.p2p_parts import EchoService, peer_node

StartNode = Callable[..., Awaitable[PeerNode]]


@pytest.fixture(autouse=True)
def _no_failures_in_the_log(
    caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest
) -> Iterator[None]:
    caplog.set_level(logging.DEBUG, logger="sonm_desktop.p2p")
    yield
    if "failures_are_expected" in request.fixturenames:
        return
    loud = [entry for entry in caplog.records if entry.levelno >= logging.WARNING]
    assert not loud, [entry.getMessage() for entry in loud]


@pytest.fixture
def failures_are_expected() -> None:
    """For tests in which something fails and the log says so."""


@pytest.fixture
async def start_node() -> AsyncIterator[StartNode]:
    """Starts nodes: ``await start_node(number, role, service=..., bind=..., **options)``."""
    started: list[PeerNode] = []

    async def start(
        number: int,
        role: str = "consumer",
        *,
        service: PeerService | None = None,
        bind: str = "127.0.0.1:0",
        **options: Any,
    ) -> PeerNode:
        node = peer_node(number, role, **options)
        started.append(node)
        await node.start(bind)
        if service is not None:
            await node.serve(service)
        return node

    yield start
    for node in started:
        await node.close()


@pytest.fixture
async def service(tmp_path: Any) -> EchoService:
    folder = tmp_path / "served"
    folder.mkdir()
    return EchoService(folder)
