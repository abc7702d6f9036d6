"""Which network the profile is on, brought up and kept up; its state in words."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from sonm_desktop.agent.former.known import KnownNetworks
from sonm_desktop.agent.session import Session
from sonm_desktop.agent.shapes.network import described, is_local, network_of
from sonm_desktop.agent.state import StateBoard
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.network import KnownNetwork, NetworkStatus
from sonm_desktop.api.schema.state import Topic
from sonm_desktop.chain.network import Network, load_network
from sonm_desktop.chain.practice.network import PracticeNetwork
from sonm_desktop.chain.practice.reset import forget_practice
from sonm_desktop.chain.rpc import NotThisNetwork
from sonm_desktop.core.errors import CodedError, RemoteError, UserError
from sonm_desktop.core.ids import Address, BlockNumber, ChainTime
from sonm_desktop.core.paths import Profile, data_home
from sonm_desktop.core.supervise import Supervisor
from sonm_desktop.core.wake import Wake

logger = logging.getLogger(__name__)

LOOK_S = 1.0
REMOTE_LOOK_S = 4.0
"""Nodes of others are asked less often; blocks do not come faster there."""

BRIEF_S = 3.0
"""A trouble that is over so soon interrupts nothing."""

BEGIN_LIMIT_S = 5.0

T = TypeVar("T")

OpenSession = Callable[[Network], Awaitable[Session]]
LOOK_LIMIT_S = 3


class Networking:
    """A `NetworkPort`, and where everybody else gets the session from.

    The profile's network file says what is wanted; `run` converges to it, whatever fails.
    """

    def __init__(
        self,
        *,
        profile: Profile,
        practice: PracticeNetwork,
        open_session: OpenSession,
        board: StateBoard,
        known: KnownNetworks,
    ) -> None:
        self._profile = profile
        self._practice = practice
        self._open_session = open_session
        self._board = board
        self._known = known
        self._others: tuple[KnownNetwork, ...] = ()
        self._read: tuple[tuple[int, int, int], Network] | None = None
        self._session: Session | None = None
        self._keeper: Supervisor | None = None
        self._verified = False
        self._trouble: CodedError | None = None
        self._trouble_since = 0.0
        self._head: BlockNumber | None = None
        self._time: ChainTime | None = None
        self._turn = asyncio.Lock()
        self._changed: list[Callable[[], None]] = []
        self._entering: list[Callable[[Network], Awaitable[None]]] = []

    @property
    def practice(self) -> PracticeNetwork:
        return self._practice

    def session(self) -> Session:
        """The network's session, whether or not its node answers.

        Raises UserError: chain.no_network, or why the network could not be brought up.
        """
        if self._session is not None:
            return self._session
        if self._trouble is not None:
            raise copy.copy(self._trouble)
        if self._profile.network_file.exists():
            raise UserError("agent.network_starting")
        raise UserError("chain.no_network")

    def seeded(self) -> frozenset[Address]:
        """Workers that the practice network came with; nobody on any other network."""
        session = self._session
        return frozenset() if session is None else self._practice.seeded(session.network)

    def held(self) -> Session | None:
        """The session, if there is one."""
        return self._session

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call *listener* when another session was opened, or its node came back."""
        self._changed.append(listener)

    def before_entering(self, listener: Callable[[Network], Awaitable[None]]) -> None:
        """Wait for *listener* before a network's records are opened."""
        self._entering.append(listener)

    async def begin(self) -> None:
        """Enter the network of the last time, where that is soon done, so that the first faces
        find it; what goes wrong is `run`'s business."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(BEGIN_LIMIT_S):
                await self._keep_up()

    async def run(self) -> None:
        """Bring up what is wanted and look after it, for ever, for a supervisor."""
        while True:
            await self._keep_up()
            await self._publish()
            moved = Wake() if self._session is None else self._session.moved
            await moved.within(self._pause_s())

    async def close(self) -> None:
        """Leave the network; the practice node goes on for others."""
        async with self._turn:
            await self._leave()

    async def status(self) -> NetworkStatus:
        return await self._look()

    async def start_practice(self) -> NetworkStatus:
        async with self._turn:
            network = await self._practice.ensure()
            network.save(self._profile.network_file)
            await self._enter(network)
            await self._verify()
        return await self._publish()

    async def stop_practice(self) -> NetworkStatus:
        """Raises UserError("agent.not_practice")."""
        async with self._turn:
            wanted = self._wanted()
            if wanted is None or not wanted.practice:
                raise UserError("agent.not_practice")
            await self._leave()
            await asyncio.to_thread(self._profile.network_file.unlink, missing_ok=True)
            await self._practice.stop()
        return await self._publish()

    async def reset_practice(self) -> NetworkStatus:
        """A new practice network in place of the old one: its coins and deals are gone.

        A profile on another network stays there; every other one is on the new network then,
        whatever was wrong with what it was on.
        """
        async with self._turn:
            stays = self._is_elsewhere()
            if not stays:
                await self._leave()
            await self._practice.stop()
            await forget_practice(data_home() / "practice")
        return await (self._publish() if stays else self.start_practice())

    async def use(self, fields: Mapping[str, Any]) -> NetworkStatus:
        """Raises UserError("chain.bad_network_file")."""
        network = network_of(fields)
        async with self._turn:
            network.save(self._profile.network_file)
            await self._attempt()
        return await self._publish()

    async def use_known(self, identity: str) -> NetworkStatus:
        """Go back to a network of before. Raises UserError("agent.no_known_network")."""
        network = self._known.get(identity)
        async with self._turn:
            network.save(self._profile.network_file)
            await self._attempt()
        return await self._publish()

    async def show_others(self, others: tuple[KnownNetwork, ...]) -> None:
        """What is left on networks of before, for everybody who follows the state."""
        if others != self._others:
            self._others = others
            await self._publish()

    async def _keep_up(self) -> None:
        async with self._turn:
            await self._attempt()

    async def _attempt(self) -> None:
        """Converge; remember what went wrong instead of raising it."""
        try:
            await self._converge()
        except CodedError as error:
            self._note(error)

    def _note(self, error: CodedError) -> None:
        if self._trouble is None:
            self._trouble_since = time.monotonic()
        if self._trouble is None or self._trouble.code != error.code:
            logger.warning("the network is not up: %s", error)
        self._trouble = error

    async def _converge(self) -> None:
        """Enter the wanted network; see to its node. Raises what is wrong with it."""
        wanted = self._wanted()
        if wanted is None:
            self._trouble = None
            return
        if wanted.practice and (self._session is None or self._trouble is not None):
            wanted = await self._practice.ensure()
            wanted.save(self._profile.network_file)
        await self._enter(wanted)
        await self._verify()

    async def _verify(self) -> None:
        """Raises while the node is away or serves another network. Work begins with the first
        success, and begins again after a failure that lasted."""
        session = self._session
        if session is None or (self._verified and self._trouble is None):
            return
        await _soon(session.reader.check_network())
        lasted = time.monotonic() - self._trouble_since > BRIEF_S
        self._others = tuple(
            one for one in self._others if one.identity != session.network.identity
        )
        begin = not self._verified or (self._trouble is not None and lasted)
        self._verified, self._trouble = True, None
        if begin:
            await session.begin_again()
            self._tell()

    def _wanted(self) -> Network | None:
        """As the file says; it is read again when it was replaced."""
        try:
            held = self._profile.network_file.stat()
        except FileNotFoundError:
            return None
        mark = held.st_ino, held.st_mtime_ns, held.st_size
        if self._read is None or self._read[0] != mark:
            self._read = mark, load_network(self._profile.network_file)
        return self._read[1]

    def _is_elsewhere(self) -> bool:
        """Whether the profile is on a network that is not for practice."""
        try:
            wanted = self._wanted()
        except UserError:
            return False
        return wanted is not None and not wanted.practice

    async def _enter(self, network: Network) -> None:
        if self._session is not None and self._session.network == network:
            return
        await self._leave()
        for step_aside in self._entering:
            await step_aside(network)
        self._session = await self._open_session(network)
        self._verified, self._trouble = False, None
        await asyncio.to_thread(self._known.remember, network)
        if network.practice:
            self._keeper = Supervisor()
            self._keeper.keep("practice network", self._practice.run)
        logger.info("network %s (%s)", network.name, network.identity)

    async def _leave(self) -> None:
        if self._keeper is not None:
            await self._keeper.close()
            self._keeper = None
        if self._session is not None:
            session, self._session = self._session, None
            self._trouble = None
            await session.close()

    def _tell(self) -> None:
        for listener in self._changed:
            listener()

    async def _publish(self) -> NetworkStatus:
        status = await self._look()
        self._board.put(Topic.NETWORK, status, drifting=("time",))
        return status

    async def _look(self) -> NetworkStatus:
        if self._session is not None and self._trouble is None:
            await self._ask_node(self._session)
        session = self._session
        if session is None:
            return _with(self._without_session(), others=self._others)
        status = _with(described(session.network), others=self._others)
        if self._trouble is not None:
            return _with(status, state=Worded.of_error(self._trouble))
        return _with(
            status,
            state=Worded.of("agent.network_ready", {"network": session.network.name}),
            ready=True,
            head=self._head,
            indexed=session.indexed,
            time=self._time,
        )

    async def _ask_node(self, session: Session) -> None:
        """Learn head and time; what fails is noted, unless the network was left meanwhile."""
        try:
            head, now = await _soon(session.reader.head_and_time())
        except CodedError as error:
            if self._session is session:
                self._note(error)
        else:
            self._head, self._time = head.number, now
            if head.number != session.indexed:
                session.indexer.stir()

    def _pause_s(self) -> float:
        session = self._session
        if isinstance(self._trouble, NotThisNetwork):
            return REMOTE_LOOK_S
        remote = session is not None and not is_local(session.network)
        return REMOTE_LOOK_S if remote and self._trouble is None else LOOK_S

    def _without_session(self) -> NetworkStatus:
        configured = self._profile.network_file.exists()
        if self._trouble is not None:
            state = Worded.of_error(self._trouble)
        else:
            state = Worded.of("agent.network_starting" if configured else "chain.no_network")
        return NetworkStatus(state=state, ready=False, configured=configured)


async def _soon(work: Awaitable[T]) -> T:
    """Raises RemoteError("core.timeout") for a node that takes its time."""
    try:
        async with asyncio.timeout(LOOK_LIMIT_S):
            return await work
    except TimeoutError as error:
        raise RemoteError("core.timeout", what="The node", limit_s=LOOK_LIMIT_S) from error


def _with(status: NetworkStatus, **changes: Any) -> NetworkStatus:
    return status.model_copy(update=changes)
