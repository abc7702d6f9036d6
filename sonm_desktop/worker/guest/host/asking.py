"""A program of the system that is asked for a word, with a limit."""

from __future__ import annotations

import subprocess

from sonm_desktop.worker.guest.senses import SenseLost

LIMIT_S = 5.0
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)


def answer(*words: str) -> str:
    """What it prints. Raises SenseLost."""
    try:
        done = subprocess.run(  # noqa: S603 (words of ours alone)
            words,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            check=True,
            text=True,
            timeout=LIMIT_S,
            creationflags=_NO_WINDOW,
        )
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError) as error:
        raise SenseLost(f"{words[0]}: {type(error).__name__}") from error
    return done.stdout
