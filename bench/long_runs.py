"""The long versions of random tests and crashes; date, seeds and result go to the docs.

A round's own size can be changed to try it out: SONM_TRACES, SONM_POINTS, FOUNDRY_PROFILE.
"""

from __future__ import annotations

import argparse
import os
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RECORD = ROOT / "docs" / "long-runs.md"
HEADING = """# Long runs

What `make fuzz` and `make soak` did, the newest last. A seed in bold failed. The seed is that of
all: `FOUNDRY_FUZZ_SEED` of forge, the first of the traces, hypothesis' own.

| date (UTC) | commit | what | minutes | rounds | seeds | counted | result |
|---|---|---|---|---|---|---|---|
"""
FORGE_PROFILE = "long"
"""Of contracts/foundry.toml: above a million calls of the market alone."""
TRACES = "2000"
PARTS = ("properties", "traces", "forge")
CRASHES = ("crashes",)
POINTS = "50"
"""Of a deal's life at which something dies, for each seed."""


@dataclass(frozen=True, slots=True)
class Round:
    """One pass with its own seed. counted: what the tests say that they did."""

    seed: int
    passed: bool
    counted: dict[str, int]


def main() -> int:
    """Repeat the tests of one kind with new seeds until the time is over."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=("fuzz", "soak"))
    parser.add_argument("--minutes", type=float, default=float(os.environ.get("MINUTES", "30")))
    parser.add_argument("--parts", default=",".join(PARTS), help="of fuzz: some of these only")
    options = parser.parse_args()
    parts = tuple(options.parts.split(",")) if options.kind == "fuzz" else CRASHES
    if set(parts) - {*PARTS, *CRASHES}:
        parser.error(f"the parts of fuzz are {', '.join(PARTS)}")
    started = time.monotonic()
    rounds = list(_rounds(parts, started + options.minutes * 60))
    whole = parts in (PARTS, CRASHES)
    what = options.kind if whole else f"{options.kind}: {', '.join(parts)}"
    _record(what, (time.monotonic() - started) / 60, rounds)
    return 0 if all(one.passed for one in rounds) else 1


def _rounds(parts: Sequence[str], deadline: float) -> Iterator[Round]:
    while True:
        one = _round(parts, secrets.randbelow(2**32))
        yield one
        if not one.passed or time.monotonic() > deadline:
            return


def _round(parts: Sequence[str], seed: int) -> Round:
    counted: dict[str, int] = {}
    for part in parts:
        print(f"{part}: seed {seed}", flush=True)
        passed, lines = _run(_command(part, seed), seed)
        counted |= count(part, lines)
        if not passed:
            return Round(seed, passed=False, counted=counted)
    return Round(seed, passed=True, counted=counted)


def _command(part: str, seed: int) -> list[str]:
    pytest = [sys.executable, "-m", "pytest", "-q", "--timeout=3600"]
    properties = [*pytest, "-m", "hypothesis", "--hypothesis-profile=long"]
    return {
        "crashes": [*pytest, "tests/end2end", "-m", "crash"],
        "properties": [*properties, f"--hypothesis-seed={seed}"],
        "traces": [
            *pytest,
            "tests/contract/test_traces.py",
            "tests/contract/test_campaigns_model.py",
        ],
        "forge": ["npm", "--prefix", "contracts", "test", "--silent"],
    }[part]


def _run(words: list[str], seed: int) -> tuple[bool, list[str]]:
    environment = {
        "SONM_TRACES": TRACES,
        "SONM_POINTS": POINTS,
        "FOUNDRY_PROFILE": FORGE_PROFILE,
        **os.environ,
        "SONM_SEED": str(seed),
        "FOUNDRY_FUZZ_SEED": hex(seed),
    }
    lines = []
    with subprocess.Popen(
        words, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            lines.append(line)
    return process.returncode == 0, lines


def count(part: str, lines: Sequence[str]) -> dict[str, int]:
    """What the output of a part says: tests passed; of forge also random calls and inputs."""
    text = "\n".join(lines)
    if part != "forge":
        passed = re.search(r"(\d+) passed", text)
        return {part: int(passed[1]) if passed else 0}
    return {
        "calls": sum(map(int, re.findall(r"\(runs: \d+, calls: (\d+)", text))),
        "reverted": sum(map(int, re.findall(r"calls: \d+, reverts: (\d+)", text))),
        "random inputs": sum(map(int, re.findall(r"\(runs: (\d+), μ", text))),
    }


def _record(what: str, minutes: float, rounds: list[Round]) -> None:
    if not RECORD.exists():
        RECORD.write_text(HEADING, encoding="utf-8")
    seeds = ", ".join(str(one.seed) if one.passed else f"**{one.seed}**" for one in rounds)
    result = "passed" if all(one.passed for one in rounds) else "failed"
    date = datetime.now(UTC).strftime("%Y-%m-%d %H:%M")
    names = {name for one in rounds for name in one.counted}
    sums = {name: sum(one.counted.get(name, 0) for one in rounds) for name in sorted(names)}
    counted = ", ".join(f"{sums[name]:,} {name}" for name in sums)
    row = (date, _commit(), what, f"{minutes:.0f}", str(len(rounds)), seeds, counted, result)
    with RECORD.open("a", encoding="utf-8") as file:
        file.write(f"| {' | '.join(row)} |\n")


def _commit() -> str:
    words = ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
