"""Homes and scenes of whole programs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.end2end.scene import Scene, set_quickly, set_scene
from tests.end2end.terminal import Home, new_home
from tests.worker_fixtures import busybox_image, engine_url

__all__ = ["busybox_image", "engine_url"]


@pytest.fixture
def home() -> Iterator[Home]:
    """A home that nothing else lives in."""
    with new_home() as home:
        yield home


@pytest.fixture
def scene(home: Home) -> Scene:
    """A market of its own, for tests that break programs."""
    return set_quickly(home)


@pytest.fixture(scope="module")
def shared_scene() -> Iterator[Scene]:
    """One market for tests that leave it as it was."""
    with new_home() as home:
        yield set_scene(home)
