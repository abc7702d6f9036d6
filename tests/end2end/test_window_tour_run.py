"""What `make run` shows without a display: the window goes through a whole day by itself."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sonm_desktop.chain.practice.network import MOOD_VARIABLE

pytestmark = pytest.mark.timeout(900)

LIMIT_S = 840.0
PLACES = ("home", "machine", "market", "rentals", "settings", "wallet")
MOMENTS = ("first-run-result", "confirming-a-purchase", "working-a-job", "settled-rentals")


def test_the_windows_tour_ends_with_a_picture_of_every_moment(tmp_path: Path) -> None:
    folder = tmp_path / "tour"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    environment.pop(MOOD_VARIABLE, None)
    ended = subprocess.run(
        [sys.executable, "-m", "sonm_desktop.ui.tour.run", str(folder)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-3000:] + ended.stdout[-1000:]
    assert "Done in" in ended.stdout
    assert (folder / "results" / "fractal.png").stat().st_size > 10_000
    sheet = (folder / "index.html").read_text("utf-8")
    shown = set(re.findall(r'src="([^"]+)"', sheet))
    wanted = {f"populated-{place}" for place in PLACES} | set(MOMENTS)
    for look in ("light", "dark"):
        missing = {f"{name}-{look}-1280.png" for name in wanted} - shown
        assert not missing
    assert all((folder / name).stat().st_size > 1_000 for name in shown)
