"""Where the API listens: a socket that only its owner reaches, and by choice a loopback port."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
from collections.abc import Generator
from pathlib import Path

import uvicorn

from sonm_desktop.api.proof import port_file
from sonm_desktop.api.server.app import guarded_app
from sonm_desktop.api.server.ports import Services
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.paths import private_folder, write_private

logger = logging.getLogger(__name__)

LOOPBACK = "127.0.0.1"
LONGEST_SOCKET_PATH = 100
"""Of the 108 bytes that Linux has for it, or the 104 of macOS."""

_STOP_LIMIT_S = 2
_BACKLOG = 128
_OWNER_ONLY = 0o600


class ApiServer:
    """Serves *services* at *path* and, unless None, on *port* of loopback (0: any)."""

    def __init__(self, services: Services, path: Path, *, port: int | None = None) -> None:
        self._services = services
        self._path = path
        self._port = port
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Listen until cancelled or stopped.

        The caller holds the profile's lock, so that a socket file found here is a dead one.
        Raises UserError: agent.long_path, agent.port_in_use.
        """
        with contextlib.ExitStack() as stack:
            await self._serve(self._bind(stack))

    def stop(self) -> None:
        """End all streams and then the server; `run` returns soon."""
        self._stopping.set()

    def _bind(self, stack: contextlib.ExitStack) -> list[socket.socket]:
        """The port is written beside the socket, where faces look for it."""
        sockets = []
        if hasattr(socket, "AF_UNIX"):
            sockets.append(stack.enter_context(_bound_path(self._path)))
            stack.callback(self._path.unlink, missing_ok=True)
        if self._port is not None:
            sockets.append(stack.enter_context(_bound_port(self._port)))
            port, file = sockets[-1].getsockname()[1], port_file(self._path)
            write_private(file, str(port).encode())
            stack.callback(file.unlink, missing_ok=True)
            logger.info("the API listens on port %d of this machine", port)
        return sockets

    async def _serve(self, sockets: list[socket.socket]) -> None:
        config = uvicorn.Config(
            guarded_app(self._services, self._stopping),
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            proxy_headers=False,
            ws="none",
            timeout_graceful_shutdown=_STOP_LIMIT_S,
        )
        server = _Server(config)
        ending = asyncio.ensure_future(self._end(server))
        try:
            await server.serve(sockets)
        finally:
            ending.cancel()

    async def _end(self, server: uvicorn.Server) -> None:
        await self._stopping.wait()
        server.should_exit = True


class _Server(uvicorn.Server):
    """Leaves signals to the program."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


def _bound_path(path: Path) -> socket.socket:
    if len(os.fsencode(path)) > LONGEST_SOCKET_PATH:
        raise UserError("agent.long_path", path=str(path), most=LONGEST_SOCKET_PATH)
    private_folder(path.parent)
    path.unlink(missing_ok=True)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listening.bind(str(path))
        path.chmod(_OWNER_ONLY)
        listening.listen(_BACKLOG)
    except OSError:
        listening.close()
        raise
    return listening


def _bound_port(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            # There it only frees a port that a dead agent held; on Windows it shares a live one.
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((LOOPBACK, port))
        listening.listen(_BACKLOG)
    except OSError as error:
        listening.close()
        raise UserError("agent.port_in_use", port=port) from error
    return listening
