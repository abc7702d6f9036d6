"""The worker's program: one per machine, led by its master over P2P.

SIGTERM and SIGINT end the program and leave running tasks alone: the next start finds them.
Only the master ends the business (``worker.stop``).
"""

from __future__ import annotations

import sys


def main(argv: list[str]) -> int:
    """Run the worker, or a program beside it: ``measure``, ``adapters``, ``doctor``; the exit
    code. Each loads what it needs alone: somebody waits for it."""
    if argv[:1] == ["measure"]:
        from sonm_desktop.worker.benchmarks.measure import main as measure  # noqa: PLC0415

        return measure(argv[1:])
    if argv[:1] == ["adapters"]:
        from sonm_desktop.worker.benchmarks.adapters import main as adapters  # noqa: PLC0415

        return adapters(argv[1:])
    if argv[:1] == ["doctor"]:
        from sonm_desktop.worker.doctor.checkup import main as doctor  # noqa: PLC0415

        return doctor(argv[1:])
    from sonm_desktop.worker.serving import serve  # noqa: PLC0415

    return serve(argv)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
