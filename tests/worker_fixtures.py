"""Real parts for tests that run jobs: the Docker engine and a tiny image without a registry."""

from __future__ import annotations

import fcntl
import io
import tarfile
import tempfile
from pathlib import Path

import docker
import pytest

ENGINE_URL = "unix:///var/run/docker.sock"
BUSYBOX = Path("/bin/busybox")
APPLETS = (
    *("sh", "cat", "echo", "sleep", "ls", "id", "env", "dd", "head", "tail", "seq", "wc"),
    *("sha256sum", "mkdir", "touch", "ln", "kill", "ps", "df", "mount", "true", "false", "yes"),
    *("sort", "tr", "date", "uname", "stat", "chmod", "rm", "ping", "wget", "nc"),
)
_TAG = "sonm-test/busybox:1"


def import_busybox(url: str = ENGINE_URL) -> str:
    """Make the busybox image in the engine at *url*, once; its id (``sha256:...``)."""
    if not BUSYBOX.exists():
        raise RuntimeError("install the Debian package busybox-static: the tests need /bin/busybox")
    client = docker.DockerClient(base_url=url)
    lock = (Path(tempfile.gettempdir()) / "sonm-test-busybox.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests run in several processes at once
        present = client.images.list(name=_TAG)
        if present:
            return str(present[0].id)
        repository, tag = _TAG.split(":")
        client.api.import_image_from_data(
            _root_filesystem(), repository=repository, tag=tag, changes=['CMD ["/bin/sh"]']
        )
        return str(client.images.get(_TAG).id)
    finally:
        lock.close()
        client.close()


def _root_filesystem() -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for folder in ("bin", "tmp", "etc"):
            entry = tarfile.TarInfo(folder)
            entry.type, entry.mode = tarfile.DIRTYPE, 0o755
            tar.addfile(entry)
        tar.add(BUSYBOX, "bin/busybox")
        for applet in APPLETS:
            entry = tarfile.TarInfo(f"bin/{applet}")
            entry.type, entry.linkname = tarfile.SYMTYPE, "busybox"
            tar.addfile(entry)
    return packed.getvalue()


@pytest.fixture(scope="session")
def engine_url() -> str:
    """The Docker engine of this machine. A test that needs it fails where there is none."""
    return ENGINE_URL


@pytest.fixture(scope="session")
def busybox_image(engine_url: str) -> str:
    """The id (``sha256:...``) of a tiny image with a shell."""
    return import_busybox(engine_url)
