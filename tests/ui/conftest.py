"""Every window test runs offscreen unless a display was given on purpose."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from sonm_desktop.ui.theme.theme import Look, Theme


def pytest_collection_finish() -> None:
    """What is there before the first test stays; each stage then looks at its own litter alone."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    worn = Theme(qapp, Look.LIGHT)
    yield worn
    worn.deleteLater()
