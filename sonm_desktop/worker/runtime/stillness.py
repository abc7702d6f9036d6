"""Containers that are frozen by their control group, go on, or end, however they stand."""

from __future__ import annotations

import logging
from collections.abc import Callable

from docker import APIClient
from docker.errors import APIError, NotFound

from sonm_desktop.core.errors import BadReply

logger = logging.getLogger(__name__)


def pause(client: APIClient, container: str) -> None:
    """Freeze *container* if it runs; it keeps its memory and gets no processor."""
    _change(client.pause, client, container, "running")


def resume(client: APIClient, container: str) -> None:
    """Let a frozen *container* go on."""
    _change(client.unpause, client, container, "paused")


def stop(client: APIClient, container: str, grace_s: int) -> None:
    """Ask *container* to end and kill it after *grace_s*; a frozen one first hears the question."""
    try:
        resume(client, container)
        client.stop(container, timeout=grace_s)
    except NotFound:
        logger.info("container %s was gone before it was stopped", container[:12])


def _change(act: Callable[[str], None], client: APIClient, container: str, standing: str) -> None:
    """*act* if *container* is *standing*; it may end, or change, while that is done."""
    if _status(client, container) != standing:
        return
    try:
        act(container)
    except APIError:
        if _status(client, container) == standing:
            raise


def _status(client: APIClient, container: str) -> str:
    """Empty when it is gone."""
    try:
        return str(client.inspect_container(container)["State"]["Status"])
    except NotFound:
        return ""
    except (KeyError, TypeError) as error:
        raise BadReply("a container without the fields of a container") from error
