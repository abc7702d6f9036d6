"""What accounts still have in the campaigns of a network that the profile is not on now."""

from __future__ import annotations

from collections.abc import Sequence

from sonm_desktop.agent.campaigns.reading import CampaignReader
from sonm_desktop.campaign.calls import has_campaigns
from sonm_desktop.chain.logs import decode_event
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.registries.campaign_events import CampaignOpened
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.ids import Address, CampaignId
from sonm_desktop.core.paths import Profile
from sonm_desktop.store.database import Database
from sonm_desktop.store.index_events import IndexLog


async def in_campaigns(
    profile: Profile, rpc: Rpc, network: Network, accounts: Sequence[Address]
) -> list[Wei]:
    """Sums of wei as the node tells them: in the vaults there, and of own budgets what is set
    aside for nobody."""
    if not has_campaigns(network):
        return []
    reader = CampaignReader(rpc, network)
    vaults = [await reader.vault(account) for account in accounts]
    own = await reader.campaigns(await _sponsored(profile, network, accounts))
    return vaults + [state.free for state in own.values() if state.sponsor in accounts]


async def _sponsored(
    profile: Profile, network: Network, accounts: Sequence[Address]
) -> list[CampaignId]:
    """By the index of the time when the profile was there."""
    path = profile.network_database(network.identity)
    if not path.exists():
        return []
    database = Database(path, "index")
    await database.open()
    try:
        log = IndexLog(database)
        rows = [row for one in accounts for row in await log.campaigns_by(_topic(one))]
    finally:
        await database.close()
    opened = [decode_event(row) for row in rows]
    return [event.campaign for event in opened if isinstance(event, CampaignOpened)]


def _topic(account: Address) -> bytes:
    return bytes.fromhex(account[2:]).rjust(32, b"\0")
