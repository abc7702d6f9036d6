"""How much a container that runs gets of the machine, changed while it runs."""

from __future__ import annotations

import logging
from typing import Any

from docker import APIClient
from docker.errors import APIError, NotFound

from sonm_desktop.worker.runtime.engine_errors import CONFLICT, NOT_FOUND
from sonm_desktop.worker.runtime.port import Share

logger = logging.getLogger(__name__)

_NANO = 10_000_000
"""Nano-processors in a percent of a core."""

_CALL_S = 60
_ENDED = frozenset({"exited", "dead", "removing"})


def limit(client: APIClient, container: str, share: Share) -> None:
    """Have *container* obey *share*; one that has ended, or is gone, has nothing to obey.

    An engine whose kernel knows no weight of I/O gets the rest.
    """
    try:
        _update(client, container, share)
    except APIError as error:
        if error.status_code not in (NOT_FOUND, CONFLICT) and not _ended(client, container):
            raise
        logger.info("container %s was gone before it was limited", container[:12])


def _update(client: APIClient, container: str, share: Share) -> None:
    processor = {"NanoCpus": share.cpu_percent * _NANO}
    _post(client, container, processor)
    for rest in ({"MemoryReservation": share.ram_reserved}, {"BlkioWeight": share.io_weight}):
        try:
            _post(client, container, rest)
        except APIError as error:
            logger.debug("the engine does not take %s: %s", next(iter(rest)), error.status_code)


def _post(client: APIClient, container: str, changes: dict[str, Any]) -> None:
    """By the engine's call itself: the library's knows neither of these names."""
    url = f"{client.base_url}/v{client.api_version}/containers/{container}/update"
    response = client.post(url, json=changes, timeout=_CALL_S)
    if not response.ok:
        raise APIError("the engine did not update a container", response=response)


def _ended(client: APIClient, container: str) -> bool:
    try:
        return str(client.inspect_container(container)["State"]["Status"]) in _ENDED
    except NotFound:
        return True
