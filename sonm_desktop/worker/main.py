"""The worker's program: one per machine, led by its master over P2P."""

from __future__ import annotations

import sys


def main(argv: list[str]) -> int:
    """Run the worker, or with ``measure`` first the child that measures; the exit code."""
    if argv[:1] == ["measure"]:
        from sonm_desktop.worker.benchmarks.measure import main as measure  # noqa: PLC0415

        return measure(argv[1:])
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
