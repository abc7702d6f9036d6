"""How much one peer may ask for, and when a silent one is let go."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Of a serving node. Rates are per second; bursts are what a rested caller may do at once."""

    connections: int = 512
    connections_per_host: int = 64
    streams: int = 128
    knocks_per_host: float = 10.0
    knock_burst: float = 60.0
    strange_per_account: float = 5.0
    strange_account_burst: float = 128.0
    strange_per_host: float = 20.0
    strange_host_burst: float = 512.0
    hello_s: float = 5.0
    """From the knock to the end of the handshake."""
    request_s: float = 20.0
    """From the opening of a stream to the last byte of its request."""
    write_s: float = 60.0
    """For a reader to make room for what he asked for."""
    silence_s: float = 30.0
    """Without a ping or a new stream."""
    stranger_body: int = 64 * 1024


class TokenBuckets:
    """A bucket of tokens for each key; the keys that asked last are remembered."""

    def __init__(self, *, rate: float, burst: float, most_keys: int = 4096) -> None:
        self._rate = rate
        self._burst = burst
        self._most_keys = most_keys
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def spend(self, key: str, tokens: float = 1.0) -> bool:
        """Take *tokens* from the bucket of *key*; False, and nothing taken, when it has less."""
        level, now = self._level(key), asyncio.get_running_loop().time()
        enough = level >= tokens
        self._levels[key] = (level - tokens if enough else level, now)
        self._levels.move_to_end(key)
        if len(self._levels) > self._most_keys:
            self._levels.popitem(last=False)
        return enough

    def _level(self, key: str) -> float:
        level, since = self._levels.get(key, (self._burst, 0.0))
        now = asyncio.get_running_loop().time()
        return min(self._burst, level + (now - since) * self._rate)
