"""Tasks in Docker (or an engine that speaks its API), each call in a thread."""

from __future__ import annotations

import asyncio
import logging
import platform
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from docker import APIClient
from docker.errors import APIError, NotFound

from sonm_desktop.core.errors import BadReply, CodedError, RemoteError
from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.worker.devices.gpu import is_nvidia
from sonm_desktop.worker.devices.render_nodes import RenderNodes, render_nodes
from sonm_desktop.worker.runtime import sharing, stillness
from sonm_desktop.worker.runtime.cells import Cells
from sonm_desktop.worker.runtime.confinement import (
    OUTPUT_FOLDER,
    WORKER_LABEL,
    container_name,
    create_request,
)
from sonm_desktop.worker.runtime.discovery import require_reachable
from sonm_desktop.worker.runtime.engine_errors import CONFLICT, NOT_FOUND, engine_words, meaning
from sonm_desktop.worker.runtime.engine_facts import gvisor_in
from sonm_desktop.worker.runtime.guard_rules import Net
from sonm_desktop.worker.runtime.images import Images
from sonm_desktop.worker.runtime.log_stream import EngineLog
from sonm_desktop.worker.runtime.own_addresses import own_networks
from sonm_desktop.worker.runtime.own_images import OwnImages
from sonm_desktop.worker.runtime.port import (
    USUAL_PULL,
    Cell,
    CellTerms,
    EngineState,
    HeldImage,
    Launch,
    LineReading,
    Login,
    LogStream,
    Phase,
    PullTerms,
    Sandbox,
    Share,
    TaskReading,
)
from sonm_desktop.worker.runtime.pulling import Pull
from sonm_desktop.worker.runtime.records import sandbox_of
from sonm_desktop.worker.runtime.usage import usage_now
from sonm_desktop.worker.runtime.volumes import NOBODY, ROOT, Volumes

logger = logging.getLogger(__name__)

T = TypeVar("T")

_CALL_S = 60
_START_TRIES = 150
_START_PAUSE_S = 0.1
_STREAM_CHUNK = 1 << 18
_DESCRIBED_S = 30.0
RESOLVER = "1.1.1.1"
"""Whom deals with network ask for names; it must not stand in the owner's LAN."""

_USER_NAMESPACES = frozenset({"name=userns", "name=rootless"})
_ARCHITECTURES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


