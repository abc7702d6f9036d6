"""Linux: names of running programs, read from the kernel at a tenth of what psutil takes."""

from __future__ import annotations

import os
from pathlib import Path

from sonm_desktop.worker.guest.host.portable import plain_name
from sonm_desktop.worker.guest.senses import SenseLost

_CUT_AT = 15
"""The kernel keeps so many bytes of a name (TASK_COMM_LEN)."""


_JOBS = (b"/sonm/", b"/sonm.slice/")
"""The group of every sandbox, see `worker.runtime.confinement.parent_group`."""


class KernelPrograms:
    """Names in lower case; one that the kernel has cut is taken from its command line.

    What runs in a sandbox is the customer's: it neither pauses a machine nor keeps it paused.
    """

    source = "proc"
    every_s = 5.0

    def __init__(self, proc: Path = Path("/proc")) -> None:
        self._proc = str(proc)
        self._jobs: dict[tuple[str, str], bool] = {}

    def read(self) -> frozenset[str]:
        try:
            pids = [name for name in os.listdir(self._proc) if name.isdecimal()]  # noqa: PTH208
        except OSError as error:
            raise SenseLost("no list of processes") from error
        named = {(pid, name) for pid in pids if (name := self._name(pid))}
        known = self._jobs
        self._jobs = {
            each: known[each] if each in known else self._is_job(each[0]) for each in named
        }
        return frozenset(plain_name(name) for (_, name), job in self._jobs.items() if not job)

    def _is_job(self, pid: str) -> bool:
        groups = _content(f"{self._proc}/{pid}/cgroup")
        return any(group in groups for group in _JOBS)

    def _name(self, pid: str) -> str:
        """Empty for one that has ended meanwhile."""
        name = _content(f"{self._proc}/{pid}/comm").rstrip(b"\n")
        if len(name) >= _CUT_AT:
            words = _content(f"{self._proc}/{pid}/cmdline").split(b"\0")
            whole = words[0].rpartition(b"/")[2]
            name = whole if whole.startswith(name) else name
        return name.decode(errors="replace")


def _content(file: str) -> bytes:
    try:
        with open(file, "rb", buffering=0) as opened:  # noqa: PTH123 (the cost is the point)
            return opened.read(4096)
    except OSError:
        return b""
