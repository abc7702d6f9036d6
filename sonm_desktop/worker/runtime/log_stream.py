"""Following a task's output in the engine, ended from another thread."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing

from docker import APIClient
from docker.types import CancellableStream
from requests import Response

from sonm_desktop.worker.runtime.engine_errors import engine_words
from sonm_desktop.worker.runtime.port import EngineRecord
from sonm_desktop.worker.runtime.records import records_of

logger = logging.getLogger(__name__)

_CONNECT_S = 10.0
_READ_S = 60.0
_NS = 1_000_000_000


class EngineLog:
    """The output of one sandbox from a second on.

    The docker package drops which of stdout and stderr a record came from, so the engine's
    own framing is read here.
    """

    def __init__(
        self, client: APIClient, url: str, sandbox: str, *, since: int, follow: bool
    ) -> None:
        self._url = url
        address = f"{client.base_url}/v{client.api_version}/containers/{sandbox}/logs"
        query = {
            "stdout": 1,
            "stderr": 1,
            "timestamps": 1,
            "follow": int(follow),
            "since": since // _NS,
        }
        patience = (_CONNECT_S, None if follow else _READ_S)
        self._response: Response = client.get(address, params=query, stream=True, timeout=patience)
        self._response.raise_for_status()
        self._stream = CancellableStream(self._response.raw.stream(1 << 16), self._response)

    def __iter__(self) -> Iterator[EngineRecord]:
        with engine_words(self._url), closing(self._response):
            yield from records_of(self._stream)

    def close(self) -> None:
        """End the iteration from another thread; fine when it has ended."""
        try:
            self._stream.close()
        except (AttributeError, OSError):
            # The reader's thread has closed the response in the same moment.
            logger.debug("a log stream was closed already")
