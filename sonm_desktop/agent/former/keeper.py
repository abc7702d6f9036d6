"""Looks now and then what was left behind on other networks, so that nobody forgets it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable

from sonm_desktop.agent.former.holdings import look
from sonm_desktop.agent.former.known import KnownNetworks
from sonm_desktop.agent.networking import Networking
from sonm_desktop.core.errors import CodedError
from sonm_desktop.core.paths import Profile
from sonm_desktop.wallet.wallet import Wallet

logger = logging.getLogger(__name__)

LOOK_S = 600.0


class FormerNetworks:
    """Every network that the profile has been on, without the one that it is on now."""

    def __init__(
        self, *, profile: Profile, known: KnownNetworks, networking: Networking, wallet: Wallet
    ) -> None:
        self._profile = profile
        self._known = known
        self._networking = networking
        self._wallet = wallet
        self._wake = asyncio.Event()

    @property
    def wake(self) -> Callable[[], None]:
        """Look again at once: the network was changed."""
        return self._wake.set

    async def run(self) -> None:
        """For ever, for a supervisor."""
        while True:
            self._wake.clear()
            try:
                await self._look()
            except CodedError as error:
                logger.warning("networks of before were not looked at: %s", error)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_S):
                    await self._wake.wait()

    async def _look(self) -> None:
        accounts = [account.address for account in self._wallet.accounts()]
        session = self._networking.held()
        here = session.network.identity if session is not None else None
        others = [network for network in self._known.all() if network.identity != here]
        found = [await look(self._profile, network, accounts) for network in others]
        await self._networking.show_others(tuple(found))
