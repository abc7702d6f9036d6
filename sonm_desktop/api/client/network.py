"""Calls about the network of the profile."""

from __future__ import annotations

from pathlib import Path

from sonm_desktop.api.client.link import Link
from sonm_desktop.api.schema.network import Leaving, NetworkStatus, UseNetwork
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.foreign_json import parse_foreign

_START_LIMIT_S = 120.0
_LARGEST_FILE = 100_000


class NetworkCalls:
    """`AgentClient.network`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def status(self) -> NetworkStatus:
        return await self._link.ask(NetworkStatus, "GET", "/network")

    async def leaving(self) -> Leaving:
        """What is at stake here when the profile goes to another network."""
        return await self._link.ask(Leaving, "GET", "/network/leaving")

    async def start_practice(self) -> NetworkStatus:
        """Start the practice network, or find it running, and use it."""
        return await self._link.ask(
            NetworkStatus, "POST", "/network/practice", timeout_s=_START_LIMIT_S
        )

    async def stop_practice(self) -> NetworkStatus:
        """End the practice node; its state stays for the next start."""
        return await self._link.ask(
            NetworkStatus, "DELETE", "/network/practice", timeout_s=_START_LIMIT_S
        )

    async def reset_practice(self) -> NetworkStatus:
        """A new practice network; all coins and deals of the old one are gone."""
        return await self._link.ask(
            NetworkStatus, "POST", "/network/practice/reset", timeout_s=_START_LIMIT_S
        )

    async def use(self, file: Path) -> NetworkStatus:
        """Use the network of *file*; its records are kept apart from those of others.

        Raises UserError: chain.no_network, chain.bad_network_file.
        """
        return await self._link.ask(
            NetworkStatus, "PUT", "/network", UseNetwork(network=_read(file))
        )

    async def use_known(self, identity: str) -> NetworkStatus:
        """Go back to one of `NetworkStatus.others`. Raises UserError("agent.no_known_network")."""
        return await self._link.ask(NetworkStatus, "PUT", f"/network/known/{identity}")


def _read(file: Path) -> dict[str, object]:
    try:
        text = file.read_text(encoding="utf-8")
        fields = parse_foreign(text) if len(text) <= _LARGEST_FILE else None
    except (OSError, ValueError) as error:
        raise UserError("chain.bad_network_file", file=file.name) from error
    if not isinstance(fields, dict):
        raise UserError("chain.bad_network_file", file=file.name)
    return fields
