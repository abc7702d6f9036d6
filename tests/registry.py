"""A real registry on loopback, with images of our own in it, and a door that can be slow."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import hashlib
import io
import json
import os
import shutil
import socket
import subprocess
import tarfile
import time
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

USER, PASSWORD = "miner", "canary-7f3a-password"
_HASH = "$2b$04$yjXvZlxtiyiZv29gVCW9Fuf6m6CEVcR46W5KtZhRWznik66V5kf3u"
"""Of PASSWORD, by bcrypt: the only kind that the registry takes."""

_BUILT = Path(__file__).parents[1] / "build/registry/usr/bin/docker-registry"
_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
_CONFIG = "application/vnd.docker.container.image.v1+json"
_LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip"


@dataclass(frozen=True, slots=True)
class Registry:
    """Listens on *port* of loopback. private: asks for USER and PASSWORD."""

    port: int
    private: bool
    root: Path

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def put(self, name: str, layers: list[bytes], *, architecture: str = "amd64") -> str:
        """Store an image of gzipped tar *layers*; its reference by digest."""
        config = {
            "architecture": architecture,
            "os": "linux",
            "config": {"Cmd": ["/bin/sh"]},
            "rootfs": {
                "type": "layers",
                "diff_ids": [_sha256(gzip.decompress(layer)) for layer in layers],
            },
        }
        described = json.dumps(config).encode()
        manifest = {
            "schemaVersion": 2,
            "mediaType": _MANIFEST,
            "config": _descriptor(_CONFIG, described),
            "layers": [_descriptor(_LAYER, layer) for layer in layers],
        }
        for blob in (described, *layers):
            self._upload(name, blob)
        body = json.dumps(manifest).encode()
        self._ask("PUT", f"/v2/{name}/manifests/1", body, _MANIFEST)
        return f"{self.host}/{name}@{_sha256(body)}"

    def _upload(self, name: str, blob: bytes) -> None:
        place = self._ask("POST", f"/v2/{name}/blobs/uploads/", b"", "")
        separator = "&" if "?" in place else "?"
        self._ask("PUT", f"{place}{separator}digest={_sha256(blob)}", blob, "")

    def _ask(self, method: str, path: str, body: bytes, kind: str) -> str:
        address = path if path.startswith("http") else f"http://{self.host}{path}"
        request = urllib.request.Request(address, data=body, method=method)
        request.add_header("Content-Type", kind or "application/octet-stream")
        if self.private:
            said = b64encode(f"{USER}:{PASSWORD}".encode()).decode()
            request.add_header("Authorization", f"Basic {said}")
        with urllib.request.urlopen(request, timeout=20) as answer:
            return str(answer.headers.get("Location", ""))


@contextmanager
def registry(folder: Path, *, private: bool = False) -> Iterator[Registry]:
    """One that keeps all in *folder*, until the end of the block."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    access = folder / "users"
    access.write_text(f"{USER}:{_HASH}\n")
    config = {
        "version": "0.1",
        "log": {"level": "error", "accesslog": {"disabled": True}},
        "storage": {"filesystem": {"rootdirectory": str(folder / "blobs")}},
        "http": {"addr": f"127.0.0.1:{port}", "secret": "of a test"},
    }
    if private:
        config["auth"] = {"htpasswd": {"realm": "miners", "path": str(access)}}
    (folder / "config.yml").write_text(json.dumps(config))
    process = subprocess.Popen(
        [program(), "serve", str(folder / "config.yml")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "OTEL_TRACES_EXPORTER": "none"},
    )
    try:
        _until_open(port, process)
        yield Registry(port, private, folder)
    finally:
        process.terminate()
        process.wait(10)


def program() -> str:
    """Where `make setup` or the system has put the registry."""
    found = shutil.which("docker-registry") or (str(_BUILT) if _BUILT.exists() else "")
    if not found:
        raise RuntimeError("run `bash resources/setup/registry.sh`: the tests pull from a registry")
    return found


def layer(files: dict[str, bytes], *, busybox: bool = False) -> bytes:
    """A gzipped tar of *files*, the same for the same files; busybox: with a shell."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(content), 0o644
            tar.addfile(entry, io.BytesIO(content))
        if busybox:
            tar.add("/bin/busybox", "bin/busybox")
            for applet in ("sh", "echo", "cat", "sleep"):
                link = tarfile.TarInfo(f"bin/{applet}")
                link.type, link.linkname = tarfile.SYMTYPE, "busybox"
                tar.addfile(link)
    return gzip.compress(packed.getvalue(), 1, mtime=0)


class SlowDoor:
    """Passes bytes to a registry on loopback; `most` bounds what comes back, per connection."""

    def __init__(self, inside: int) -> None:
        self.port = free_port()
        self.most: int | None = None
        self.opened = asyncio.Event()
        self._inside = inside
        self._server: asyncio.Server | None = None
        self._visits: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._visit, "127.0.0.1", self.port)

    async def close(self) -> None:
        assert self._server is not None
        self._server.close()
        for visit in list(self._visits):
            visit.cancel()
        await asyncio.gather(*self._visits, return_exceptions=True)

    def through(self, image: str) -> str:
        """*image* of the registry, by way of this door."""
        return image.replace(f":{self._inside}/", f":{self.port}/")

    async def _visit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visit = asyncio.current_task()
        assert visit is not None
        self._visits.add(visit)
        visit.add_done_callback(self._visits.discard)
        ends = [writer]
        try:
            inside, outside = await asyncio.open_connection("127.0.0.1", self._inside)
            ends.append(outside)
            await asyncio.gather(self._in(reader, outside), self._out(inside, writer))
        except (asyncio.CancelledError, OSError):
            return
        finally:
            for end in ends:
                end.transport.abort()

    async def _in(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
        with contextlib.suppress(OSError):
            writer.write_eof()

    async def _out(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        passed = 0
        while data := await reader.read(1 << 14):
            if self.most is not None and passed + len(data) > self.most:
                self.opened.set()
                while self.most is not None:  # noqa: ASYNC110 (a stall has no end of its own)
                    await asyncio.sleep(0.02)
            passed += len(data)
            writer.write(data)
            await writer.drain()
        writer.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _until_open(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(400):
        if process.poll() is not None:
            raise RuntimeError("the registry ended as soon as it was started")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.025)
    raise RuntimeError("the registry does not answer")


def _descriptor(kind: str, blob: bytes) -> dict[str, object]:
    return {"mediaType": kind, "size": len(blob), "digest": _sha256(blob)}


def _sha256(blob: bytes) -> str:
    return "sha256:" + hashlib.sha256(blob).hexdigest()
