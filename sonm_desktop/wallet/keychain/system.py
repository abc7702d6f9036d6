"""The operating system's secret store, asked so that a machine without one never hangs."""

from __future__ import annotations

import asyncio
import concurrent.futures
import logging
import threading
from collections.abc import Callable
from typing import TypeVar

import keyring.backend

logger = logging.getLogger(__name__)

T = TypeVar("T")

SERVICE = "SONM Desktop"
TRUSTED = (
    "keyring.backends.macOS",
    "keyring.backends.Windows",
    "keyring.backends.SecretService",
    "keyring.backends.libsecret",
    "keyring.backends.kwallet",
)
"""Modules of stores that encrypt; other packages install ones that write plain text."""


class StoreFailed(Exception):
    """The store is missing, closed, or did not answer in time."""


async def find_store(limit_s: float) -> SystemStore:
    """The best store of this machine, which may still refuse to work. Raises StoreFailed."""
    backend = await _limited(_best, limit_s)
    return SystemStore(type(backend).__module__)


class SystemStore:
    """Texts by name, in one kind of store that the desktop unlocks at login."""

    def __init__(self, kind: str) -> None:
        """*kind*: one of `TRUSTED`."""
        self.kind = kind

    async def read(self, name: str, *, limit_s: float) -> str | None:
        """The text, or None where there is none. Raises StoreFailed."""
        return await _limited(lambda: self._backend().get_password(SERVICE, name), limit_s)

    async def write(self, name: str, value: str, *, limit_s: float) -> None:
        """Keep *value*. Raises StoreFailed."""
        await _limited(lambda: self._backend().set_password(SERVICE, name, value), limit_s)

    async def remove(self, name: str, *, limit_s: float) -> None:
        """Forget a text that exists. Raises StoreFailed."""
        await _limited(lambda: self._backend().delete_password(SERVICE, name), limit_s)

    def _backend(self) -> keyring.backend.KeyringBackend:
        for backend in keyring.backend.get_all_keyring():
            if type(backend).__module__ == self.kind:
                return backend
        raise StoreFailed("this kind of store is not here")


def _best() -> keyring.backend.KeyringBackend:
    trusted = [
        backend
        for backend in keyring.backend.get_all_keyring()
        if type(backend).__module__ in TRUSTED
    ]
    if not trusted:
        raise StoreFailed("no secret store")
    return max(trusted, key=lambda backend: backend.priority)


async def _limited(work: Callable[[], T], limit_s: float) -> T:
    """What *work* returns, from a thread that nobody waits for if it never ends.

    A store may wait for a person at a prompt; a daemon thread, unlike one of asyncio's pool,
    does not keep the program from ending then.
    """
    outcome: concurrent.futures.Future[T] = concurrent.futures.Future()
    outcome.set_running_or_notify_cancel()
    threading.Thread(target=_settle, args=(outcome, work), daemon=True, name="keychain").start()
    try:
        return await asyncio.wait_for(asyncio.wrap_future(outcome), limit_s)
    except TimeoutError as error:
        raise StoreFailed("the secret store does not answer") from error


def _settle(outcome: concurrent.futures.Future[T], work: Callable[[], T]) -> None:
    try:
        outcome.set_result(work())
    except StoreFailed as error:
        outcome.set_exception(error)
    except Exception as error:  # noqa: BLE001  each store raises what its own library raises
        logger.debug("the secret store failed: %s", type(error).__name__)
        outcome.set_exception(StoreFailed("the secret store failed"))
