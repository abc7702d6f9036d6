"""What an engine says about itself, as far as a supplier must know it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from docker import APIClient

from sonm_desktop.core.errors import BadReply
from sonm_desktop.worker.runtime.discovery import require_reachable
from sonm_desktop.worker.runtime.engine_errors import engine_words

_ASK_S = 10
_LONGEST = 400
_GVISOR = "runsc"
_LIMITS = {
    "MemoryLimit": "memory",
    "SwapLimit": "swap",
    "PidsLimit": "processes",
    "CpuCfsQuota": "processor",
}


@dataclass(frozen=True, slots=True)
class EngineFacts:
    """An engine's own description, checked for form only.

    missing_limits: what the kernel does not let the engine bound, by our names for it.
    gvisor: the name of a runtime that is gVisor, empty for none; gvisor_ready: see `gvisor_in`.
    """

    version: str
    system: str
    rootless: bool
    user_namespaces: bool
    seccomp: bool
    cgroups: int
    missing_limits: tuple[str, ...]
    runtimes: tuple[str, ...]
    driver: str
    live_restore: bool
    folder: str
    gvisor: str = ""
    gvisor_ready: bool = False


def read_facts(url: str) -> EngineFacts:
    """Ask the engine at *url*. Blocks. Raises RemoteError: it cannot be reached, or refuses."""
    require_reachable(url)
    with engine_words(url):
        client = APIClient(base_url=url, version="auto", timeout=_ASK_S)
        try:
            return facts_in(client.info())
        finally:
            client.close()


def facts_in(said: Any) -> EngineFacts:
    """The facts in the engine's *said*. Raises BadReply for anything but a description."""
    if not isinstance(said, Mapping):
        raise BadReply("an engine without a description")
    security = " ".join(str(option) for option in _many(said.get("SecurityOptions")))
    rootless = "name=rootless" in security
    gvisor, ready = gvisor_in(said)
    return EngineFacts(
        version=_text(said.get("ServerVersion")),
        system=_text(said.get("OSType")),
        rootless=rootless,
        user_namespaces=rootless or "name=userns" in security,
        seccomp="name=seccomp" in security,
        cgroups=2 if str(said.get("CgroupVersion")) == "2" else 1,
        missing_limits=tuple(ours for theirs, ours in _LIMITS.items() if said.get(theirs) is False),
        runtimes=tuple(sorted(_text(name) for name in _named(said.get("Runtimes")))),
        driver=_text(said.get("Driver")),
        live_restore=said.get("LiveRestoreEnabled") is True,
        folder=_text(said.get("DockerRootDir")),
        gvisor=gvisor,
        gvisor_ready=ready,
    )


def gvisor_in(said: Mapping[str, Any]) -> tuple[str, bool]:
    """The engine's runtime that is gVisor, empty for none, and whether jobs may use it.

    Its own network stack writes frames past the rules that guard a deal's namespace, so it is
    used only where its entry says that it takes the network of the sandbox (``--network=host``).
    """
    runtimes = said.get("Runtimes")
    if not isinstance(runtimes, Mapping):
        return "", False
    found = [
        (_text(name), _network_of(entry))
        for name, entry in sorted(runtimes.items(), key=str)
        if isinstance(entry, Mapping) and _text(entry.get("path")).rpartition("/")[2] == _GVISOR
    ]
    ready = [name for name, network in found if network == "host"]
    if ready:
        return ready[0], True
    return (found[0][0], False) if found else ("", False)


def _network_of(entry: Mapping[str, Any]) -> str:
    """What the last of its arguments says, as the program itself reads them."""
    words = [_text(word).lstrip("-") for word in _many(entry.get("runtimeArgs"))]
    said = "sandbox"
    for word, after in zip_longest(words, words[1:], fillvalue=""):
        name, equals, value = word.partition("=")
        if name == "network":
            said = value if equals else after
    return said


def _many(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []


def _named(value: Any) -> list[Any]:
    return list(value) if isinstance(value, Mapping) else []


def _text(value: Any) -> str:
    return "" if value is None else str(value)[:_LONGEST]
