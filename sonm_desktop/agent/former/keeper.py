"""Looks now and then what was left behind on other networks, and brings home what is owed there."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence

from sonm_desktop.agent.former.holdings import look, shown
from sonm_desktop.agent.former.known import KnownNetworks
from sonm_desktop.agent.networking import Networking
from sonm_desktop.agent.session import Session
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.network import KnownNetwork
from sonm_desktop.chain.network import Network
from sonm_desktop.core.errors import CodedError, RemoteError, UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.core.paths import Profile
from sonm_desktop.store.database import Database
from sonm_desktop.store.supplier_workers import SupplierWorkers
from sonm_desktop.wallet.wallet import Wallet

logger = logging.getLogger(__name__)

LOOK_S = 600.0
VISIT_LIMIT_S = 180.0


class FormerNetworks:
    """Every network that the profile has been on, without the one that it is on now.

    Where deals still pay an account, or workers may have made new ones, what they owe is claimed
    as on the network in use: a profile that has gone elsewhere would else lose what its vouchers
    promise once a claim window is over.
    """

    def __init__(
        self,
        *,
        profile: Profile,
        journal: Database,
        known: KnownNetworks,
        networking: Networking,
        wallet: Wallet,
        open_session: Callable[[Network], Awaitable[Session]],
    ) -> None:
        self._profile = profile
        self._journal = journal
        self._known = known
        self._networking = networking
        self._wallet = wallet
        self._open_session = open_session
        self._wake = asyncio.Event()
        self._here = ""
        self._turn = asyncio.Lock()
        self._limit: asyncio.Timeout | None = None

    @property
    def wake(self) -> Callable[[], None]:
        """Look again at once: the network was changed, or keys can be had."""
        return self._wake.set

    async def step_aside(self, network: Network) -> None:
        """*network* is entered: nobody here works on its records when this returns, or later."""
        self._here = network.identity
        if self._limit is not None and not self._limit.expired():
            self._limit.reschedule(asyncio.get_running_loop().time())
        async with self._turn:
            self._wake.set()

    async def run(self) -> None:
        """For ever, for a supervisor."""
        while True:
            self._wake.clear()
            await self._look()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_S):
                    await self._wake.wait()

    async def _look(self) -> None:
        accounts = [account.address for account in self._wallet.accounts()]
        found = []
        for network in self._known.all():
            async with self._turn:
                if network.identity != self._here:
                    found.append(await self._visit(network, accounts))
        others = tuple(one for one in found if one.identity != self._here)
        await self._networking.show_others(others)

    async def _visit(self, network: Network, accounts: Sequence[Address]) -> KnownNetwork:
        """What is there, after claiming what can be claimed."""
        try:
            async with asyncio.timeout(VISIT_LIMIT_S) as self._limit:
                return await self._looked(network, accounts)
        except TimeoutError:
            late = RemoteError("core.timeout", what="The node", limit_s=int(VISIT_LIMIT_S))
            return _troubled(shown(network), late)
        except CodedError as error:
            logger.warning("network %s was not looked at: %s", network.identity, error)
            return _troubled(shown(network), error)
        except Exception:  # what is wrong with one of them is none of the others' business
            logger.exception("network %s was not looked at", network.identity)
            unreadable = UserError("agent.former_unreadable", network=network.name)
            return _troubled(shown(network), unreadable)
        finally:
            self._limit = None

    async def _looked(self, network: Network, accounts: Sequence[Address]) -> KnownNetwork:
        found = await look(self._profile, self._journal, network, accounts)
        if not found.answers or not (found.selling or await self._has_workers(network)):
            return found
        trouble = await self._claim(network)
        found = await look(self._profile, self._journal, network, accounts)
        return _troubled(found, trouble) if trouble is not None and found.owed else found

    async def _has_workers(self, network: Network) -> bool:
        """Whether deals may have begun since the profile left: its workers go on selling, and the
        index of that time knows nothing of it."""
        return bool(await SupplierWorkers(self._journal, network.identity).all())

    async def _claim(self, network: Network) -> CodedError | None:
        """Bring home what is owed there; what keeps us from it."""
        session = await self._open_session(network)
        try:
            await session.wind_up()
        except CodedError as error:
            logger.warning("not all is claimed on network %s: %s", network.identity, error)
            return error
        finally:
            await session.close()
        return None


def _troubled(found: KnownNetwork, error: CodedError) -> KnownNetwork:
    return found.model_copy(update={"trouble": Worded.of_error(error)})
