"""The tour's job and its image."""

from __future__ import annotations

import asyncio
import importlib
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest

from sonm_desktop.core.jobs.own_image import own_image
from sonm_desktop.core.resources import resource

JOBS = resource("jobs")


@pytest.fixture
def job(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(JOBS))
    return importlib.import_module("fractal")


@pytest.mark.parametrize(("limit", "count"), [(0, 0), (2, 0), (3, 1), (30, 10), (10_000, 1229)])
def test_primes_are_counted(job: Any, limit: int, count: int) -> None:
    assert job.count_primes(limit) == count


def test_the_picture_is_a_png_with_every_row(job: Any) -> None:
    picture = job.render(24, 16, 40)
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", picture[16:24]) == (24, 16)
    start = picture.index(b"IDAT")
    size = struct.unpack(">I", picture[start - 4 : start])[0]
    body = picture[start + 4 : start + 4 + size]
    assert zlib.crc32(b"IDAT" + body) == struct.unpack(">I", picture[start + 4 + size :][:4])[0]
    assert len(zlib.decompress(body)) == 16 * (1 + 24 * 3)


async def test_the_image_is_made_once_and_runs_the_job(tmp_path: Path) -> None:
    first = await own_image(tmp_path)
    second = await own_image(tmp_path)
    assert first == second
    assert first.startswith("sha256:")
    output = await asyncio.to_thread(_run_in_docker, first)
    assert "There are 25 primes below 100." in output


def test_the_image_is_the_same_for_the_same_inputs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(JOBS))
    image = importlib.import_module("image")
    root = [image.Entry("usr/bin/b", b"2", executable=True), image.Entry("usr/bin/a", b"1")]
    assert image._with_job(root) == image._with_job(reversed(root))


def test_the_job_needs_nothing_but_the_smallest_python() -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", "import runpy; runpy.run_path('fractal.py')"],
        cwd=JOBS,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr


def _run_in_docker(image: str) -> str:
    settings = ("-e", "WIDTH=16", "-e", "HEIGHT=8", "-e", "PRIMES=100")
    confined = ("--network=none", "--read-only", "--tmpfs", "/output")
    done = subprocess.run(
        ["docker", "run", "--rm", *confined, *settings, image],
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    )
    return done.stdout
