"""argv to program: the agent, the worker, or (anything else) the terminal."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the program that the first argument names; the exit code of it."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["agent"]:
        from sonm_desktop.agent.main import main as agent_main  # noqa: PLC0415

        return agent_main(arguments[1:])
    if arguments[:1] == ["worker"]:
        from sonm_desktop.worker.main import main as worker_main  # noqa: PLC0415

        return worker_main(arguments[1:])
    from sonm_desktop.cli.app import main as terminal_main  # noqa: PLC0415

    return terminal_main()


if __name__ == "__main__":
    sys.exit(main())
