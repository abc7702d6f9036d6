"""Everything that gets installed is pinned, and no registry is named."""

from __future__ import annotations

import importlib.metadata
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[3]
CONSTRAINTS = ROOT / "resources" / "setup" / "constraints.txt"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def direct() -> Iterator[Requirement]:
    groups = PROJECT["optional-dependencies"]
    for line in [*PROJECT["dependencies"], *(line for group in groups.values() for line in group)]:
        yield Requirement(line)


def pinned() -> dict[str, str]:
    lines = CONSTRAINTS.read_text(encoding="utf-8").split()
    return {canonicalize_name(line.split("==")[0]): line.split("==")[1] for line in lines}


def installed_with(requirement: Requirement) -> set[str]:
    """Names of what *requirement* brings along on this machine, itself included."""
    found: set[str] = set()
    pending = [requirement]
    while pending:
        wanted = pending.pop()
        name = canonicalize_name(wanted.name)
        if name in found or not _applies(wanted, requirement.extras):
            continue
        found.add(name)
        needs = importlib.metadata.distribution(name).requires or []
        pending += [Requirement(line) for line in needs]
    return found


def test_every_direct_dependency_has_an_exact_version() -> None:
    for requirement in direct():
        assert re.fullmatch(r"==[^*]+", str(requirement.specifier)), requirement


def test_every_package_that_gets_installed_is_pinned() -> None:
    pins = pinned()
    for requirement in direct():
        if _applies(requirement, set()):
            assert installed_with(requirement) <= set(pins), requirement


def test_the_pins_agree_with_the_direct_dependencies() -> None:
    pins = pinned()
    for requirement in direct():
        assert requirement.specifier.contains(pins[canonicalize_name(requirement.name)])


def test_no_registry_is_named() -> None:
    lock = json.loads((ROOT / "contracts" / "package-lock.json").read_text(encoding="utf-8"))
    assert not [entry for entry in lock["packages"].values() if "resolved" in entry]
    assert "://" not in CONSTRAINTS.read_text(encoding="utf-8")


def _applies(requirement: Requirement, extras: set[str]) -> bool:
    if requirement.marker is None:
        return True
    return any(requirement.marker.evaluate({"extra": extra}) for extra in extras or {""})
