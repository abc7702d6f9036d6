"""The agent as its faces see it: one object for each idea of the API."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from sonm_desktop.api.client.amendments import AmendmentCalls
from sonm_desktop.api.client.blacklist import BlacklistCalls
from sonm_desktop.api.client.campaigns import CampaignCalls
from sonm_desktop.api.client.connecting import open_link
from sonm_desktop.api.client.deals import DealCalls
from sonm_desktop.api.client.deployments import DeploymentCalls
from sonm_desktop.api.client.doctor import DoctorCalls
from sonm_desktop.api.client.dollars import DollarCalls
from sonm_desktop.api.client.history import HistoryCalls
from sonm_desktop.api.client.market import MarketCalls
from sonm_desktop.api.client.network import NetworkCalls
from sonm_desktop.api.client.notices import NoticeCalls
from sonm_desktop.api.client.plans import PlanCalls
from sonm_desktop.api.client.pricing import PricingCalls
from sonm_desktop.api.client.settings import SettingsCalls
from sonm_desktop.api.client.standing import StandingCalls
from sonm_desktop.api.client.state import StateCalls
from sonm_desktop.api.client.tasks import TaskCalls
from sonm_desktop.api.client.tokens import TokenCalls
from sonm_desktop.api.client.wallet import WalletCalls
from sonm_desktop.api.client.workers import WorkerCalls
from sonm_desktop.api.schema.health import Health
from sonm_desktop.core.paths import Profile
from sonm_desktop.core.secret import Secret

DEFAULT_TIMEOUT_S = 60.0


class AgentClient:
    """Use as ``async with AgentClient(profile) as agent``; nothing is sent before the first call.

    *token*: default the profile's admin token. *url*: ``http://127.0.0.1:PORT`` of an agent
    that also listens there; default the profile's socket. Every method raises the agent's own
    UserError and RemoteError, and RemoteError("agent.unreachable") when there is none.
    """

    def __init__(
        self,
        profile: Profile,
        *,
        token: Secret[str] | None = None,
        url: str | None = None,
        timeout_s: float = DEFAULT_TIMEOUT_S,
    ) -> None:
        self._link = open_link(profile, token=token, url=url, timeout_s=timeout_s)
        self.network = NetworkCalls(self._link)
        self.deployments = DeploymentCalls(self._link)
        self.wallet = WalletCalls(self._link)
        self.history = HistoryCalls(self._link)
        self.workers = WorkerCalls(self._link)
        self.pricing = PricingCalls(self._link)
        self.standing = StandingCalls(self._link)
        self.blacklist = BlacklistCalls(self._link)
        self.campaigns = CampaignCalls(self._link)
        self.market = MarketCalls(self._link)
        self.dollars = DollarCalls(self._link)
        self.plans = PlanCalls(self._link)
        self.deals = DealCalls(self._link)
        self.amendments = AmendmentCalls(self._link)
        self.tasks = TaskCalls(self._link)
        self.notices = NoticeCalls(self._link)
        self.state = StateCalls(self._link)
        self.tokens = TokenCalls(self._link)
        self.settings = SettingsCalls(self._link)
        self.doctor = DoctorCalls(self._link)

    async def health(self) -> Health:
        """Which agent answers; needs no token."""
        return await self._link.ask(Health, "GET", "/health")

    async def shut_down(self) -> None:
        """End the agent; deals go on by their leases, the local worker goes on by itself."""
        await self._link.tell("POST", "/shutdown")

    async def close(self) -> None:
        self._link.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        await self.close()
