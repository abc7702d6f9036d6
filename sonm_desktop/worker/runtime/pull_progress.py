"""How far a pull is, reckoned from the lines that the engine streams: pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sonm_desktop.worker.runtime.port import PullProgress

_OVER = frozenset({"Pull complete", "Already exists"})
_FETCHED = frozenset({"Verifying Checksum", "Download complete", "Extracting", *_OVER})
_BEGINS = frozenset({"Pulling fs layer", "Waiting", "Downloading", *_FETCHED})
_MOST_LAYERS = 512
"""Of one image; the engine itself allows fewer."""


@dataclass(slots=True)
class _Layer:
    done: int = 0
    size: int = 0
    fetched: bool = False
    over: bool = False


@dataclass(slots=True)
class LayerTally:
    """The layers of one pull, by the engine's names for them.

    A layer's size is known when its download begins, so the sum grows until all have begun.
    """

    _layers: dict[str, _Layer] = field(default_factory=dict)

    def hear(self, line: Mapping[str, Any]) -> None:
        """Take in one line; what is not about a layer, or makes no sense, changes nothing."""
        name, status = line.get("id"), line.get("status")
        if not isinstance(name, str) or status not in _BEGINS:
            return
        if name not in self._layers and len(self._layers) >= _MOST_LAYERS:
            return
        layer = self._layers.setdefault(name, _Layer())
        if status == "Downloading":
            self._count(layer, line.get("progressDetail"))
        if status in _FETCHED:
            layer.fetched, layer.done = True, layer.size
        if status in _OVER:
            layer.over = True

    def progress(self) -> PullProgress:
        """Where the pull stands now."""
        layers = self._layers.values()
        return PullProgress(
            layers=len(layers),
            layers_done=sum(layer.over for layer in layers),
            done=sum(layer.done for layer in layers),
            total=sum(max(layer.size, layer.done) for layer in layers),
            unpacking=bool(layers) and all(layer.fetched for layer in layers),
        )

    def _count(self, layer: _Layer, detail: Any) -> None:
        if not isinstance(detail, Mapping):
            return
        done, size = detail.get("current"), detail.get("total")
        if isinstance(done, int) and done > layer.done:
            layer.done = done
        if isinstance(size, int) and size > layer.size:
            layer.size = size