class DockerRuntime:
    """The engine at *url*, connected at first use and again after it was away.

    own_images: whether images that are only on this machine may be run by customers.
    resolver: the one name server that deals with network may ask. own: the networks of the
    engine's machine, closed to every deal.
    """

    def __init__(
        self,
        url: str,
        worker: Address,
        *,
        own_images: bool,
        resolver: str = RESOLVER,
        own: Callable[[], Iterable[Net]] = own_networks,
        find_nodes: Callable[[Sequence[str]], RenderNodes] = render_nodes,
    ) -> None:
        self._url = url
        self._worker = worker
        self._own_images = own_images
        self._resolver = resolver
        self._own = own
        self._find_nodes = find_nodes
        self._lock = threading.Lock()
        self._parts: _Parts | None = None

    async def state(self) -> EngineState:
        try:
            return await self._call(_state)
        except CodedError as error:
            return EngineState(ok=False, code=error.code)

    async def resolve(self, image: str, login: Login | None = None) -> str:
        return await self._call(lambda parts: parts.images.resolve(image, login), image=image)

    async def offered_image(self, image: str) -> str:
        return await self._call(lambda parts: parts.images.offered(image), image=image)

    async def holds_image(self, image: str) -> bool:
        return await self._call(lambda parts: parts.images.holds(image), image=image)

    async def ensure_image(self, image: str, terms: PullTerms = USUAL_PULL) -> HeldImage:
        storage = (await self.state()).storage_folder
        pull = Pull(image, terms, storage)
        try:
            return await self._call(
                lambda parts: parts.images.ensure(image, terms, pull), image=image
            )
        finally:
            pull.end(RemoteError("worker.pull_ended", image=image))

    async def remove_image(self, image: str) -> bool:
        return await self._call(lambda parts: parts.images.remove(image), image=image)

    async def prepare(self, deal: DealId, storage_bytes: int, *, compatible: bool = False) -> str:
        owner = ROOT if compatible else NOBODY
        return await self._call(lambda parts: parts.volumes.make(deal, storage_bytes, owner))

    async def open_cell(self, deal: DealId, terms: CellTerms) -> Cell:
        return await self._call(lambda parts: parts.cells.open(deal, terms))

    async def close_cell(self, deal: DealId) -> None:
        await self._call(lambda parts: parts.cells.close(deal))

    async def ports(self, deal: DealId) -> dict[int, int]:
        return await self._call(lambda parts: parts.cells.ports(deal))

    async def cells(self) -> set[DealId]:
        return await self._call(lambda parts: parts.cells.all())

    async def line(self, deal: DealId) -> LineReading | None:
        return await self._call(lambda parts: parts.cells.line(deal))

    async def usage(self, sandbox: str) -> TaskReading | None:
        return await self._call(lambda parts: usage_now(parts.client, sandbox))

    async def start(self, launch: Launch) -> Sandbox:
        return await self._call(lambda parts: self._start(parts, launch), image=launch.image)

    async def status(self, sandbox: str) -> Sandbox | None:
        return await self._call(lambda parts: _inspect(parts.client, sandbox))

    async def stop(self, sandbox: str, grace_s: int) -> None:
        await self._call(lambda parts: stillness.stop(parts.client, sandbox, grace_s))

    async def pause(self, sandbox: str) -> None:
        await self._call(lambda parts: stillness.pause(parts.client, sandbox))

    async def limit(self, sandbox: str, share: Share) -> None:
        await self._call(lambda parts: sharing.limit(parts.client, sandbox, share))

    async def narrow(self, deal: DealId, terms: CellTerms) -> None:
        await self._call(lambda parts: parts.cells.narrow(deal, terms))

    async def resume(self, sandbox: str) -> None:
        await self._call(lambda parts: stillness.resume(parts.client, sandbox))

    async def logs(self, sandbox: str, since: int, *, follow: bool) -> LogStream:
        return await self._call(
            lambda parts: EngineLog(parts.client, self._url, sandbox, since=since, follow=follow)
        )

    async def files(self, sandbox: str, receive: Callable[[Iterator[bytes]], None]) -> None:
        await self._call(lambda parts: _files(parts.client, sandbox, receive))

    async def output_size(self, volume: str) -> int | None:
        return await self._call(lambda parts: parts.volumes.size(volume))

    async def root_size(self, sandbox: str) -> int:
        return await self._call(lambda parts: _root_size(parts.client, sandbox))

    async def remove(self, sandbox: str) -> None:
        await self._call(lambda parts: _remove(parts.client, sandbox))

    async def remove_volume(self, volume: str) -> None:
        await self._call(lambda parts: parts.volumes.remove(volume))

    async def sandboxes(self) -> list[Sandbox]:
        return await self._call(self._sandboxes)

    async def volumes(self) -> dict[str, DealId]:
        return await self._call(lambda parts: parts.volumes.all())

    async def close(self) -> None:
        parts, self._parts = self._parts, None
        if parts is not None:
            await asyncio.to_thread(parts.client.close)

    async def _call(self, work: Callable[[_Parts], T], *, image: str = "") -> T:
        return await asyncio.to_thread(self._blocking, work, image)

    def _blocking(self, work: Callable[[_Parts], T], image: str) -> T:
        require_reachable(self._url)
        with engine_words(self._url, image=image):
            return work(self._connected())

    def _connected(self) -> _Parts:
        with self._lock:
            if self._parts is None:
                self._parts = _Parts(
                    self._url,
                    self._worker,
                    own_images=self._own_images,
                    resolver=self._resolver,
                    own=self._own,
                )
            return self._parts

    def _start(self, parts: _Parts, launch: Launch) -> Sandbox:
        """One running container, however often this is asked, and whoever asks beside it.

        The engine finishes what a program that was killed had asked of it: a name may be taken
        by a container that cannot be seen yet, and one may be started or gone in between.
        """
        name = container_name(launch.deal, launch.task)
        parts.cells.open(launch.deal, launch.terms)
        request = create_request(
            self._worker,
            launch,
            driver=parts.driver,
            gvisor=parts.gvisor,
            nodes=self._find_nodes([gpu for gpu in launch.gpus if not is_nvidia(gpu)]),
        )
        for left in reversed(range(_START_TRIES)):
            existing = _inspect(parts.client, name)
            if existing is None:
                _create(parts.client, request, name, patient=left > 0)
            elif (existing.deal, existing.task) != (launch.deal, launch.task):
                raise RemoteError("worker.engine_refused", status=CONFLICT)
            elif existing.phase is not Phase.CREATED:
                return existing
            else:
                _begin(parts.client, name, patient=left > 0)
        raise BadReply("a container that vanished while it started")

    def _sandboxes(self, parts: _Parts) -> list[Sandbox]:
        listed = parts.client.containers(
            all=True, filters={"label": [f"{WORKER_LABEL}={self._worker}", "sonm.task"]}
        )
        found = (_inspect(parts.client, str(entry["Id"])) for entry in listed)
        return [sandbox for sandbox in found if sandbox is not None]


