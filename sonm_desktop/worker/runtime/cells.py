"""One cell per deal: made when the deal opens, looked at before each task, removed at its end.

A cell is found again by its name and labels, so every step can be repeated after a crash. Its
rules live as long as its process: a cell that was started anew by anybody is guarded anew
before a task may join it, and what cannot be guarded is removed.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from docker import APIClient
from docker.errors import APIError, NotFound

from sonm_desktop.core.errors import BadReply, CodedError, RemoteError
from sonm_desktop.core.ids import Address, DealId, parse_deal_id
from sonm_desktop.worker.runtime.cell_requests import (
    ROLE_LABEL,
    TERMS_LABEL,
    guard_request,
    pause_request,
    terms_mark,
    weight_request,
)
from sonm_desktop.worker.runtime.confinement import DEAL_LABEL, WORKER_LABEL, cell_name
from sonm_desktop.worker.runtime.engine_errors import CONFLICT, NOT_FOUND
from sonm_desktop.worker.runtime.guard_rules import Net
from sonm_desktop.worker.runtime.meters import Meters
from sonm_desktop.worker.runtime.own_images import OwnImages
from sonm_desktop.worker.runtime.port import Cell, CellTerms, LineReading, Network

logger = logging.getLogger(__name__)

_HELPER_S = 30
_CREATE_TRIES = 150
_CREATE_PAUSE_S = 0.1
_SAID = 300


@dataclass(frozen=True, slots=True)
class _Standing:
    """A cell as inspected. born: when its process started, which is its rules' birth too."""

    id: str
    born: str
    terms: str
    running: bool
    ports: dict[int, int]

    @property
    def networked(self) -> bool:
        """Whether it has a line to the world, and so a guard."""
        return self.terms.partition(" ")[0] != Network.NONE


