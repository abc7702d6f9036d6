"""From which address others see this machine: what several peers claim, weighed, never believed."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sonm_desktop.core.clock import Clock
from sonm_desktop.core.errors import CodedError, UserError
from sonm_desktop.store.worker_facts import WorkerFacts
from sonm_desktop.worker.peer_places import Peers, account_of, place_of

logger = logging.getLogger(__name__)

MOST_PEERS = 5
EACH_S = 5.0

_FACT = "public_address"


@dataclass(frozen=True, slots=True)
class SeenFrom:
    """code: of the catalogue, why the address is known or not. agreed: peers who name it,
    *answered* of those that were asked, *asked*. at: s since 1970.
    """

    code: str
    address: str = ""
    agreed: int = 0
    answered: int = 0
    asked: int = 0
    at: int = 0


NOT_ASKED = SeenFrom("worker.address_not_asked")


def weighed(claims: Sequence[str | None], at: int) -> SeenFrom:
    """What *claims* together are worth, one of each peer that was asked; None did not answer.

    Addresses of a local network say nothing of how the world sees us.
    """
    asked = len(claims)
    said = [claim for claim in claims if claim is not None]
    if not asked:
        return SeenFrom("worker.address_nobody", at=at)
    if not said:
        return SeenFrom("worker.address_silent", asked=asked, at=at)
    public = Counter(found for claim in said if (found := public_ip(claim)))
    if not public:
        return SeenFrom("worker.address_local", answered=len(said), asked=asked, at=at)
    address, agreed = public.most_common(1)[0]
    code = "worker.address_agreed" if agreed > 1 else "worker.address_one_says"
    if len(public) > 1 and agreed * 2 <= public.total():
        code, address, agreed = "worker.address_disputed", "", 0
    return SeenFrom(code, address, agreed, len(said), asked, at)


def public_ip(claim: str) -> str:
    """*claim* as an address of the internet, or empty. A zone may be any text, and is none."""
    try:
        address = ipaddress.ip_address(claim)
    except ValueError:
        return ""
    if "%" in claim:
        return ""
    return str(address) if address.is_global and not address.is_multicast else ""


class PublicAddress:
    """Asks peers by `probe`, over the connections that everything else goes by."""

    def __init__(self, peers: Peers | None, facts: WorkerFacts, clock: Clock) -> None:
        self._peers = peers
        self._facts = facts
        self._clock = clock

    async def known(self) -> SeenFrom:
        """What came of the last time."""
        kept = await self._facts.get(_FACT)
        return SeenFrom(**kept) if kept else NOT_ASKED

    async def ask(self, body: dict[str, Any]) -> dict[str, Any]:
        """Ask the *peers* that the master names; what they say together."""
        named = body.get("peers", [])
        if not isinstance(named, (list, tuple)) or len(named) > MOST_PEERS:
            raise UserError("worker.bad_request", part="peers")
        if not all(isinstance(each, dict) for each in named):
            raise UserError("worker.bad_request", part="peers")
        claims = await asyncio.gather(*(self._claim(each) for each in named))
        found = weighed(claims, int(self._clock.now()))
        await self._facts.put(_FACT, asdict(found))
        logger.info("peers see this machine: %s %s", found.code, found.address)
        return asdict(found)

    async def _claim(self, place: dict[str, Any]) -> str | None:
        """None of one that does not answer, or that nobody can dial; empty of one that does not
        say."""
        if self._peers is None:
            return None
        try:
            async with asyncio.timeout(EACH_S):
                peer = await self._peers.dial(place_of(place), account_of(place))
                try:
                    said = (await peer.call("probe", {}, deadline_s=EACH_S)).get("seen")
                finally:
                    await peer.close()
        except (CodedError, TimeoutError) as error:
            logger.info("a peer does not say from where it sees us: %s", error)
            return None
        return said[:64] if isinstance(said, str) else ""
