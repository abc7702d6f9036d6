"""argv to program: agent, worker, neighbours, what they start, or (anything else) the terminal."""

from __future__ import annotations

import os
import runpy
import sys
from pathlib import Path

from sonm_desktop.core.program import forget_bundle_libraries
from sonm_desktop.core.resources import resource


def main() -> int:
    """Run the program that the first argument names; the exit code of it."""
    forget_bundle_libraries(os.environ)
    arguments = sys.argv[1:]
    if arguments[:1] == ["agent"]:
        from sonm_desktop.agent.main import main as agent_main  # noqa: PLC0415

        return agent_main(arguments[1:])
    if arguments[:1] == ["worker"]:
        from sonm_desktop.worker.main import main as worker_main  # noqa: PLC0415

        return worker_main(arguments[1:])
    if arguments[:1] == ["neighbour"]:
        from sonm_desktop.neighbour.main import main as neighbour_main  # noqa: PLC0415

        return neighbour_main(arguments[1:])
    if arguments[:1] == ["job-image"]:
        return _run_script(resource("jobs", "image.py"), arguments[1:])
    if arguments[:1] == ["self-test"]:
        from sonm_desktop.self_test.run import main as self_test_main  # noqa: PLC0415

        return self_test_main(arguments[1:])
    from sonm_desktop.cli.app import main as terminal_main  # noqa: PLC0415

    return terminal_main()


def _run_script(script: Path, arguments: list[str]) -> int:
    """In a bundle there is no interpreter to give it to."""
    sys.argv = [str(script), *arguments]
    runpy.run_path(str(script), run_name="__main__")
    return 0


if __name__ == "__main__":
    sys.exit(main())
