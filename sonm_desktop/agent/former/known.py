"""The networks that this profile has been on: one file each, beside their records."""

from __future__ import annotations

import logging
from pathlib import Path

from sonm_desktop.chain.network import Network, load_network
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.paths import Profile

logger = logging.getLogger(__name__)


class KnownNetworks:
    """Practice networks are none of them: there is one, which is started and not chosen."""

    def __init__(self, profile: Profile) -> None:
        self._folder = profile.folder / "networks"

    def remember(self, network: Network) -> None:
        """Keep *network*, as its file says it now."""
        if not network.practice and network not in self.all():
            network.save(self._folder / f"{network.identity}.json")

    def all(self) -> list[Network]:
        """The one that was seen first comes first. A damaged file is passed over."""
        found = []
        for path in sorted(self._folder.glob("*.json"), key=_age):
            try:
                found.append(load_network(path))
            except UserError as error:
                logger.warning("a known network is passed over: %s", error)
        return found

    def get(self, identity: str) -> Network:
        """Raises UserError("agent.no_known_network")."""
        for network in self.all():
            if network.identity == identity:
                return network
        raise UserError("agent.no_known_network")


def _age(path: Path) -> tuple[float, str]:
    return path.stat().st_mtime, path.name
