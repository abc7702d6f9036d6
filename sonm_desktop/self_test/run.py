"""`sonm self-test`: a line for each part, and exit code 1 when one of them does not work."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from sonm_desktop.core.paths import HOME_VARIABLE
from sonm_desktop.self_test.checks import CHECKS, Check

logger = logging.getLogger(__name__)

LIMIT_S = 60.0
"""For each part."""


@dataclass(frozen=True, slots=True)
class Finding:
    """How one part fared. says: what it has shown, or why it does not work."""

    part: str
    works: bool
    says: str
    seconds: float


def main(argv: list[str]) -> int:
    """Try every part in a folder that is removed again; the exit code."""
    parser = argparse.ArgumentParser(prog="sonm self-test")
    parser.add_argument("--json", action="store_true")
    wants_json = parser.parse_args(argv).json
    with tempfile.TemporaryDirectory(prefix="sonm-") as home:
        os.environ[HOME_VARIABLE] = home
        findings = asyncio.run(_tried(Path(home), quiet=wants_json))
    if wants_json:
        sys.stdout.write(json.dumps([asdict(finding) for finding in findings]) + "\n")
    return 0 if all(finding.works for finding in findings) else 1


async def _tried(home: Path, *, quiet: bool) -> list[Finding]:
    findings = []
    for part, check in CHECKS.items():
        folder = home / part.replace(" ", "-")
        folder.mkdir()
        finding = await _one(part, check, folder)
        findings.append(finding)
        if not quiet:
            _print(finding)
    return findings


async def _one(part: str, check: Check, folder: Path) -> Finding:
    begun = time.monotonic()
    try:
        async with asyncio.timeout(LIMIT_S):
            says, works = await check(folder), True
    except Exception as error:
        logger.debug("%s does not work", part, exc_info=True)
        says, works = f"{type(error).__name__}: {error}", False
    return Finding(part, works, says, round(time.monotonic() - begun, 2))


def _print(finding: Finding) -> None:
    mark = "works" if finding.works else "FAILS"
    sys.stdout.write(f"{mark}  {finding.part:<17} {finding.seconds:5.1f} s  {finding.says}\n")
    sys.stdout.flush()
