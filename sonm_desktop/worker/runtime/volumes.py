"""Output volumes: made owned by the sandbox's user, sized where the engine can do it.

A fresh volume belongs to root, and nobody in the sandbox is root. The engine copies owner and
mode of the image's folder into an empty volume when a container is *created*, so an image that
holds nothing but /output, owned by the sandbox's user, prepares any volume without starting
anything. A volume with `size=` needs a file system with project quotas; elsewhere the worker
watches the size instead (`disk_usage`). A tmpfs volume would be sized everywhere, but counts
as memory and is empty as soon as the task ends, before its results can be fetched.
"""

from __future__ import annotations

import io
import secrets
import tarfile
import time
from pathlib import Path
from typing import Any

from docker import APIClient
from docker.errors import APIError, ImageNotFound, NotFound

from sonm_desktop.core.errors import BadReply
from sonm_desktop.core.ids import Address, DealId, parse_deal_id
from sonm_desktop.worker.runtime.confinement import (
    DEAL_LABEL,
    WORKER_LABEL,
    labels,
    volume_request,
)
from sonm_desktop.worker.runtime.disk_usage import folder_bytes
from sonm_desktop.worker.runtime.engine_errors import CONFLICT, NOT_FOUND

_IMAGE = "sonm/volume"
NOBODY, ROOT = 65534, 0
"""Who owns a volume: the user of a strict sandbox, or the root of a user namespace."""

_REMOVE_TRIES = 50
_REMOVE_PAUSE_S = 0.1


class Volumes:
    """Output volumes of one worker. Every method blocks: call it in a thread."""

    def __init__(self, client: APIClient, worker: Address) -> None:
        self._client = client
        self._worker = worker
        self._quota = True

    def make(self, deal: DealId, storage_bytes: int, owner: int = NOBODY) -> str:
        """A fresh volume for one task of *deal*; its name."""
        name = f"sonm-{deal[2:18]}-{secrets.token_hex(6)}"
        self._create(name, deal, storage_bytes)
        request = volume_request(self._worker, deal, self._owner_image(owner), name)
        self._client.create_container_from_config(request, name)  # type: ignore[no-untyped-call]
        self._remove_helper(name)
        return name

    def remove(self, name: str) -> None:
        """Remove the volume *name*, with the helper that a crash may have left; absent is fine.

        It is in use for a moment after the engine has answered that its container is gone.
        """
        self._remove_helper(name)
        for left in reversed(range(_REMOVE_TRIES)):
            try:
                self._client.remove_volume(name, force=True)
            except NotFound:
                return
            except APIError as error:
                if error.status_code != CONFLICT or not left:
                    raise
                time.sleep(_REMOVE_PAUSE_S)
            else:
                return

    def all(self) -> dict[str, DealId]:
        """Every volume with this worker's label."""
        found = self._client.volumes(filters={"label": [f"{WORKER_LABEL}={self._worker}"]})
        try:
            listed = found["Volumes"] or []
            return {entry["Name"]: parse_deal_id(entry["Labels"][DEAL_LABEL]) for entry in listed}
        except (KeyError, TypeError, ValueError) as error:
            raise BadReply("a list of volumes that is none") from error

    def size(self, name: str) -> int | None:
        """Bytes in the volume *name*; asks the engine where its folder is closed to us."""
        try:
            folder = self._client.inspect_volume(name)["Mountpoint"]
        except NotFound:
            return None
        measured = folder_bytes(Path(folder))
        return self._size_by_engine(name) if measured is None else measured

    def _size_by_engine(self, name: str) -> int | None:
        listed: list[dict[str, Any]] = self._client.df().get("Volumes") or []
        for entry in listed:
            if entry.get("Name") == name:
                size = (entry.get("UsageData") or {}).get("Size", -1)
                return int(size) if isinstance(size, int) and size >= 0 else None
        return None

    def _create(self, name: str, deal: DealId, storage_bytes: int) -> None:
        marks = labels(self._worker, deal)
        if self._quota:
            try:
                self._client.create_volume(
                    name, driver="local", driver_opts={"size": str(storage_bytes)}, labels=marks
                )
            except APIError:
                self._quota = False
            else:
                return
        self._client.create_volume(name, driver="local", labels=marks)

    def _remove_helper(self, volume: str) -> None:
        """The container that `make` creates has the name of its volume."""
        try:
            self._client.remove_container(volume, force=True)
        except APIError as error:
            if error.status_code not in (NOT_FOUND, CONFLICT):
                raise

    def _owner_image(self, owner: int) -> str:
        tag = "1" if owner == NOBODY else f"1-{owner}"
        try:
            return self._image_id(tag)
        except ImageNotFound:
            self._client.import_image_from_data(
                _owned_folder(owner), repository=_IMAGE, tag=tag, changes=['CMD ["none"]']
            )
            return self._image_id(tag)

    def _image_id(self, tag: str) -> str:
        found = self._client.inspect_image(f"{_IMAGE}:{tag}")  # type: ignore[no-untyped-call]
        return str(found["Id"])


def _owned_folder(owner: int) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        folder = tarfile.TarInfo("output")
        folder.type, folder.mode = tarfile.DIRTYPE, 0o700
        folder.uid = folder.gid = owner
        tar.addfile(folder)
    return packed.getvalue()
