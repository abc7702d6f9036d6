"""Which images a supplier lets run, how large they may be, and how long things are kept: pure.

A rule names a registry (``ghcr.io``), a part of one (``ghcr.io/acme``) or a repository
(``docker.io/library/python``, in short ``python``); it holds for all below it. What is denied
is denied, whatever is allowed; nothing allowed means everything.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, fields
from ipaddress import ip_address
from typing import Any

from sonm_desktop.core.errors import UserError

DAY_S = 86_400
GIB = 1 << 30
HUB = "docker.io"
"""The registry of names that begin with none."""

MOST_RULES = 256
_LONGEST_RULE = 256
_RULE = re.compile(r"[a-z0-9](?:[a-z0-9._:-]|/(?=[a-z0-9]))*", re.ASCII)
_PRIVATE_NAMES = (".local", ".lan", ".internal", ".home.arpa", ".localhost")
_RANGES = {
    "download_bytes": (0, 2**62),
    "unpacked_bytes": (0, 2**62),
    "keep_images_bytes": (0, 2**62),
    "keep_results_s": (0, 366 * DAY_S),
}


@dataclass(frozen=True, slots=True)
class ImagePolicy:
    """allow, deny: rules. download_bytes, unpacked_bytes: the most that an image may have, 0 is
    no limit. keep_images_bytes: of fetched images, the least recently used go first.
    keep_results_s: logs and results after the end of their deal.
    """

    allow: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    download_bytes: int = 10 * GIB
    unpacked_bytes: int = 30 * GIB
    keep_images_bytes: int = 20 * GIB
    keep_results_s: int = 7 * DAY_S

    def to_wire(self) -> dict[str, Any]:
        return {**asdict(self), "allow": list(self.allow), "deny": list(self.deny)}


def policy_from_wire(wire: Any) -> ImagePolicy:
    """The policy in *wire*, whose rules are written out. Raises UserError worker.bad_images."""
    if not isinstance(wire, dict) or set(wire) != {field.name for field in fields(ImagePolicy)}:
        raise UserError("worker.bad_images", part="its fields")
    for name, (low, high) in _RANGES.items():
        if type(wire[name]) is not int or not low <= wire[name] <= high:
            raise UserError("worker.bad_images", part=name)
    lists = {name: _rules(wire[name], name) for name in ("allow", "deny")}
    return ImagePolicy(**{**wire, **lists})


def require_allowed(policy: ImagePolicy, image: str) -> bool:
    """Whether a rule names *image* (by digest or tag); it may run. Raises UserError.

    A registry in a private network is reached by nobody but the supplier, so only his own
    rule opens it. An image of this machine, named by its id, is of no registry.
    """
    place = place_of(image)
    if not place:
        return True
    named = any(_covers(rule, place) for rule in policy.allow)
    if any(_covers(rule, place) for rule in policy.deny) or (policy.allow and not named):
        raise UserError("worker.image_not_allowed", place=place)
    if not named and is_private(place.partition("/")[0]):
        raise UserError("worker.registry_private", place=place.partition("/")[0])
    return named


def place_of(image: str) -> str:
    """Registry and repository of *image*, written out; empty for an image's id."""
    if image.startswith("sha256:"):
        return ""
    folder, slash, last = image.partition("@")[0].rpartition("/")
    registry, _, rest = written_out(f"{folder}{slash}{last.partition(':')[0]}").partition("/")
    official = registry == HUB and "/" not in rest
    return f"{registry}/library/{rest}" if official else f"{registry}/{rest}"


def written_out(rule: str) -> str:
    """*rule* with its registry: ``python`` is ``docker.io/library/python``."""
    name = rule.strip().strip("/").lower()
    first, slash, rest = name.partition("/")
    if first in ("index.docker.io", "registry-1.docker.io"):
        first = HUB
    if "." in first or ":" in first or first == "localhost":
        return f"{first}{slash}{rest}"
    return f"{HUB}/{name}" if slash else f"{HUB}/library/{name}"


def host_of(registry: str) -> str:
    """The machine that *registry* names, without its port."""
    name, _, port = registry.rpartition(":")
    return name if name and port.isdecimal() else registry


def is_private(registry: str) -> bool:
    """Whether *registry* names a machine of a private network, as far as its name tells."""
    host = host_of(registry)
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith(_PRIVATE_NAMES)


def _covers(rule: str, place: str) -> bool:
    """``docker.io/python`` is a short name of ``docker.io/library/python``."""
    short = place.replace(f"{HUB}/library/", f"{HUB}/", 1)
    return any(name == rule or name.startswith(f"{rule}/") for name in (place, short))


def _rules(said: Any, name: str) -> tuple[str, ...]:
    if not isinstance(said, list | tuple) or len(said) > MOST_RULES:
        raise UserError("worker.bad_images", part=name)
    for rule in said:
        if not isinstance(rule, str) or len(rule) > _LONGEST_RULE:
            raise UserError("worker.bad_images", part=name)
        if not _RULE.fullmatch(rule.strip().strip("/").lower()):
            raise UserError("worker.bad_images", part=f"{name}: {rule[:60]}")
    return tuple(sorted({written_out(rule) for rule in said}))
