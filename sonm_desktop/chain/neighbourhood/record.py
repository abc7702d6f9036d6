"""What a practice network was seeded with, so that nothing seeded passes for real."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from sonm_desktop.core.ids import Address
from sonm_desktop.core.paths import write_private


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """network: identity of the one that it belongs to. seed: it is all derived from it.

    workers: every seeded machine's. lively: how many of them answer, the first ones.
    """

    network: str
    seed: int
    workers: tuple[Address, ...]
    lively: int


class NeighbourhoodFile:
    """``neighbourhood.json`` of a practice network's *folder*."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "neighbourhood.json"
        self._read: Neighbourhood | None = None

    def save(self, neighbourhood: Neighbourhood) -> None:
        write_private(self._path, json.dumps(asdict(neighbourhood)).encode())
        self._read = neighbourhood

    def of(self, network: str) -> Neighbourhood | None:
        """The one of the network with this identity; None for a network that has none."""
        if self._read is None or self._read.network != network:
            self._read = _loaded(self._path)
        return self._read if self._read is not None and self._read.network == network else None


def _loaded(path: Path) -> Neighbourhood | None:
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        return Neighbourhood(
            network=str(fields["network"]),
            seed=int(fields["seed"]),
            workers=tuple(Address(str(worker)) for worker in fields["workers"]),
            lively=int(fields["lively"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
