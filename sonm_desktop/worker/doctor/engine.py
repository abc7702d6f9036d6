"""Checks of the engine: whether jobs can run, and how well they are confined."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sonm_desktop.worker.doctor.findings import Finding, bad, good, note, poor
from sonm_desktop.worker.runtime.engine_facts import EngineFacts

OLDEST = (20, 10)
"""The first engine with cgroup v2, and with user namespaces that survive its restart."""

_BOUNDED = frozenset({"btrfs", "zfs"})
"""Storage drivers that bound a container's root by themselves."""


def check_engine(facts: EngineFacts) -> Iterable[Finding]:
    """Everything that an engine's description tells."""
    yield _version(facts)
    yield _rights(facts)
    yield _namespaces(facts)
    yield _system_calls(facts)
    yield _limits(facts)
    yield _quota(facts)
    yield _restarts(facts)
    yield _gvisor(facts)


def version_of(text: str) -> tuple[int, int] | None:
    """Major and minor in an engine's version; None where there are none, as in a nightly's."""
    found = re.match(r"(\d{1,4})\.(\d{1,4})", text)
    return (int(found[1]), int(found[2])) if found else None


def _version(facts: EngineFacts) -> Finding:
    if facts.system != "linux":
        return bad("engine", "worker.engine_not_linux")
    version = version_of(facts.version)
    if version is not None and version < OLDEST:
        return bad("engine", "doctor.engine_old", version=facts.version)
    return good("engine", "doctor.engine_answers", version=facts.version)


def _rights(facts: EngineFacts) -> Finding:
    if facts.rootless:
        return good("rootless", "doctor.engine_rootless")
    return note("rootless", "doctor.engine_root")


def _namespaces(facts: EngineFacts) -> Finding:
    if facts.user_namespaces:
        return good("namespaces", "doctor.namespaces_on")
    return note("namespaces", "doctor.namespaces_off")


def _system_calls(facts: EngineFacts) -> Finding:
    if facts.seccomp:
        return good("seccomp", "doctor.seccomp_on")
    return bad("seccomp", "doctor.seccomp_off")


def _limits(facts: EngineFacts) -> Finding:
    if facts.missing_limits:
        return bad("limits", "doctor.limits_missing", missing=", ".join(facts.missing_limits))
    if facts.cgroups < 2:
        return poor("limits", "doctor.limits_old")
    return good("limits", "doctor.limits_all")


def _quota(facts: EngineFacts) -> Finding:
    if facts.driver in _BOUNDED:
        return good("quota", "doctor.quota_on", driver=facts.driver)
    return note("quota", "doctor.quota_watched", driver=facts.driver or "?")


def _restarts(facts: EngineFacts) -> Finding:
    if facts.live_restore:
        return good("live_restore", "doctor.live_restore_on")
    return note("live_restore", "doctor.live_restore_off")


def _gvisor(facts: EngineFacts) -> Finding:
    if not facts.gvisor:
        return good("gvisor", "doctor.gvisor_none")
    if facts.gvisor_ready:
        return good("gvisor", "doctor.gvisor_ready", runtime=facts.gvisor)
    return note("gvisor", "doctor.gvisor_own_network", runtime=facts.gvisor)
