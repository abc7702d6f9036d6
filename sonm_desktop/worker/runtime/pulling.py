"""One pull from a registry through the engine: read line by line, bounded, ended from outside.

The engine tells the size of a layer when its download begins, and never how large it unpacks.
So the download is bounded by what was announced and what came, the unpacked size by the free
space of the engine's disk while it works and by the engine's own number at the end.
"""

from __future__ import annotations

import json
import logging
import shutil
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from docker import APIClient, auth
from docker.types import CancellableStream
from requests import ReadTimeout, Response
from urllib3.exceptions import ReadTimeoutError

from sonm_desktop.core.errors import BadReply, RemoteError
from sonm_desktop.worker.runtime.engine_errors import meaning
from sonm_desktop.worker.runtime.port import Login, PullTerms
from sonm_desktop.worker.runtime.pull_progress import LayerTally

logger = logging.getLogger(__name__)

WATCH_S = 0.25
DOWNLOAD_TOO_LARGE = "worker.image_download_too_large"
UNPACKED_TOO_LARGE = "worker.image_unpacked_too_large"

LEAST_FREE = 1 << 30
"""Bytes that a pull leaves free on the engine's disk."""

_CONNECT_S = 10.0
_SILENCE_S = 120.0
_CHUNK = 1 << 14
_LONGEST_LINE = 1 << 16


class Pull:
    """A pull of *image* (name and digest); `run` blocks, `end` may come from any thread."""

    def __init__(self, image: str, terms: PullTerms, storage: str) -> None:
        self._image = image
        self._terms = terms
        self._storage = Path(storage) if storage else None
        self._tally = LayerTally()
        self._over = threading.Event()
        self._ended_because: RemoteError | None = None
        self._lock = threading.Lock()
        self._stream: CancellableStream[bytes] | None = None

    def run(self, client: APIClient, name: str, digest: str) -> None:
        """Fetch it. Raises RemoteError, also for what `end` was told."""
        self._require_room()
        watch = threading.Thread(target=self._watch, name="pull-watch", daemon=True)
        watch.start()
        try:
            self._read(self._begin(client, name, digest))
        finally:
            self._over.set()
            watch.join()
        if self._ended_because is not None:
            raise self._ended_because

    def end(self, because: RemoteError) -> None:
        """Leave off; what was fetched whole stays with the engine. Fine when it is over."""
        with self._lock:
            if self._over.is_set():
                return
            self._ended_because = self._ended_because or because
            stream = self._stream
        if stream is not None:
            _close(stream)

    def _begin(self, client: APIClient, name: str, digest: str) -> Response:
        address = f"{client.base_url}/v{client.api_version}/images/create"
        try:
            answer: Response = client.post(
                address,
                params={"fromImage": name, "tag": digest},
                headers={"X-Registry-Auth": auth.encode_header(login_words(self._terms.login))},
                stream=True,
                timeout=(_CONNECT_S, _SILENCE_S),
            )
        except ReadTimeout as error:
            raise self._silent() from error
        with self._lock:
            self._stream = CancellableStream(answer.raw.stream(_CHUNK), answer)
        return answer

    def _read(self, answer: Response) -> None:
        with closing(answer):
            try:
                if answer.status_code >= 400:
                    raise self._refused(answer.text)
                for line in _lines(self._stream):
                    self._hear(line)
            except ReadTimeoutError as error:
                raise self._silent() from error
            except (RemoteError, OSError, AttributeError, ValueError):
                # `end` closes the stream under the reader; its reason is the true one.
                if self._ended_because is None:
                    raise

    def _hear(self, line: dict[str, Any]) -> None:
        if self._ended_because is not None:
            raise self._ended_because
        if "error" in line:
            raise self._refused(str(line["error"]))
        self._tally.hear(line)
        progress = self._tally.progress()
        most = self._terms.download_bytes
        if most and progress.total > most:
            raise self._too_large(DOWNLOAD_TOO_LARGE, most)
        self._terms.tell(progress)

    def _watch(self) -> None:
        """End the pull when it uses more of the disk than it may."""
        before = self._free()
        most = self._terms.unpacked_bytes + self._terms.download_bytes
        while before is not None and not self._over.wait(WATCH_S):
            free = self._free()
            if free is None:
                return
            if free < LEAST_FREE:
                self.end(RemoteError("worker.disk_full", image=self._image))
            elif self._terms.unpacked_bytes and before - free > most:
                self.end(self._too_large(UNPACKED_TOO_LARGE, self._terms.unpacked_bytes))

    def _require_room(self) -> None:
        free = self._free()
        if free is not None and free < LEAST_FREE:
            raise RemoteError("worker.disk_full", image=self._image)

    def _free(self) -> int | None:
        if self._storage is None:
            return None
        try:
            return shutil.disk_usage(self._storage).free
        except OSError:
            return None

    def _silent(self) -> RemoteError:
        return RemoteError("worker.registry_unreachable", image=self._image)

    def _too_large(self, code: str, most: int) -> RemoteError:
        return too_large(self._image, code, most)

    def _refused(self, said: str) -> RemoteError:
        return RemoteError(meaning(said.lower()) or "worker.image_not_found", image=self._image)


def too_large(image: str, code: str, most: int) -> RemoteError:
    """The refusal of *image*, of which *code* tells what has *most* bytes at most."""
    return RemoteError(code, image=image, most_mib=most >> 20)


def login_words(login: Login | None) -> dict[str, str]:
    """*login* as the engine takes it; nobody is not the engine's own user."""
    if login is None:
        return {}
    return {"username": login.username, "password": login.password.reveal()}


def _lines(stream: CancellableStream[bytes] | None) -> Iterator[dict[str, Any]]:
    waiting = bytearray()
    for chunk in stream or ():
        waiting += chunk
        while (at := waiting.find(b"\n")) >= 0:
            line = bytes(waiting[:at]).strip()
            del waiting[: at + 1]
            if line:
                yield _parsed(line)
        if len(waiting) > _LONGEST_LINE:
            raise BadReply("a pull without lines")
    if waiting.strip():
        yield _parsed(bytes(waiting))


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadReply("a line of a pull that is none") from error
    return found if isinstance(found, dict) else {}


def _close(stream: CancellableStream[bytes]) -> None:
    try:
        stream.close()
    except (AttributeError, OSError):
        # The reader's thread has closed the response in the same moment.
        logger.debug("a pull was over already")
