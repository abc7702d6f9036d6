"""Which engine runs on this machine, and why one cannot be reached."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from pathlib import Path

from sonm_desktop.core.errors import RemoteError

_PROBE_S = 3.0


def find_engine() -> str:
    """The URL of the first engine that answers here, else of the likeliest place.

    A DOCKER_HOST over the network is refused: reaching an engine equals root on its machine.
    """
    places = candidates()
    for url in places:
        if not _obstacle(url):
            return url
    return places[0]


def candidates() -> list[str]:
    """Where engines listen on this system, likeliest first; at least one."""
    chosen = os.environ.get("DOCKER_HOST", "")
    if chosen.startswith(("unix://", "npipe://")):
        return [chosen]
    if sys.platform == "win32":
        return ["npipe:////./pipe/docker_engine", "npipe:////./pipe/dockerDesktopLinuxEngine"]
    home = Path.home()
    run = Path(os.environ.get("XDG_RUNTIME_DIR", f"/run/user/{os.getuid()}"))
    sockets = [
        Path("/var/run/docker.sock"),
        run / "docker.sock",
        home / ".docker/run/docker.sock",
        home / ".docker/desktop/docker.sock",
        home / ".colima/default/docker.sock",
        home / ".orbstack/run/docker.sock",
        home / ".rd/docker.sock",
        run / "podman/podman.sock",
    ]
    present = [path for path in sockets if path.is_socket()]
    return [f"unix://{path}" for path in present or sockets[:1]]


def require_reachable(url: str) -> None:
    """Return only when something listens at *url*. Raises RemoteError saying why not."""
    code = _obstacle(url)
    if code:
        raise RemoteError(code)


def unreachable(url: str) -> RemoteError:
    """Why the engine at *url* broke off just now, as one of our codes."""
    return RemoteError(_obstacle(url) or "worker.engine_stopped")


def _obstacle(url: str) -> str:
    if not url.startswith("unix://"):
        return "" if url.startswith("npipe://") else "worker.engine_remote"
    path = url.removeprefix("unix://")
    if not Path(path).exists():
        return "worker.engine_stopped" if _installed() else "worker.engine_absent"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(_PROBE_S)
        try:
            probe.connect(path)
        except PermissionError:
            return "worker.engine_no_permission"
        except OSError:
            return "worker.engine_stopped"
    return ""


def _installed() -> bool:
    return any(shutil.which(program) for program in ("dockerd", "docker", "podman"))
