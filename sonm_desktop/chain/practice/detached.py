"""Starts programs in a session of their own, so that they outlive their starter."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

if sys.platform == "win32":

    def start_detached(arguments: list[str], log: Path) -> int:
        """The process id; *log* gets what it prints."""
        with log.open("ab") as output:
            process = subprocess.Popen(  # noqa: S603  # our own arguments, no shell
                arguments,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                creationflags=subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP,
            )
        return process.pid

else:

    def start_detached(arguments: list[str], log: Path) -> int:
        """The process id; *log* gets what it prints.

        posix_spawn, because a Popen object complains when its process outlives it.
        """
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        return os.posix_spawn(
            arguments[0],
            arguments,
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_OPEN, 1, str(log), flags, 0o600),
                (os.POSIX_SPAWN_DUP2, 1, 2),
            ],
            setsid=True,
        )
