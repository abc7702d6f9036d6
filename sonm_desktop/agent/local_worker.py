"""Keeps the worker of this machine running and enrolled, as long as it is wanted."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import psutil

from sonm_desktop.agent import worker_process
from sonm_desktop.agent.networking import Networking
from sonm_desktop.agent.restarts import Restarts, Turn
from sonm_desktop.agent.session import Session
from sonm_desktop.agent.state import StateBoard
from sonm_desktop.agent.worker_process import Contact, WorkerProcess, read_contact
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.state import Topic
from sonm_desktop.api.schema.worker import LocalWorker, StartLocalWorker
from sonm_desktop.chain.network import Network
from sonm_desktop.core.errors import CodedError, RemoteError, UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.core.paths import Profile
from sonm_desktop.store.local_worker import LocalWorkerRecord, WantedWorker
from sonm_desktop.wallet.addresses import parse_address
from sonm_desktop.wallet.wallet import Wallet

logger = logging.getLogger(__name__)

LOOK_S = 0.5
SERVES_LOOK_S = 1.0
START_LIMIT_S = 60.0


class LocalWorkerKeeper:
    """A `LocalWorkerPort`. What is wanted is recorded first; `run` converges to it."""

    def __init__(
        self,
        *,
        profile: Profile,
        record: LocalWorkerRecord,
        networking: Networking,
        wallet: Wallet,
        board: StateBoard,
    ) -> None:
        self._profile = profile
        self._record = record
        self._networking = networking
        self._wallet = wallet
        self._board = board
        self._turn = asyncio.Lock()
        self._process: tuple[Network, WantedWorker, WorkerProcess] | None = None
        self._enrolled: Contact | None = None
        self._address: Address | None = None
        self._restarts = Restarts()
        self._shown = _shown("agent.worker_none")

    @property
    def address(self) -> Address | None:
        """The worker of this machine, once it has served under this agent."""
        return self._address

    async def run(self) -> None:
        """Start, enrol and restart the worker for ever, for a supervisor."""
        while True:
            async with self._turn:
                await self._look()
            await asyncio.sleep(SERVES_LOOK_S if self._shown.ready else LOOK_S)

    async def status(self) -> LocalWorker:
        return self._shown

    async def start(self, request: StartLocalWorker) -> LocalWorker:
        """Returns once it serves its master.

        Raises UserError with the reason why it cannot, RemoteError("agent.worker_failed").
        """
        master = self._wallet.account(parse_address(request.master)).address
        self._networking.session()
        async with self._turn:
            before = await self._record.get()
            await self._record.put(WantedWorker(master, request.listen, request.max_duration))
            self._restarts = Restarts()
        try:
            return await self._ready_soon()
        except CodedError:
            if before is None:
                await self.stop(finish=False)
            else:
                await self._record.put(before)
            raise

    async def stop(self, *, finish: bool) -> LocalWorker:
        """Keep it no more; with *finish* it goes on by itself until its deals have ended."""
        async with self._turn:
            await self._dismiss(finish=finish)
            await self._record.remove()
            self._enrolled = None
            if not finish:
                await asyncio.to_thread(worker_process.end, self._profile.worker_folder)
            await self._unwanted()
        return self._shown

    async def _ready_soon(self) -> LocalWorker:
        try:
            async with asyncio.timeout(START_LIMIT_S):
                return await self._ready()
        except TimeoutError as error:
            raise RemoteError("agent.worker_failed", log=str(self._log)) from error

    async def _ready(self) -> LocalWorker:
        """Converge until the worker is ready. Raises what stands in the way and will stay."""
        while True:
            async with self._turn:
                failure = await self._look()
                if self._shown.ready:
                    return self._shown
                if isinstance(failure, UserError) or self._restarts.count > 1:
                    raise failure or RemoteError("agent.worker_failed", log=str(self._log))
            await asyncio.sleep(LOOK_S / 5)

    async def _look(self) -> CodedError | None:
        """One step towards what is wanted; what stood in the way."""
        wanted = await self._record.get()
        if wanted is None:
            await self._unwanted()
            return None
        try:
            await self._step(wanted, self._networking.session())
        except CodedError as error:
            logger.info("the local worker waits: %s", error.code)
            self._show(Worded.of_error(error), wanted)
            return error
        return None

    async def _step(self, wanted: WantedWorker, session: Session) -> None:
        process = await self._process_for(session.network, wanted)
        lives, contact = await asyncio.to_thread(process.look)
        if not lives:
            await self._restart(process, wanted)
            return
        if contact is None:
            self._show(Worded.of("agent.worker_starting"), wanted)
            return
        self._address = parse_address(contact.address)
        if contact != self._enrolled:
            self._show(Worded.of("agent.worker_enrolling"), wanted, contact)
            await self._enrol(session, wanted, contact)
        self._show(Worded.of("agent.worker_ready"), wanted, contact, ready=True)

    async def _process_for(self, network: Network, wanted: WantedWorker) -> WorkerProcess:
        """The same object as long as nothing has changed: it knows its child."""
        if self._process is None or self._process[:2] != (network, wanted):
            process = await asyncio.to_thread(WorkerProcess, self._profile, network, wanted)
            self._process = network, wanted, process
        return self._process[2]

    async def _restart(self, process: WorkerProcess, wanted: WantedWorker) -> None:
        now = asyncio.get_running_loop().time()
        self._enrolled = None
        turn = self._restarts.turn(now)
        if turn is not Turn.START:
            code = "agent.worker_gave_up" if turn is Turn.GIVE_UP else "agent.worker_restarting"
            self._show(Worded.of(code, {"times": self._restarts.count}), wanted)
            return
        await asyncio.to_thread(worker_process.end, self._profile.worker_folder)
        pid = await asyncio.to_thread(process.start)
        self._restarts.started(now)
        logger.info("started the local worker: process %d", pid)
        self._show(Worded.of("agent.worker_starting"), wanted)

    async def _enrol(self, session: Session, wanted: WantedWorker, contact: Contact) -> None:
        await session.supplier.enrol(
            wanted.master,
            worker=parse_address(contact.address),
            endpoint=contact.endpoint,
            addresses=contact.addresses,
            relay=contact.relay,
            max_duration=wanted.max_duration,
        )
        self._enrolled = contact

    async def _dismiss(self, *, finish: bool) -> None:
        """Tell the worker to end its business; without its answer the process is ended anyway."""
        session, contact = self._networking.held(), read_contact(self._profile.worker_folder)
        if session is None or contact is None or self._enrolled is None:
            return
        try:
            await session.supplier.stop(parse_address(contact.address), finish=finish)
        except CodedError as error:
            logger.warning("the local worker did not answer when told to stop: %s", error.code)
            if finish:
                raise

    async def _unwanted(self) -> None:
        contact = await asyncio.to_thread(read_contact, self._profile.worker_folder)
        alive = contact is not None and await asyncio.to_thread(psutil.pid_exists, contact.pid)
        self._shown = _shown("agent.worker_finishing" if alive else "agent.worker_none")
        self._board.put(Topic.LOCAL_WORKER, self._shown)

    @property
    def _log(self) -> Path:
        return self._profile.worker_folder / "worker.log"

    def _show(
        self,
        state: Worded,
        wanted: WantedWorker,
        contact: Contact | None = None,
        *,
        ready: bool = False,
    ) -> None:
        self._shown = LocalWorker(
            state=state,
            ready=ready,
            master=wanted.master,
            worker=contact.address if contact else None,
            pid=contact.pid if contact else None,
            restarts=max(0, self._restarts.count - 1),
            log=str(self._log),
        )
        self._board.put(Topic.LOCAL_WORKER, self._shown)


def _shown(code: str) -> LocalWorker:
    return LocalWorker(state=Worded.of(code), ready=False)
