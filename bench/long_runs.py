"""The long versions of random tests and crashes; date, seeds and result go to the docs."""

from __future__ import annotations

import argparse
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RECORD = ROOT / "docs" / "long-runs.md"
HEADING = """# Long runs

What `make fuzz` and `make soak` did, the newest last. A seed in bold failed.

| date (UTC) | commit | what | minutes | rounds | seeds | result |
|---|---|---|---|---|---|---|
"""
FORGE_RUNS = "20000"
INVARIANT_RUNS = "5120"
"""Of 200 calls each: 1,024,000."""
TRACES = "2000"
POINTS = "50"
"""Of a deal's life at which something dies, for each seed."""


@dataclass(frozen=True, slots=True)
class Round:
    """One pass with its own seed."""

    seed: int
    passed: bool


def main() -> int:
    """Repeat the tests of one kind with new seeds until the time is over."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=("fuzz", "soak"))
    parser.add_argument("--minutes", type=float, default=float(os.environ.get("MINUTES", "30")))
    options = parser.parse_args()
    started = time.monotonic()
    rounds = list(_rounds(options.kind, started + options.minutes * 60))
    _record(options.kind, (time.monotonic() - started) / 60, rounds)
    return 0 if all(one.passed for one in rounds) else 1


def _rounds(kind: str, deadline: float) -> Iterator[Round]:
    while True:
        seed = secrets.randbelow(2**32)
        print(f"{kind}: seed {seed}", flush=True)
        passed = all(_succeeds(words, seed) for words in _commands(kind, seed))
        yield Round(seed, passed)
        if not passed or time.monotonic() > deadline:
            return


def _commands(kind: str, seed: int) -> list[list[str]]:
    pytest = [sys.executable, "-m", "pytest", "-q", "--timeout=3600"]
    if kind == "soak":
        return [[*pytest, "tests/end2end", "-m", "crash"]]
    properties = [*pytest, "-m", "hypothesis", "--hypothesis-profile=long"]
    return [
        [*properties, f"--hypothesis-seed={seed}"],
        [*pytest, "tests/contract/test_traces.py"],
        ["npm", "--prefix", "contracts", "test", "--silent"],
    ]


def _succeeds(words: list[str], seed: int) -> bool:
    environment = {
        **os.environ,
        "SONM_SEED": str(seed),
        "SONM_TRACES": TRACES,
        "SONM_POINTS": POINTS,
        "FOUNDRY_FUZZ_SEED": hex(seed),
        "FOUNDRY_FUZZ_RUNS": FORGE_RUNS,
        "FOUNDRY_INVARIANT_RUNS": INVARIANT_RUNS,
    }
    return subprocess.run(words, cwd=ROOT, env=environment, check=False).returncode == 0


def _record(kind: str, minutes: float, rounds: list[Round]) -> None:
    if not RECORD.exists():
        RECORD.write_text(HEADING, encoding="utf-8")
    seeds = ", ".join(str(one.seed) if one.passed else f"**{one.seed}**" for one in rounds)
    result = "passed" if all(one.passed for one in rounds) else "failed"
    date = datetime.now(UTC).strftime("%Y-%m-%d %H:%M")
    row = (date, _commit(), kind, f"{minutes:.0f}", str(len(rounds)), seeds, result)
    with RECORD.open("a", encoding="utf-8") as file:
        file.write(f"| {' | '.join(row)} |\n")


def _commit() -> str:
    words = ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