class _Parts:
    """A connection to the engine and what works over it."""

    def __init__(
        self,
        url: str,
        worker: Address,
        *,
        own_images: bool,
        resolver: str,
        own: Callable[[], Iterable[Net]],
    ) -> None:
        self.client = APIClient(base_url=url, version="auto", timeout=_CALL_S)
        self.described: tuple[float, EngineState] | None = None
        self.architecture = _architecture(self.client.version().get("Arch"))
        described = self.client.info()
        self.driver = str(described.get("CgroupDriver", ""))
        name, ready = gvisor_in(described)
        self.gvisor = name if ready else ""
        self.volumes = Volumes(self.client, worker)
        self.images = Images(self.client, architecture=self.architecture, own_images=own_images)
        self.cells = Cells(
            self.client,
            worker,
            OwnImages(self.client, self.architecture),
            driver=self.driver,
            resolver=resolver,
            own=own,
        )


def _state(parts: _Parts) -> EngineState:
    """A ping tells whether it works; what it is, which costs ten times as much, changes rarely."""
    before, parts.described = parts.described, None
    parts.client.ping()
    if before is None or time.monotonic() - before[0] > _DESCRIBED_S:
        before = (time.monotonic(), _described(parts))
    parts.described = before
    return before[1]


def _described(parts: _Parts) -> EngineState:
    described: dict[str, Any] = parts.client.info()
    if described.get("OSType") != "linux":
        return EngineState(ok=False, code="worker.engine_not_linux")
    return EngineState(
        ok=True,
        version=str(described.get("ServerVersion", ""))[:40],
        architecture=parts.architecture,
        storage_folder=str(described.get("DockerRootDir", ""))[:400],
        cores=_whole(described.get("NCPU")),
        ram_bytes=_whole(described.get("MemTotal")),
        user_namespaces=_user_namespaces(described.get("SecurityOptions")),
        gpus="nvidia" in (described.get("Runtimes") or ()),
        render_nodes=_shares_devices(described),
    )


def _shares_devices(described: dict[str, Any]) -> bool:
    """Not an engine in a virtual machine, and not one whose users are others than ours."""
    return (
        sys.platform == "linux"
        and described.get("KernelVersion") == platform.release()
        and not _user_namespaces(described.get("SecurityOptions"))
    )


def _user_namespaces(options: object) -> bool:
    """Whether root in a container is somebody without rights outside."""
    said = options if isinstance(options, list) else []
    return any(str(option).partition(",")[0] in _USER_NAMESPACES for option in said)


def _whole(said: object) -> int:
    return said if isinstance(said, int) and said > 0 else 0


def _architecture(said: object) -> str:
    return _ARCHITECTURES.get(str(said), str(said)[:20])


def _inspect(client: APIClient, sandbox: str) -> Sandbox | None:
    try:
        return sandbox_of(client.inspect_container(sandbox))
    except NotFound:
        return None


def _root_size(client: APIClient, sandbox: str) -> int:
    listed = client.containers(all=True, size=True, filters={"id": sandbox})
    return sum(_whole(entry.get("SizeRw")) for entry in listed)


def _create(client: APIClient, request: dict[str, Any], name: str, *, patient: bool) -> None:
    """patient: a name that is taken meanwhile is waited for."""
    try:
        client.create_container_from_config(request, name)  # type: ignore[no-untyped-call]
    except APIError as error:
        if error.status_code != CONFLICT or not patient:
            raise
        time.sleep(_START_PAUSE_S)


def _begin(client: APIClient, name: str, *, patient: bool) -> None:
    """Start a container that stands ready; one that cannot is removed unless it runs meanwhile.

    A crash may have left it with a cell that is gone.
    """
    try:
        client.start(name)
    except APIError as error:
        known = meaning(str(error.explanation or error).lower())
        if known or not patient or error.status_code not in (NOT_FOUND, CONFLICT):
            raise
        _remove(client, name, force=False)
        time.sleep(_START_PAUSE_S)


def _remove(client: APIClient, sandbox: str, *, force: bool = True) -> None:
    try:
        client.remove_container(sandbox, force=force, v=False)
    except APIError as error:
        if error.status_code not in (NOT_FOUND, CONFLICT):
            raise


def _files(client: APIClient, sandbox: str, receive: Callable[[Iterator[bytes]], None]) -> None:
    stream, _ = client.get_archive(sandbox, OUTPUT_FOLDER, chunk_size=_STREAM_CHUNK)
    try:
        receive(stream)
    finally:
        stream.close()
