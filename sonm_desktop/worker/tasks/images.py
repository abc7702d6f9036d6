"""The images of this worker's tasks: allowed by its owner, fetched with progress, tidied up.

Logins of registries live here, in memory, each for exactly one fetch: nothing writes them down,
so after a restart their customer is asked again.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable, Collection
from dataclasses import dataclass

from sonm_desktop.core.clock import Clock
from sonm_desktop.core.errors import CodedError, UserError
from sonm_desktop.core.ids import DealId, TaskId
from sonm_desktop.store.worker_facts import WorkerFacts
from sonm_desktop.store.worker_images import FetchedImage, WorkerImages
from sonm_desktop.store.worker_tasks import WorkerTask
from sonm_desktop.worker.runtime.port import Login, PullProgress, PullTerms, Runtime
from sonm_desktop.worker.tasks.image_policy import (
    ImagePolicy,
    host_of,
    is_private,
    place_of,
    policy_from_wire,
    require_allowed,
)

logger = logging.getLogger(__name__)

_POLICY = "images"
_STEADY = 0.3
"""How much a new measurement of the speed counts beside the ones before."""

_EVERY_S = 0.5
_LOOK_S = 10.0
Key = tuple[DealId, TaskId]


@dataclass(frozen=True, slots=True)
class Fetching:
    """A fetch under way. left_s: about, None while that cannot be told."""

    image: str
    progress: PullProgress
    left_s: int | None


class Images:
    """What a task runs in. Several tasks may wait for one image; the engine fetches it once."""

    def __init__(
        self, *, runtime: Runtime, records: WorkerImages, facts: WorkerFacts, clock: Clock
    ) -> None:
        self._runtime = runtime
        self._records = records
        self._facts = facts
        self._clock = clock
        self._logins: dict[Key, Login] = {}
        self._speeds: dict[Key, _Speed] = {}

    async def policy(self) -> ImagePolicy:
        """What the owner has said, or the usual."""
        said = await self._facts.get(_POLICY)
        return ImagePolicy() if said is None else policy_from_wire(said)

    async def set_policy(self, wire: object) -> None:
        """Raises UserError worker.bad_images. What is being fetched goes on by the old one."""
        await self._facts.put(_POLICY, policy_from_wire(wire).to_wire())

    def lend(self, deal: DealId, task: TaskId, login: Login) -> None:
        """*login* serves the next fetch of that task, and is let go of."""
        self._logins[deal, task] = login

    async def resolve(self, image: str, login: Login | None) -> str:
        """*image* by its digest, if it may run here. Raises UserError, RemoteError."""
        own = await self._runtime.offered_image(image)
        if own:
            return own
        await self.require_allowed(image)
        return await self._runtime.resolve(image, login)

    async def require_allowed(self, image: str) -> None:
        """Return only if the owner lets *image* run. Raises UserError."""
        await _require_allowed(await self.policy(), image)

    async def fetch(self, task: WorkerTask) -> None:
        """Have the image of *task* here. Raises UserError, RemoteError."""
        key = (task.deal, task.task)
        login = self._logins.pop(key, None)
        if task.private and login is None:
            raise UserError("worker.login_lost", image=task.image)
        policy = await self.policy()
        await _require_allowed(policy, task.image)
        known = await self._records.get(task.image)
        ours = known is not None or not await self._runtime.holds_image(task.image)
        if ours and place_of(task.image):
            await self._records.begin(task.image, self._clock.now())
        speed = self._speeds[key] = _Speed(task.image, self._clock.monotonic)
        terms = PullTerms(
            login=login,
            download_bytes=policy.download_bytes,
            unpacked_bytes=policy.unpacked_bytes,
            known=known is not None and known.public,
            tell=_at_home(speed.hear),
        )
        try:
            held = await self._runtime.ensure_image(task.image, terms)
        finally:
            self._speeds.pop(key, None)
        await self._records.fetched(task.image, size=held.size, public=login is None)

    def fetching(self, deal: DealId, task: TaskId) -> Fetching | None:
        """How far the image of that task is; None when it is not being fetched."""
        speed = self._speeds.get((deal, task))
        return None if speed is None else speed.fetching()

    def all_fetching(self) -> list[Fetching]:
        """Everything that comes in now."""
        return [speed.fetching() for speed in self._speeds.values()]

    async def kept(self) -> list[FetchedImage]:
        """What was fetched for customers, the least recently used first."""
        return await self._records.all()

    async def tidy(self, in_use: Collection[str], *, pressed: bool) -> int:
        """Remove fetched images above the owner's bound, unused ones first; how many went.

        pressed: the disk is short, so all that is not in use goes. The owner's own images are
        in no record of ours, and the engine keeps what has another name.
        """
        images = await self._records.all()
        most = 0 if pressed else (await self.policy()).keep_images_bytes
        held = sum(image.size for image in images)
        gone = 0
        for image in images:
            if image.image in in_use:
                continue
            if not image.size:
                # Its fetch has failed, so that what has this name now is not by us.
                await self._records.forget(image.image)
                continue
            if held <= most:
                break
            if not await self._removed(image.image):
                continue
            held -= image.size
            gone += 1
        return gone

    async def _removed(self, image: str) -> bool:
        try:
            if not await self._runtime.remove_image(image):
                return False
        except CodedError as error:
            logger.warning("the image %s was not removed: %s", image, error)
            return False
        await self._records.forget(image)
        logger.info("the image %s is not kept any longer", image)
        return True


async def _require_allowed(policy: ImagePolicy, image: str) -> None:
    """Also that a public name does not lead into a private network. Raises UserError."""
    if require_allowed(policy, image):
        return
    registry = place_of(image).partition("/")[0]
    if any(is_private(address) for address in await _addresses(host_of(registry))):
        raise UserError("worker.registry_private", place=registry)


async def _addresses(host: str) -> set[str]:
    """None where the name means nothing here; the engine may ask through a proxy."""
    look = asyncio.to_thread(socket.getaddrinfo, host, 443, proto=socket.IPPROTO_TCP)
    try:
        async with asyncio.timeout(_LOOK_S):
            return {str(found[4][0]).partition("%")[0] for found in await look}
    except (OSError, TimeoutError, UnicodeError):
        return set()


class _Speed:
    """How fast bytes of one image come, so that the rest of the time can be told."""

    def __init__(self, image: str, monotonic: Callable[[], float]) -> None:
        self._image = image
        self._monotonic = monotonic
        self._progress = PullProgress()
        self._at = monotonic()
        self._counted = 0
        self._rate = 0.0

    def hear(self, progress: PullProgress) -> None:
        self._progress = progress
        now = self._monotonic()
        took = now - self._at
        if took < _EVERY_S:
            return
        rate = (progress.done - self._counted) / took
        self._rate = rate if not self._rate else self._rate + _STEADY * (rate - self._rate)
        self._at, self._counted = now, progress.done

    def fetching(self) -> Fetching:
        left = self._progress.total - self._progress.done
        known = self._rate > 0 and left > 0
        return Fetching(self._image, self._progress, int(left / self._rate) if known else None)


def _at_home(hear: Callable[[PullProgress], None]) -> Callable[[PullProgress], None]:
    """*hear*, called on the running loop, from whatever thread."""
    loop = asyncio.get_running_loop()

    def tell(progress: PullProgress) -> None:
        loop.call_soon_threadsafe(hear, progress)

    return tell