class Cells:
    """The cells of one worker. Every method blocks: call it in a thread.

    driver: of control groups, as the engine says. own: asked when a guard is loaded.
    """

    def __init__(
        self,
        client: APIClient,
        worker: Address,
        images: OwnImages,
        *,
        driver: str,
        resolver: str,
        own: Callable[[], Iterable[Net]],
    ) -> None:
        self._client = client
        self._worker = worker
        self._images = images
        self._driver = driver
        self._resolver = resolver
        self._own = own
        self._meters = Meters(client, worker, images)
        self._guarded: dict[DealId, str] = {}
        self._lock = threading.Lock()
        self._weighed = False

    def open(self, deal: DealId, terms: CellTerms) -> Cell:
        """The cell of *deal*; its rules are in force when this returns."""
        with self._lock:
            standing = self._standing(deal)
            if standing is None or not standing.running or standing.terms != terms_mark(terms):
                self._remove_all(deal)
                standing = self._start(deal, terms)
            if self._guarded.get(deal) != standing.born:
                self._guard_or_remove(deal, terms)
                self._guarded[deal] = standing.born
            return Cell(standing.id, standing.ports)

    def close(self, deal: DealId) -> None:
        """Remove everything of the cell of *deal*."""
        with self._lock:
            self._remove_all(deal)

    def narrow(self, deal: DealId, terms: CellTerms) -> None:
        """Load the guard of *deal* anew with the rates of *terms*; its counters go on."""
        with self._lock:
            standing = self._standing(deal)
            if standing is not None and standing.running and standing.networked:
                self._guard_or_remove(deal, terms)
                self._guarded[deal] = standing.born

    def ports(self, deal: DealId) -> dict[int, int]:
        """The published ports of the cell of *deal*; none where there is no cell."""
        standing = self._standing(deal)
        return standing.ports if standing is not None and standing.running else {}

    def line(self, deal: DealId) -> LineReading | None:
        """What went through the cell of *deal*; None without one that has a network."""
        with self._lock:
            standing = self._standing(deal)
            if standing is None or not standing.running or not standing.networked:
                return None
            return self._meters.read(deal, standing.born)

    def all(self) -> set[DealId]:
        """The deals that own a cell, a guard or another container of ours without a task."""
        return {parse_deal_id(entry["Labels"][DEAL_LABEL]) for entry in self._listed()}

    def _start(self, deal: DealId, terms: CellTerms) -> _Standing:
        request = pause_request(
            self._worker,
            deal,
            self._images.pause(),
            terms,
            resolver=self._resolver,
            driver=self._driver,
        )
        name = cell_name(deal)
        self._create(deal, request, name)
        self._client.start(name)
        standing = self._standing(deal)
        if standing is None or not standing.running:
            raise BadReply("a cell that ended as soon as it was started")
        self._put_owner_first(deal)
        return standing

    def _create(self, deal: DealId, request: dict[str, Any], name: str) -> None:
        """A worker that was killed may have asked for one that comes to be only now: it goes."""
        for left in reversed(range(_CREATE_TRIES)):
            try:
                self._client.create_container_from_config(request, name)  # type: ignore[no-untyped-call]
            except APIError as error:
                if error.status_code != CONFLICT or not left:
                    raise
                time.sleep(_CREATE_PAUSE_S)
                self._remove_all(deal)
            else:
                return

    def _guard_or_remove(self, deal: DealId, terms: CellTerms) -> None:
        if terms.network is Network.NONE:
            return
        try:
            request = guard_request(
                self._worker,
                deal,
                self._images.guard(),
                terms,
                resolver=self._resolver,
                own=self._own(),
            )
            self._run(request, f"{cell_name(deal)}-guard", "worker.guard_failed")
        except (CodedError, APIError):
            self._remove_all(deal)
            raise

    def _put_owner_first(self, deal: DealId) -> None:
        """The group of all deals gets the least weight, so that the owner's programs come first.

        Where that cannot be done the limits of each task still hold, so it is no failure.
        """
        if self._weighed:
            return
        self._weighed = True
        try:
            request = weight_request(self._worker, deal, self._images.guard(), driver=self._driver)
            self._run(request, f"{cell_name(deal)}-weight", "worker.weight_failed")
        except (CodedError, APIError) as error:
            logger.warning("the owner's programs do not come first: %s", error)

    def _run(self, request: dict[str, Any], name: str, failure: str) -> None:
        """Run a container of ours to its end and remove it. Raises RemoteError(failure)."""
        self._remove(name)
        self._client.create_container_from_config(request, name)  # type: ignore[no-untyped-call]
        try:
            self._client.start(name)
            ended = self._client.wait(name, timeout=_HELPER_S)
            if ended.get("StatusCode") != 0:
                logger.error("%s ended badly: %s", name, self._last_words(name))
                raise RemoteError(failure)
        finally:
            self._remove(name)

    def _last_words(self, name: str) -> str:
        try:
            said: bytes = self._client.logs(name, tail=5)
        except APIError:
            return "(no log)"
        return said.decode("utf-8", "replace")[-_SAID:]

    def _standing(self, deal: DealId) -> _Standing | None:
        try:
            found = self._client.inspect_container(cell_name(deal))
        except NotFound:
            return None
        try:
            return _standing(found, self._worker)
        except (KeyError, TypeError, ValueError) as error:
            raise BadReply("a container without the fields of a container") from error

    def _remove_all(self, deal: DealId) -> None:
        self._guarded.pop(deal, None)
        for entry in self._listed():
            if entry["Labels"][DEAL_LABEL] == deal:
                self._remove(str(entry["Id"]))

    def _remove(self, container: str) -> None:
        try:
            self._client.remove_container(container, force=True, v=True)
        except APIError as error:
            if error.status_code not in (NOT_FOUND, CONFLICT):
                raise

    def _listed(self) -> list[dict[str, Any]]:
        marks = [f"{WORKER_LABEL}={self._worker}", ROLE_LABEL]
        return list(self._client.containers(all=True, filters={"label": marks}))


def _standing(found: dict[str, Any], worker: Address) -> _Standing:
    marks, state = found["Config"]["Labels"], found["State"]
    if marks.get(WORKER_LABEL) != worker:
        raise RemoteError("worker.cell_taken")
    bound = found["NetworkSettings"]["Ports"] or {}
    return _Standing(
        id=str(found["Id"]),
        born=str(state["StartedAt"]),
        terms=str(marks.get(TERMS_LABEL, "")),
        running=bool(state["Running"]),
        ports={
            int(inside.partition("/")[0]): int(outside[0]["HostPort"])
            for inside, outside in bound.items()
            if outside
        },
    )
